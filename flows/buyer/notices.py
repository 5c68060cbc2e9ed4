"""What a buyer is told when something happens: what it is, and what to do next."""

from __future__ import annotations

from domain.customer import events as customers
from domain.fulfillment import events as parcels
from domain.fulfillment.values import ShipmentStatus
from domain.ordering import events as orders
from domain.ordering.views import OrderView
from domain.payment import events as payments
from domain.payment.values import Reason
from domain.shared.events import DomainEvent
from flows.buyer.counter import BuyerCounter
from flows.buyer.orders import handover, tracking
from flows.buyer.receipts import receipt_line
from flows.speech import Text, _, join
from flows.talk import Option, Prompt


def notice(event: DomainEvent, shop: BuyerCounter) -> Prompt | None:
    """None: not worth a message."""
    match event:
        case orders.OrderPaid(number=number):
            return _paid(shop.order(number), shop)
        case orders.OrderExpired(number=number):
            return _expired(number)
        case orders.OrderCancelled(number=number, by=by, was_paid=was_paid):
            return _cancelled(number, by, was_paid)
        case orders.OrderReturned(number=number):
            return _told(_("Order {number} came back to the shop: you get your money back.", number=str(number)))
        case orders.CartRepriced(name=name, old=old, new=new):
            text = _("The price of {name} in your cart is now {new} (it was {old}).", name=name, new=new, old=old)
            return _told(text)
        case customers.SupportEnded(by=by) if by != "buyer":
            return _told(_("I am back. Write *menu* whenever you want."))
        case _:
            return _of_money(event, shop) or _of_parcel(event, shop)


def _of_money(event: DomainEvent, shop: BuyerCounter) -> Prompt | None:
    match event:
        case payments.PaymentFailed(order_id=order_id, reason=reason):
            return _failed(shop.order_of(order_id).number, Reason(reason))
        case payments.PaymentHeldForReview(received=received):
            text = _(
                "We received {received}, which is not the price of your order. The shop is looking at it "
                "and will write to you.",
                received=received,
            )
            return _told(text)
        case payments.DuplicatePaymentReceived(order_id=order_id, amount=amount):
            number = shop.order_of(order_id).number
            text = _("You paid order {number} twice: {amount} goes back to you.", number=str(number), amount=amount)
            return _told(text)
        case payments.RefundCompleted(order_id=order_id, amount=amount):
            number = shop.order_of(order_id).number
            return _told(_("{amount} of order {number} has been paid back.", amount=amount, number=str(number)))
    return None


def _of_parcel(event: DomainEvent, shop: BuyerCounter) -> Prompt | None:
    match event:
        case parcels.ShipmentStatusChanged(order_id=order_id, new=new) if new in WORTH_TELLING:
            return tracking(shop.order_of(order_id), shop)
        case parcels.ShipmentDelayed(order_id=order_id):
            number = shop.order_of(order_id).number
            return Prompt(
                _("Order {number} is taking longer than promised. We are sorry, and we are on it.", number=str(number)),
                choices=[Option(_("Follow"), key=f"follow:{number}")],
                kind="delayed",
            )
    return None


WORTH_TELLING = {
    ShipmentStatus.PICKED_UP,
    ShipmentStatus.OUT_FOR_DELIVERY,
    ShipmentStatus.AVAILABLE_FOR_PICKUP,
    ShipmentStatus.ATTEMPT_FAILED,
    ShipmentStatus.RETURNING,
    ShipmentStatus.DELIVERED,
}


def _paid(order: OrderView, shop: BuyerCounter) -> Prompt:
    parcel = shop.tracking(order)
    if order.is_pickup and parcel is not None:
        collect = _("Pick it up here: {place}", place=shop.shop.pickup)
        then = join(collect, handover(parcel, order))
    else:
        then = _("We are preparing it and will tell you when it leaves.")
    number = str(order.number)
    return Prompt(
        join(
            _("✅ Payment received: *{total}* for order *{number}*.", total=order.total, number=number),
            then,
            receipt_line(order, shop),
        ),
        choices=[Option(_("Follow"), key=f"follow:{number}")],
        kind="paid",
    )


def _expired(number: int) -> Prompt:
    return Prompt(
        join(
            _("Order {number} was not paid in time, so it is no longer reserved.", number=str(number)),
            _("You have paid nothing. Order again whenever you like."),
        ),
        choices=[Option(_("See the shop"), key="menu")],
        kind="expired",
    )


def _cancelled(number: int, by: str, was_paid: bool) -> Prompt | None:
    """The buyer who cancelled knows."""
    if by == "buyer":
        return None
    why = _("What you ordered has been sold in the meantime.") if by == "stock" else join()
    back = _("Your money goes back to the number that paid.") if was_paid else join()
    return _told(join(_("The shop had to cancel order {number}. We are sorry.", number=str(number)), why, back))


def _failed(number: int, reason: Reason) -> Prompt:
    return Prompt(
        join(
            _("The payment of order {number} did not go through: {why}", number=str(number), why=REASONS[reason]()),
            _("Nothing was taken. Your order is still reserved: try again, or use another wallet."),
        ),
        choices=[Option(_("Pay again"), key=f"pay:{number}"), Option(_("Cancel"), key=f"cancel_order:{number}")],
        kind="payment_failed",
    )


REASONS = {
    Reason.INSUFFICIENT_FUNDS: lambda: _("there is not enough money in the wallet."),
    Reason.PAYER_DECLINED: lambda: _("it was declined on the phone."),
    Reason.NO_ANSWER: lambda: _("nobody confirmed it in time."),
    Reason.WRONG_PIN: lambda: _("the PIN was wrong."),
    Reason.PAYER_NOT_FOUND: lambda: _("this number has no such wallet."),
    Reason.PAYER_BUSY: lambda: _("another payment is under way on this phone."),
    Reason.LIMIT: lambda: _("the wallet's limit is reached."),
    Reason.WRONG_NUMBER: lambda: _("another number paid than was expected."),
    Reason.PROVIDER_DOWN: lambda: _("the wallet is not answering right now."),
    Reason.AMOUNT: lambda: _("the wallet does not take this amount."),
    Reason.MERCHANT_CONFIG: lambda: _("the shop's wallet has a problem, we have told the shop."),
    Reason.LINK_EXPIRED: lambda: _("the payment page had expired."),
    Reason.OTHER: lambda: _("the wallet refused it."),
}


def reason_text(reason: Reason) -> Text:
    """Why a payment failed, in plain words."""
    return REASONS[reason]()


def _told(text: Text) -> Prompt:
    return Prompt(text, kind="notice")
