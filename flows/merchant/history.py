"""What happened to an order, in the shop's words: of all events, those that somebody wants to know."""

from __future__ import annotations

from collections.abc import Callable

from domain.ordering.views import TimelineEntry
from flows.merchant.desk import MerchantDesk
from flows.speech import Text, _

HAPPENED: dict[str, Callable[[], Text]] = {
    "OrderPlaced": lambda: _("ordered"),
    "OrderPaid": lambda: _("paid"),
    "OrderShipped": lambda: _("on its way"),
    "OrderDelivered": lambda: _("delivered"),
    "OrderReturned": lambda: _("returned"),
    "OrderExpired": lambda: _("not paid in time"),
    "OrderCancelled": lambda: _("cancelled"),
    "PaymentFailed": lambda: _("the payment did not go through"),
    "OrderConfirmed": lambda: _("confirmed"),
    "PaymentPartlyReceived": lambda: _("paid in part"),
    "PaymentHeldForReview": lambda: _("money in another currency came"),
    "PaymentTakenBack": lambda: _("the wallet took the money back"),
    "MoneyCredited": lambda: _("money became the buyer's credit"),
    "CashCollected": lambda: _("paid in cash"),
    "CashHandedIn": lambda: _("the cash is in the till"),
    "RefundAsked": lambda: _("money back was asked for"),
    "RefundDeclined": lambda: _("no money back"),
    "DuplicatePaymentReceived": lambda: _("paid a second time"),
    "RefundCompleted": lambda: _("paid back"),
    "RefundFailed": lambda: _("no wallet could pay it back"),
    "ShipmentDelayed": lambda: _("late"),
    "ShipmentLost": lambda: _("lost by the courier"),
}


def happened(entries: tuple[TimelineEntry, ...], shop: MerchantDesk) -> list[Text]:
    """Oldest first, each with its time."""
    known = (entry for entry in entries if entry.event in HAPPENED)
    return [_("{when}: {event}", when=shop.local(entry.at), event=HAPPENED[entry.event]()) for entry in known]
