"""A receipt and its code: what it says, and what anybody is told who checks one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.ordering.views import OrderView
from domain.shared.money import Money
from flows.speech import Text, _, join, name_of, verbatim, word_for
from flows.talk import Link, Prompt


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a shop has been paid. `paid_at` is in its time zone; `wallet` and `txn`, the operator's number, may be
    empty; `given_back` and `taken_back` tell what has become of the money since. Nothing here is about the buyer.
    """

    shop: str
    number: int
    amount: Money
    paid_at: datetime
    wallet: str
    txn: str
    code: str
    link: str
    given_back: Money
    taken_back: bool


class Receipts(Protocol):
    """Those of one shop."""

    def of(self, order: OrderView) -> Receipt | None:
        """None: it is not paid."""
        ...

    def check(self, code: str) -> Receipt | None:
        """None: it is none of ours."""
        ...


class ShopWithReceipts(Protocol):
    @property
    def receipts(self) -> Receipts: ...


def verify(shop: ShopWithReceipts, code: str) -> Text:
    """The same for everybody: a buyer, the shop's people, a stranger."""
    receipt = shop.receipts.check(code)
    if receipt is None:
        return _("❌ This is no receipt of ours. Compare the code letter by letter.")
    genuine = _("✅ A genuine receipt of *{shop}*:", shop=receipt.shop)
    return join(genuine, paid_text(receipt), since_text(receipt))


def receipt_prompt(receipt: Receipt) -> Prompt:
    how = _("With {wallet}", wallet=receipt.wallet) if receipt.wallet else join()
    number = _("Operator's number: {number}", number=name_of(receipt.txn)) if receipt.txn else join()
    return Prompt(
        join(
            _("🧾 Receipt of *{shop}*", shop=receipt.shop),
            paid_text(receipt),
            how,
            number,
            code_text(receipt),
            _("To check it, anybody can write *{word}* and the code to us.", word=word_for("verify", "commands")),
            since_text(receipt),
        ),
        link=Link(receipt.link, _("Check")),
    )


def code_text(receipt: Receipt) -> Text:
    return _("Receipt: *{code}*", code=verbatim(receipt.code))


def paid_text(receipt: Receipt) -> Text:
    return _(
        "*{amount}* for order *{number}*, paid on {when}",
        amount=receipt.amount,
        number=str(receipt.number),
        when=receipt.paid_at,
    )


def since_text(receipt: Receipt) -> Text:
    """What has become of the money, if anything has."""
    if receipt.taken_back:
        return _("⚠️ Since then the wallet has taken this payment back.")
    if receipt.given_back:
        return _("⚠️ Since then {amount} of it has gone back to whoever paid.", amount=receipt.given_back)
    return join()
