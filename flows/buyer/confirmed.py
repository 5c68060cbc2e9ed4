"""It is settled how an order is paid: what the buyer reads, and what comes next."""

from __future__ import annotations

from domain.ordering.order_state import OrderState
from domain.ordering.views import OrderView
from flows.buyer.counter import BuyerCounter
from flows.buyer.orders import handover
from flows.buyer.receipts import receipt_line
from flows.speech import Text, _, join
from flows.talk import Option, Prompt


def confirmed(order: OrderView, shop: BuyerCounter) -> Prompt:
    """Paid, or to be paid at the door."""
    number = str(order.number)
    return Prompt(
        join(how_paid(order), then(order, shop), receipt_line(order, shop)),
        choices=[Option(_("Follow"), key=f"follow:{number}")],
        kind="paid",
    )


def how_paid(order: OrderView) -> Text:
    number = str(order.number)
    if not order.cash:
        return _("✅ Payment received: *{total}* for order *{number}*.", total=order.total, number=number)
    if order.cash == order.total:
        return _("✅ Order *{number}* is confirmed. You pay *{cash}* in cash.", number=number, cash=order.cash)
    return _(
        "✅ Order *{number}* is confirmed: {paid} received, *{cash}* to pay in cash.",
        number=number,
        paid=order.total - order.cash,
        cash=order.cash,
    )


def then(order: OrderView, shop: BuyerCounter) -> Text:
    parcel = shop.tracking(order)
    if order.is_pickup and parcel is not None:
        return join(_("Pick it up here: {place}", place=shop.shop.pickup), handover(parcel, order))
    return _("We are preparing it and will tell you when it leaves.")


def was_confirmed_at_once(order: OrderView, shop: BuyerCounter) -> bool:
    """Nothing had to come before: whoever placed the order has read it already."""
    payment = shop.payment(order)
    return payment is not None and not payment.captures and order.state != OrderState.AWAITING_PAYMENT
