"""A buyer's receipts, and the code by which anybody can check one."""

from __future__ import annotations

import re

from domain.ordering.views import OrderView
from domain.shared.errors import NotFound
from flows.buyer.counter import BuyerCounter
from flows.buyer.orders import is_order_number, unknown_order
from flows.receipts import Receipt, code_text, receipt_prompt, verify
from flows.speech import Text, _, fold, join, lexicon
from flows.talk import Conversation, Prompt, Turn, say, step

A_DIGIT = re.compile(r"\d")
BARE_CODE = re.compile(r"\d{1,9}-\w{4}-\w{4}")


@step("buy.receipt")
class LatestReceipt:
    """The receipt of the latest order that is paid."""

    def ask(self, shop: BuyerCounter) -> Prompt:
        receipt = latest_receipt(shop)
        return receipt_prompt(receipt) if receipt else Prompt(_("You have paid for nothing yet."))


def latest_receipt(shop: BuyerCounter) -> Receipt | None:
    receipts = (shop.receipts.of(order) for order in shop.orders())
    return next(filter(None, receipts), None)


def receipt_of(what: str, shop: BuyerCounter) -> Turn:
    """`reçu 1042`: somebody else's order is as unknown as none."""
    try:
        if not is_order_number(what):
            raise NotFound("order", what)
        receipt = shop.receipts.of(shop.order(int(what)))
    except NotFound:
        return say(unknown_order(what))
    return say(receipt_prompt(receipt) if receipt else _("Order {number} is not paid.", number=what))


def receipt_line(order: OrderView, shop: BuyerCounter) -> Text:
    """Under the news that it is paid."""
    receipt = shop.receipts.of(order)
    return code_text(receipt) if receipt else join()


def verify_a_code(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """`verif 1042-K7QF-9M2X`, or the code alone: anybody's receipt, nobody's name."""
    word, _space, rest = text.partition(" ")
    code = rest if fold(word) in lexicon().command("verify") and A_DIGIT.search(rest) else ""
    if BARE_CODE.fullmatch(text):
        code = text
    return say(verify(shop, code)) if code else None
