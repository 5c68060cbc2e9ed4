"""The context map as one table: whenever a fact of one context happens, what others do about it.

`AT_ONCE` runs in the transaction of the fact, because the rule must hold at once. `TELL` is done afterwards from
the event store, at least once and applied once: each line is a notice to somebody, worded in `flows`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from domain.catalog import events as catalog
from domain.customer import events as customer
from domain.fulfillment import events as fulfillment
from domain.fulfillment import use_cases as parcels
from domain.ordering import events as ordering
from domain.ordering import use_cases as orders
from domain.payment import events as payment
from domain.payment import use_cases as payments
from domain.processes import commands as saga
from domain.processes.order_to_delivery import decide
from domain.shared.events import DomainEvent
from domain.shared.ids import OrderId
from domain.shared.sku import ProductSKU
from domain.work import ShopWork

Reaction = Callable[[DomainEvent, ShopWork], None]


class Audience(StrEnum):
    """Who is told. STAFF is everybody who may see orders; RIDER the one who carries the parcel."""

    BUYER = "buyer"
    STAFF = "staff"
    RIDER = "rider"


def follow_order(event: DomainEvent, work: ShopWork) -> None:
    """The order's saga takes its next step."""
    process = work.processes.of_order(OrderId(getattr(event, "order_id")))  # noqa: B009 - every listed event has it
    after, commands = decide(process, event)
    if after != process:
        work.processes.save(after)
    for command in commands:
        carry_out(command, work)


def reprice_carts(event: DomainEvent, work: ShopWork) -> None:
    assert isinstance(event, catalog.PriceChanged)
    orders.reprice_carts(work, ProductSKU(event.sku), event.new)


def empty_carts(event: DomainEvent, work: ShopWork) -> None:
    assert isinstance(event, catalog.ProductDeleted)
    for sku in event.skus:
        orders.remove_from_carts(work, ProductSKU(sku))


AT_ONCE: dict[type[DomainEvent], tuple[Reaction, ...]] = {
    ordering.OrderPlaced: (follow_order,),
    payment.PaymentConfirmed: (follow_order,),
    payment.DuplicatePaymentReceived: (follow_order,),
    catalog.StockTaken: (follow_order,),
    catalog.StockUnavailable: (follow_order,),
    ordering.OrderPaid: (follow_order,),
    ordering.OrderReadyForShipment: (follow_order,),
    fulfillment.ShipmentDispatched: (follow_order,),
    fulfillment.ShipmentDelivered: (follow_order,),
    fulfillment.ShipmentReturned: (follow_order,),
    ordering.OrderFulfilled: (follow_order,),
    ordering.OrderReturned: (follow_order,),
    ordering.OrderExpired: (follow_order,),
    ordering.OrderCancelled: (follow_order,),
    catalog.PriceChanged: (reprice_carts,),
    catalog.ProductDeleted: (empty_carts,),
}

BUYER, STAFF, RIDER = Audience.BUYER, Audience.STAFF, Audience.RIDER
TELL: dict[type[DomainEvent], tuple[Audience, ...]] = {
    ordering.OrderPlaced: (STAFF,),
    ordering.OrderPaid: (BUYER, STAFF),
    ordering.OrderExpired: (BUYER,),
    ordering.OrderCancelled: (BUYER, STAFF),
    ordering.OrderReturned: (BUYER, STAFF),
    ordering.CartRepriced: (BUYER,),
    payment.PaymentFailed: (BUYER,),
    payment.PaymentHeldForReview: (BUYER, STAFF),
    payment.DuplicatePaymentReceived: (BUYER, STAFF),
    payment.RefundCompleted: (BUYER,),
    payment.RefundFailed: (STAFF,),
    fulfillment.CarrierAssigned: (RIDER,),
    fulfillment.ShipmentStatusChanged: (BUYER,),
    fulfillment.ShipmentDelayed: (BUYER, STAFF),
    fulfillment.ShipmentLost: (STAFF,),
    catalog.ProductStockLow: (STAFF,),
    customer.SupportRequested: (STAFF,),
    customer.TurnFailed: (STAFF,),
    customer.SupportEnded: (BUYER,),
}


def react(event: DomainEvent, work: ShopWork) -> None:
    """Everything that must be true together with the fact."""
    for reaction in AT_ONCE.get(type(event), ()):
        reaction(event, work)


def carry_out(command: saga.Command, work: ShopWork) -> None:
    """What the saga decides, done by the context whose business it is."""
    match command:
        case saga.StartPayment(order, amount):
            payments.initiate_payment(work, order, amount)
        case saga.ClosePayment(order):
            payments.close_payment(work, order)
        case saga.GiveMoneyBack(_, payment_id, reason, reference):
            payments.give_back(work, payment_id, reason, reference)
        case saga.TakeGoods(order):
            work.allocator.confirm(order)
        case saga.ReleaseGoods(order):
            work.allocator.release(order)
        case saga.MarkPaid(order, payment_id):
            orders.mark_paid(work, order, payment_id)
        case saga.GiveUp(order, payment_id):
            orders.give_up(work, order, payment_id)
        case saga.MakeReady(order):
            orders.make_ready(work, order)
        case saga.MarkShipped(order):
            orders.mark_shipped(work, order)
        case saga.MarkDelivered(order):
            orders.mark_delivered(work, order)
        case saga.MarkReturned(order):
            orders.mark_returned(work, order)
        case saga.PrepareParcel(order):
            prepare_parcel(order, work)
        case saga.CancelParcel(order):
            parcels.cancel_shipment(work, order)


def prepare_parcel(order_id: OrderId, work: ShopWork) -> None:
    days = work.orders.get(order_id).delivery.max_days
    work.fulfiller.prepare(order_id, work.clock.now() + timedelta(days=days))
