"""Other whole wishes in one line: `suivi 1042`, `code FATOU10`, `je m'appelle Awa`, or just `savon`."""

from __future__ import annotations

import re
from collections.abc import Callable

from flows.buyer import orders, receipts
from flows.buyer.browse import Menu, look_for, look_for_price, show_found
from flows.buyer.cart import Coupon, use_coupon
from flows.buyer.counter import BuyerCounter
from flows.buyer.finding import about
from flows.buyer.finding import search as find_on_shelf
from flows.buyer.fitting import meant_by
from flows.buyer.wish import thing
from flows.speech import _, fold, lexicon
from flows.talk import Conversation, Turn, aside, say, start
from flows.understanding.wishes.tokens import words_of

LONGEST_NAME = 40
A_WORD = re.compile(r"[^\W\d_]{2}")
WITH_ARGUMENT = re.compile(r"(?P<word>\w+)\s+(?P<rest>\S.*)")


def word_with_argument(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """`suivi 1042`, `annuler 1042`, `code FATOU10`; `code` alone asks for it."""
    if is_coupon(text):
        return aside(Coupon())
    found = WITH_ARGUMENT.fullmatch(text)
    if not found:
        return None
    act = use_coupon if is_coupon(found["word"]) else ARGUMENTS.get(called_by(found["word"]))
    return act(found["rest"].strip(), shop) if act and len(found["rest"].split()) == 1 else None


def is_coupon(word: str) -> bool:
    return fold(word) in lexicon().spoken("coupon")


def called_by(word: str) -> str:
    """The aside that a single word calls; one order's word follows it."""
    return "track" if fold(word) in lexicon().command("order") else lexicon().aside(word) or ""


def pay_one(number: str, shop: BuyerCounter) -> Turn | None:
    """`payer autrement` names no order."""
    return orders.pay_again(number, shop) if orders.is_order_number(number) else None


def call_me(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """`je m'appelle Awa`"""
    name = lexicon().said_after("my_name", text)
    if not name or len(name) > LONGEST_NAME:
        return None
    shop.call_me(name)
    return say(_("Nice to meet you, {name}!", name=name))


def search(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """Words that name something on the shelf, and nothing else is expected."""
    if priced := look_for_price(text, shop):
        return start(Menu()) + priced
    words = thing(text)
    found = meant_by(words_of(words), about(text, find_on_shelf(words, shop))) if A_WORD.search(words) else ()
    if not found:
        return look_for(text, shop) if lexicon().seeks(text) else None
    return start(Menu()) + show_found(words, found)


ARGUMENTS: dict[str, Callable[[str, BuyerCounter], Turn | None]] = {
    "track": orders.follow,
    "orders": orders.follow,
    "cancel": orders.cancel_one,
    "pay": pay_one,
    "receipt": receipts.receipt_of,
}
