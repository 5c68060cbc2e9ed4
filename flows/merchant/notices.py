"""What the shop's people are told, once each."""

from __future__ import annotations

from domain.catalog import events as catalog
from domain.customer import events as customer
from domain.fulfillment import events as parcels
from domain.ordering import events as orders
from domain.ordering.views import OrderView
from domain.payment import events as payments
from domain.payment.book_events import BooksDisagree
from domain.payment.reconciliation import OrphanKind
from domain.shared.events import DomainEvent
from flows.merchant.desk import MerchantDesk
from flows.speech import Text, _, join, word_for
from flows.talk import Prompt


def notice(event: DomainEvent, shop: MerchantDesk) -> Prompt | None:
    """None: not worth a message."""
    text = _of_order(event, shop) or _of_money(event, shop) or _of_books(event, shop) or _of_people(event, shop)
    return Prompt(text, kind="staff_notice") if text else None


def _of_order(event: DomainEvent, shop: MerchantDesk) -> Text | None:
    match event:
        case orders.OrderPlaced(order_id=order_id):
            return join(_("🛒 New order, not paid yet."), order_summary(shop.order_of(order_id)))
        case orders.OrderPaid(order_id=order_id):
            order = shop.order_of(order_id)
            return join(
                _("✅ Order *{number}* is paid.", number=str(order.number)),
                order_summary(order),
                _next_command(order),
            )
        case orders.OrderCancelled(number=number, by="buyer"):
            return _("Order {number} was cancelled by the buyer.", number=str(number))
        case orders.OrderCancelled(number=number, by="stock"):
            return _(
                "Order {number} was paid too late, the items are gone: the buyer gets the money back.",
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


def _of_money(event: DomainEvent, shop: MerchantDesk) -> Text | None:
    match event:
        case payments.PaymentHeldForReview(order_id=order_id, expected=expected, received=received):
            return _(
                "⚠️ Order {number}: {received} came instead of {expected}. It is not marked as paid.",
                number=str(shop.order_of(order_id).number),
                received=received,
                expected=expected,
            )
        case payments.DuplicatePaymentReceived(order_id=order_id, amount=amount):
            number = str(shop.order_of(order_id).number)
            return _(
                "Order {number} was paid twice: {amount} goes back to the buyer by itself.",
                number=number,
                amount=amount,
            )
        case payments.RefundFailed(order_id=order_id, amount=amount):
            number = str(shop.order_of(order_id).number)
            return _(
                "⚠️ The wallet could not pay back {amount} for order {number}: please do it yourself.",
                amount=amount,
                number=number,
            )
    return None


def _of_books(event: DomainEvent, shop: MerchantDesk) -> Text | None:
    if not isinstance(event, BooksDisagree):
        return None
    wallet, reference = shop.wallet_name(event.provider, event.account), event.reference
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


def _of_people(event: DomainEvent, shop: MerchantDesk) -> Text | None:
    match event:
        case catalog.ProductStockLow(sku=sku, name=name, left=left):
            return _("📉 {name} ({sku}): only {left} left.", name=name, sku=sku, left=left)
        case customer.TurnFailed(identity=identity):
            return _("⚠️ A message from {contact} broke something on our side. Please write to them.", contact=identity)
        case customer.SupportRequested(customer_id=customer_id, name=name):
            contact = shop.contact_of(customer_id)
            return join(
                _("🙋 {name} ({contact}) wants to talk to someone.", name=name or "?", contact=contact),
                _("Write to them. When you are done, write *{command}*.", command=word_for("release", "commands")),
            )
    return None


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
    )
