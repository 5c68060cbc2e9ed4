"""What somebody reads who pays for another: the shop, the amount, the order's number; nothing about the buyer."""

from __future__ import annotations

from dataclasses import dataclass

from domain.ordering import events as orders
from domain.payment import events as payments
from domain.shared.events import DomainEvent
from domain.shared.money import Money
from flows.receipts import Receipt, code_text
from flows.speech import Text, _, join


@dataclass(frozen=True, slots=True)
class PaidFor:
    """An order that another pays for. `due` is asked of them, `paid` came from their number; the receipt is None as
    long as not all of it is paid."""

    shop: str
    number: int
    due: Money
    paid: Money
    receipt: Receipt | None = None


def request(bill: PaidFor) -> Text:
    """The link stands below it."""
    return join(
        _(
            "Somebody asks you to pay *{due}* to *{shop}*, order {number}.",
            due=bill.due,
            shop=bill.shop,
            number=str(bill.number),
        ),
        _("We never ask for your PIN in the chat."),
    )


def notice(event: DomainEvent, bill: PaidFor) -> Text | None:
    """None: not worth a message."""
    facts = {"shop": bill.shop, "number": str(bill.number)}
    match event:
        case orders.OrderPaid() | orders.OrderConfirmed() if bill.paid:
            thanks = _("✅ *{shop}* has received *{paid}* for order {number}. Thank you!", paid=bill.paid, **facts)
            return join(thanks, code_text(bill.receipt) if bill.receipt else join())
        case payments.RefundCompleted(amount=amount):
            return _("*{shop}* has paid {amount} of order {number} back to you.", amount=amount, **facts)
    return None
