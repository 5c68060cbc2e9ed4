"""Whole wishes in one line: `2 pagnes wax et 1 savon`, `suivi 1042`, `code FATOU10`, or just `savon`."""

from __future__ import annotations

import re
from collections.abc import Callable

from domain.catalog.views import ShelfProduct
from flows.buyer import orders, receipts
from flows.buyer.browse import Found, Menu, WhichVariant, look_for, open_product, put_in_cart, sold_out
from flows.buyer.cart import Cart, Coupon, remind_of_cart, use_coupon
from flows.buyer.counter import BuyerCounter
from flows.buyer.wish import Wish, thing, wish, without_wanting
from flows.speech import Lexicon, Text, _, fold, join, lexicon
from flows.talk import Conversation, Turn, aside, say, start
from flows.talk.outcomes import NOTHING
from flows.understanding.gate import is_about

LONGEST_NAME = 40
A_WORD = re.compile(r"[^\W\d_]{2}")
WITH_ARGUMENT = re.compile(r"(?P<word>\w+)\s+(?P<rest>\S.*)")


def order_in_one_line(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """Every part names a quantity, and at least one of them something that is sold: else it is no order.

    `je cherche une lampe` is a question, not an order of one.
    """
    if lexicon().seeks(text):
        return None
    words = lexicon().among((conversation.language, *shop.shop.languages))
    wishes = [wish(part, words) for part in between(words).split(without_wanting(text)) if part]
    if not wishes or any(each is None for each in wishes):
        return None
    found = [(each, fitting(shop.search(each.words), each.words)) for each in wishes if each is not None]
    if not any(products for _wish, products in found):
        return None
    served = [serve(each, products, shop) for each, products in found]
    questions = reversed([answer for answer in served if isinstance(answer, Turn)])  # the last asked lies on top
    said = [answer for answer in served if isinstance(answer, Text)]
    return sum(questions, start(Cart()) + remind_of_cart(shop) + (say(join(*said)) if said else NOTHING))


def between(words: Lexicon) -> re.Pattern[str]:
    """What stands between two wishes: a comma, or a word for `and`."""
    joining = "|".join(sorted(words.spoken("between"), key=len, reverse=True))
    return re.compile(rf"\s*(?:[,;+&\n]|\b(?:{joining})\b)\s*", re.IGNORECASE)


def serve(each: Wish, products: tuple[ShelfProduct, ...], shop: BuyerCounter) -> Text | Turn:
    """What is said at once, or what must be asked: which kind of it, or which of several things."""
    if not products:
        return _("I have nothing called *{words}*.", words=each.words)
    if len(products) > 1:
        return aside(Found(each.words, each.quantity))
    [product] = products
    if not product.available:
        return sold_out(product.name)
    if kind := next((v for v in product.variants if names_variant(each.words, v.label)), None):
        return put_in_cart(kind.sku, each.quantity, shop)
    if len(product.variants) > 1:
        return aside(WhichVariant(product.id, each.quantity))
    return put_in_cart(product.variants[0].sku, each.quantity, shop)


def fitting(products: tuple[ShelfProduct, ...], words: str) -> tuple[ShelfProduct, ...]:
    """The only one whose own name has every word, where there is just one; else all that were found."""
    said = set(fold(words).split())
    exact = [product for product in products if said <= set(fold(product.name).split())]
    return tuple(exact) if len(exact) == 1 else products


def names_variant(words: str, label: str) -> bool:
    """`wax 6 yards` names the variant `6 yards`."""
    return bool(label) and f" {fold(label)} " in f" {fold(words)} "


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


def call_me(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """`je m'appelle Awa`"""
    name = lexicon().said_after("my_name", text)
    if not name or len(name) > LONGEST_NAME:
        return None
    shop.call_me(name)
    return say(_("Nice to meet you, {name}!", name=name))


def search(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """Words that name something on the shelf, and nothing else is expected."""
    words = thing(text)
    found = fitting(shop.search(words), words) if A_WORD.search(words) else ()
    if not found or not is_about(text, (product.name for product in found)):
        return look_for(text, shop) if lexicon().seeks(text) else None
    return start(Menu()) + (open_product(found[0]) if len(found) == 1 else start(Found(words)))


ARGUMENTS: dict[str, Callable[[str, BuyerCounter], Turn]] = {
    "track": orders.follow,
    "orders": orders.follow,
    "cancel": orders.cancel_one,
    "pay": orders.pay_again,
    "receipt": receipts.receipt_of,
}
