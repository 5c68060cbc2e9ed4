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
from domain.payment import refunding
from domain.payment import use_cases as payments
from domain.payment.book_events import BooksDisagree
from domain.payment.values import MobileMoneyReference
from domain.processes import commands as saga
from domain.processes.order_to_delivery import decide
from domain.shared.events import DomainEvent
from domain.shared.ids import OrderId, PaymentId
from domain.shared.sku import ProductSKU
from domain.work import ShopWork

SHOP = "shop"
"""Who holds the cash of what nobody carried."""
Reaction = Callable[[DomainEvent, ShopWork], None]


class Audience(StrEnum):
    """Who is told. STAFF is everybody who may see orders; RIDER the one who carries the parcel; PAYER whoever paid for
    somebody else."""

    BUYER = "buyer"
    STAFF = "staff"
    RIDER = "rider"
    PAYER = "payer"


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


def keep_credit(event: DomainEvent, work: ShopWork) -> None:
    assert isinstance(event, payment.MoneyCredited | payment.CreditReturned)
    refunding.keep_credit(work, event)


def void_credit(event: DomainEvent, work: ShopWork) -> None:
    assert isinstance(event, payment.PaymentTakenBack)
    refunding.void_credit(work, event)


def keep_books(event: DomainEvent, work: ShopWork) -> None:
    assert isinstance(event, payment.MoneyMoved)
    refunding.keep_books(work, event)


AT_ONCE: dict[type[DomainEvent], tuple[Reaction, ...]] = {
    ordering.OrderPlaced: (follow_order,),
    payment.PaymentConfirmed: (follow_order,),
    payment.PaymentOnDelivery: (follow_order,),
    payment.PaymentPartlyReceived: (follow_order,),
    payment.DuplicatePaymentReceived: (follow_order,),
    payment.PaymentTakenBack: (follow_order, void_credit),
    payment.MoneyMoved: (keep_books,),
    payment.MoneyCredited: (keep_credit,),
    payment.CreditReturned: (keep_credit,),
    catalog.StockTaken: (follow_order,),
    catalog.StockUnavailable: (follow_order,),
    ordering.OrderPaid: (follow_order,),
    ordering.OrderConfirmed: (follow_order,),
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

BUYER, STAFF, RIDER, PAYER = Audience.BUYER, Audience.STAFF, Audience.RIDER, Audience.PAYER
TELL: dict[type[DomainEvent], tuple[Audience, ...]] = {
    ordering.OrderPlaced: (STAFF, PAYER),
    ordering.OrderPaid: (BUYER, STAFF, PAYER),
    ordering.OrderConfirmed: (BUYER, STAFF, PAYER),
    ordering.OrderExpired: (BUYER,),
    ordering.OrderCancelled: (BUYER, STAFF),
    ordering.OrderReturned: (BUYER, STAFF),
    ordering.CartRepriced: (BUYER,),
    payment.PaymentFailed: (BUYER,),
    payment.PaymentHeldForReview: (BUYER, STAFF),
    payment.PaymentPartlyReceived: (BUYER, STAFF),
    payment.DuplicatePaymentReceived: (BUYER, STAFF),
    payment.PaymentTakenBack: (BUYER, STAFF),
    payment.MoneyCredited: (BUYER,),
    payment.CashHandedIn: (RIDER,),
    payment.RefundAsked: (STAFF,),
    payment.RefundSeconded: (STAFF,),
    payment.RefundDeclined: (BUYER,),
    payment.RefundInitiated: (BUYER,),
    payment.RefundCompleted: (BUYER, PAYER),
    payment.RefundFailed: (STAFF,),
    BooksDisagree: (STAFF,),
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
        case saga.TakeGoods(order):
            work.allocator.confirm(order)
        case saga.ReleaseGoods(order):
            work.allocator.release(order)
        case saga.PrepareParcel(order):
            prepare_parcel(order, work)
        case saga.CancelParcel(order):
            parcels.cancel_shipment(work, order)
        case _:
            move_money(command, work)


def move_money(command: saga.Command, work: ShopWork) -> None:
    match command:
        case saga.StartPayment(order, customer_id, amount):
            payments.initiate_payment(work, order, customer_id, amount)
        case saga.CallOff(order):
            payments.call_off(work, order)
        case saga.GiveMoneyBack(order, reason, provider, reference):
            refunding.give_back(work, order, reason, MobileMoneyReference(provider, reference) if reference else None)
        case saga.CreditMoney(order, why):
            refunding.credit_money(work, order, why)
        case saga.TakeCash(order):
            take_cash(order, work)
        case _:
            move_order(command, work)


def move_order(command: saga.Command, work: ShopWork) -> None:
    match command:
        case saga.MarkPaid(order, payment_id):
            settle_order(order, payment_id, work)
        case saga.WaitLonger(order):
            orders.wait_longer(work, order, work.shops.get(work.shop_id).hold_for)
        case saga.GiveUp(order, payment_id):
            orders.give_up(work, order, payment_id)
        case saga.CancelOrder(order, by):
            orders.cancel_order(work, order, by)
        case saga.MakeReady(order):
            orders.make_ready(work, order)
        case saga.MarkShipped(order):
            orders.mark_shipped(work, order)
        case saga.MarkDelivered(order):
            orders.mark_delivered(work, order)
        case saga.MarkReturned(order):
            orders.mark_returned(work, order)


def settle_order(order_id: OrderId, payment_id: PaymentId, work: ShopWork) -> None:
    """Paid, or to be sent and the rest paid at the door."""
    cash = work.payments.get(payment_id).cash
    if cash is None:
        orders.mark_paid(work, order_id, payment_id)
    else:
        orders.confirm_order(work, order_id, payment_id, cash.amount)


def take_cash(order_id: OrderId, work: ShopWork) -> None:
    """Whoever handed the parcel over has it; where nobody carried it, it is in the shop's till at once."""
    if work.payments.of_order(order_id).cash is None:
        return
    parcel = work.shipments.of_order(order_id)
    payments.collect_cash(work, order_id, parcel.rider or parcel.carrier or SHOP)
    if not (parcel.rider or parcel.carrier):
        payments.hand_in_cash(work, order_id)


def prepare_parcel(order_id: OrderId, work: ShopWork) -> None:
    days = work.orders.get(order_id).delivery.max_days
    work.fulfiller.prepare(order_id, work.clock.now() + timedelta(days=days))
