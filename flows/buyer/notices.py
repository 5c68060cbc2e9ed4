"""What a buyer is told when something happens: what it is, and what to do next."""

from __future__ import annotations

from domain.fulfillment import events as parcels
from domain.fulfillment.values import ShipmentStatus
from domain.ordering import events as orders
from domain.ordering.order_state import OrderState
from domain.ordering.views import OrderView
from domain.payment import events as payments
from domain.payment.values import Reason
from domain.shared.events import DomainEvent
from domain.shared.money import Money
from flows.buyer import back_in_stock, human
from flows.buyer.confirmed import confirmed, was_confirmed_at_once
from flows.buyer.counter import BuyerCounter
from flows.buyer.orders import tracking
from flows.speech import Text, _, join, word_for
from flows.talk import Link, Option, Prompt


def notice(event: DomainEvent, shop: BuyerCounter) -> Prompt | None:
    """None: not worth a message."""
    match event:
        case orders.OrderPaid(number=number) | orders.OrderConfirmed(number=number):
            order = shop.order(number)
            return None if was_confirmed_at_once(order, shop) else confirmed(order, shop)
        case orders.OrderExpired(number=number):
            return _expired(shop.order(number), shop)
        case orders.OrderCancelled(number=number, by=by, was_paid=was_paid):
            return _cancelled(number, by, was_paid)
        case orders.OrderReturned(number=number):
            return _told(_("Order {number} came back to the shop: you get your money back.", number=str(number)))
        case orders.CartRepriced():
            return _repriced(event, shop)
        case orders.CartLineWithdrawn(name=name):
            return _told(_("{name} is no longer for sale: I have taken it out of your cart.", name=name))
        case _:
            told = human.notice(event, shop) or back_in_stock.notice(event, shop)
            return told or _of_money(event, shop) or _of_parcel(event, shop)


def _repriced(event: orders.CartRepriced, shop: BuyerCounter) -> Prompt | None:
    """Nothing, where it is no longer in the cart, or has another price again, by the time this is told."""
    if not any((str(line.sku), line.price) == (event.sku, event.new) for line in shop.cart().lines):
        return None
    facts = {"name": event.name, "new": event.new, "old": event.old}
    return _told(_("The price of {name} in your cart is now {new} (it was {old}).", **facts))


def _of_money(event: DomainEvent, shop: BuyerCounter) -> Prompt | None:
    match event:
        case payments.PaymentFailed(order_id=order_id, reason=reason):
            return _failed(shop.order_of(order_id).number, Reason(reason))
        case payments.PaymentPartlyReceived(order_id=order_id, received=received, missing=missing):
            return _part_paid(shop.order_of(order_id), received, missing, shop)
        case payments.MoneyCredited(order_id=order_id, amount=amount, why=why):
            return _credited(shop.order_of(order_id), amount, why)
        case payments.PaymentHeldForReview(received=received):
            text = _(
                "We received {received} ({currency}), which is not the money your order is priced in. "
                "Please do not pay again: the shop gives it back and writes to you.",
                received=received,
                currency=received.currency,
            )
            return _told(text)
        case payments.DuplicatePaymentReceived(order_id=order_id, amount=amount):
            number = shop.order_of(order_id).number
            text = _("You paid order {number} twice: {amount} goes back to you.", number=str(number), amount=amount)
            return _told(text)
        case payments.PaymentTakenBack(order_id=order_id, amount=amount, paid=True):
            return _taken_back(shop.order_of(order_id), amount, shop)
    return _of_refund(event, shop)


def _of_refund(event: DomainEvent, shop: BuyerCounter) -> Prompt | None:
    match event:
        case payments.RefundInitiated(order_id=order_id, amount=amount, reason="asked" | "currency"):
            number = str(shop.order_of(order_id).number)
            text = _("{amount} of order {number} is on its way back to you.", amount=amount, number=number)
            return _told(text)
        case payments.RefundDeclined(order_id=order_id):
            number = str(shop.order_of(order_id).number)
            no = _("The shop does not pay order {number} back.", number=number)
            return _told(join(no, _("To talk to a person, write *{word}*.", word=word_for("human"))))
        case payments.RefundCompleted(order_id=order_id, amount=amount):
            number = str(shop.order_of(order_id).number)
            return _told(_("{amount} of order {number} has been paid back.", amount=amount, number=number))
    return None


def _part_paid(order: OrderView, received: Money, missing: Money, shop: BuyerCounter) -> Prompt | None:
    """While it can still be paid: the rest, by a link of its own."""
    waiting = shop.to_pay(order.number)
    if waiting is None:
        return None
    came = _("We received {received} for order {number}.", received=received, number=str(order.number))
    rest = _(
        "*{missing}* is missing: please pay the rest within {minutes} minutes.",
        missing=missing,
        minutes=waiting.minutes,
    )
    return Prompt(join(came, rest), link=Link(waiting.link, _("Pay")), kind="payment_link")


def _credited(order: OrderView, amount: Money, why: str) -> Prompt:
    """Theirs, and theirs to say what becomes of it."""
    number = str(order.number)
    match why:
        case "overpaid":
            came = _("You paid {amount} too much for order {number}.", amount=amount, number=number)
        case "stock":
            came = _(
                "Your payment for order {number} came too late: it has been sold in the meantime. We are sorry.",
                number=number,
            )
        case _:
            came = _("Order {number} was not paid in full in time.", number=number)
    yours = _("*{amount}* is your credit here: your next order uses it, or you take it back.", amount=amount)
    return Prompt(
        join(came, yours),
        choices=[Option(_("See the shop"), key="menu"), Option(_("Take it back"), key="take_back")],
        kind="notice",
    )


def _taken_back(order: OrderView, amount: Money, shop: BuyerCounter) -> Prompt | None:
    gone = _("The wallet took {amount} for order {number} back.", amount=amount, number=str(order.number))
    waiting = shop.to_pay(order.number)
    if waiting is not None:
        return Prompt(join(gone, _("Please pay it again.")), link=Link(waiting.link, _("Pay")), kind="payment_link")
    return _told(join(gone, _("The order is cancelled."))) if order.state == OrderState.CANCELLED else _told(gone)


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


def _expired(order: OrderView, shop: BuyerCounter) -> Prompt | None:
    """Where a part was paid, what becomes of it says it all."""
    payment = shop.payment(order)
    if payment is not None and payment.captures:
        return None
    return Prompt(
        join(
            _("Order {number} was not paid in time, so it is no longer reserved.", number=str(order.number)),
            _("You have paid nothing. Order again whenever you like."),
        ),
        choices=[Option(_("See the shop"), key="menu")],
        kind="expired",
    )


def _cancelled(number: int, by: str, was_paid: bool) -> Prompt | None:
    """The buyer who cancelled knows; where the goods or the money are gone, what happened to the money says it all."""
    if by != "shop":
        return None
    back = _("Your money goes back to the number that paid.") if was_paid else join()
    return _told(join(_("The shop had to cancel order {number}. We are sorry.", number=str(number)), back))


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
