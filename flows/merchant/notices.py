"""What the shop's people are told, once each."""

from __future__ import annotations

from domain.fulfillment import events as parcels
from domain.ordering import events as orders
from domain.ordering.order_state import OrderState
from domain.ordering.views import OrderView
from domain.payment import events as payments
from domain.payment.book_events import BooksDisagree
from domain.payment.reconciliation import OrphanKind
from domain.shared.events import DomainEvent
from domain.shared.ids import OrderId
from flows.buyer.states import state_text
from flows.merchant.desk import MerchantDesk
from flows.merchant.people_notices import KIND, of_people
from flows.merchant.refunds import by_hand
from flows.speech import Text, _, join, name_of, word_for
from flows.talk import Prompt


def notice(event: DomainEvent, shop: MerchantDesk) -> Prompt | None:
    """None: not worth a message."""
    said = _of_order(event, shop) or _of_money(event, shop) or _of_books(event, shop) or of_people(event, shop)
    return Prompt(said, kind=KIND) if isinstance(said, Text) else said


def _of_order(event: DomainEvent, shop: MerchantDesk) -> Text | None:
    match event:
        case orders.OrderPlaced(order_id=order_id):
            return _placed(shop.order_of(order_id))
        case orders.OrderPaid(order_id=order_id):
            order = shop.order_of(order_id)
            return join(
                _("✅ Order *{number}* is paid.", number=str(order.number)),
                order_summary(order),
                _next_command(order),
            )
        case orders.OrderCancelled(number=number, by="buyer"):
            return _("Order {number} was cancelled by the buyer.", number=str(number))
        case orders.OrderConfirmed(order_id=order_id, cash=cash):
            order = shop.order_of(order_id)
            how = _(
                "✅ Order *{number}* is confirmed: {cash} in cash on delivery.", number=str(order.number), cash=cash
            )
            return join(how, order_summary(order), _next_command(order))
        case orders.OrderCancelled(number=number, by="stock"):
            return _(
                "Order {number} was paid too late, the items are gone: the money is the buyer's credit.",
                number=str(number),
            )
        case orders.OrderReturned(number=number):
            return _(
                "Order {number} came back: it is in stock again, the buyer gets the money back.", number=str(number)
            )
        case parcels.ShipmentDelayed(order_id=order_id):
            return _("Order {number} is late: better call the rider.", number=str(shop.order_of(order_id).number))
        case parcels.ShipmentLost(order_id=order_id):
            return _("The courier says that order {number} is lost.", number=str(shop.order_of(order_id).number))
    return None


def _placed(order: OrderView) -> Text | None:
    """Where it is settled already, that says it all."""
    waits = order.state == OrderState.AWAITING_PAYMENT
    return join(_("🛒 New order, not paid yet."), order_summary(order)) if waits else None


def _of_money(event: DomainEvent, shop: MerchantDesk) -> Text | None:
    match event:
        case payments.PaymentPartlyReceived(order_id=order_id, received=received, missing=missing):
            facts = {"number": _number(order_id, shop), "received": received, "missing": missing}
            return _("Order {number}: {received} came, {missing} is missing. The buyer pays the rest.", **facts)
        case payments.PaymentHeldForReview(order_id=order_id, expected=expected, received=received):
            came = _(
                "⚠️ Order {number}: {received} ({currency}) came instead of {expected}. It is not marked as paid.",
                number=_number(order_id, shop),
                received=received,
                currency=received.currency,
                expected=expected,
            )
            back = {"command": _command("refund"), "number": _number(order_id, shop)}
            return join(came, _("To pay it back, write: *{command} {number}*", **back))
        case payments.DuplicatePaymentReceived(order_id=order_id, amount=amount):
            return _(
                "Order {number} was paid twice: {amount} goes back to the buyer by itself.",
                number=_number(order_id, shop),
                amount=amount,
            )
        case payments.PaymentTakenBack(order_id=order_id, amount=amount, paid=True):
            order = shop.order_of(order_id)
            return _(
                "⚠️ Order {number}: the wallet took {amount} back. It is {state}: do not hand anything over.",
                number=str(order.number),
                amount=amount,
                state=state_text(order),
            )
    return _of_refund(event, shop)


def _of_refund(event: DomainEvent, shop: MerchantDesk) -> Text | None:
    match event:
        case payments.RefundAsked(order_id=order_id, amount=amount, by="buyer", words=words):
            number = _number(order_id, shop)
            asks = _(
                "🙏 The buyer wants {amount} of order {number} back: {words}", amount=amount, number=number, words=words
            )
            return join(asks, _decide(number))
        case payments.RefundSeconded(order_id=order_id, amount=amount, by=by) if by != shop.me.id:
            number = _number(order_id, shop)
            asks = _(
                "🙏 {amount} of order {number} is to be paid back: it needs your yes too.", amount=amount, number=number
            )
            return join(asks, _decide(number))
        case payments.RefundFailed(order_id=order_id, amount=amount, payer=payer):
            number = _number(order_id, shop)
            owed = _("⚠️ No wallet pays {amount} of order {number} back.", amount=amount, number=number)
            return join(owed, by_hand(payer, int(number)))
    return None


def _decide(number: str) -> Text:
    return _(
        "Write *{yes} {number}* or *{no} {number}*.", yes=_command("approve"), no=_command("decline"), number=number
    )


def _number(order_id: OrderId, shop: MerchantDesk) -> str:
    return str(shop.order_of(order_id).number)


def _of_books(event: DomainEvent, shop: MerchantDesk) -> Text | None:
    if not isinstance(event, BooksDisagree):
        return None
    wallet, reference = shop.wallet_name(event.provider, event.account), name_of(event.reference)
    match event.kind:
        case OrphanKind.THEIRS:
            return _(
                "⚠️ {wallet} collected {amount} on {day} that belongs to no order here (reference {reference}). "
                "Please look it up at {wallet}.",
                wallet=wallet,
                amount=event.theirs,
                day=event.day,
                reference=reference,
            )
        case OrphanKind.OURS:
            return _(
                "⚠️ {amount} of {day} is booked here, but {wallet} does not know of it (reference {reference}). "
                "Please look it up at {wallet}.",
                wallet=wallet,
                amount=event.ours,
                day=event.day,
                reference=reference,
            )
    return _(
        "⚠️ {wallet} collected {theirs} on {day}, but {ours} is booked here (reference {reference}). "
        "Please look it up at {wallet}.",
        wallet=wallet,
        theirs=event.theirs,
        ours=event.ours,
        day=event.day,
        reference=reference,
    )


def _next_command(order: OrderView) -> Text:
    number = str(order.number)
    if order.is_pickup:
        return _("When it is fetched, write: *{command} {number}*", command=_command("delivered"), number=number)
    return _("To send it, write: *{command} {number}*", command=_command("ship"), number=number)


def _command(name: str) -> Text:
    return word_for(name, "commands")


def order_summary(order: OrderView) -> Text:
    return join(
        _("*{number}* {buyer}: *{total}*", number=str(order.number), buyer=order.buyer, total=order.total),
        *(_("{quantity} × {name}", quantity=item.quantity, name=item.name) for item in order.items),
        _("Deliver to: {address}", address=order.address) if order.address else _("Pick-up at the shop"),
        _("Call: {contact}", contact=order.asked_for) if order.asked_for else join(),
    )
