"""The context map as one table: whenever a fact of one context happens, what others do about it.

`AT_ONCE` runs in the transaction of the fact, because the rule must hold at once. `TELL` is done afterwards from
the event store, at least once and applied once: each line is a notice to somebody, worded in `flows`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from domain.carrying_out import carry_out
from domain.catalog import events as catalog
from domain.customer import events as customer
from domain.fulfillment import events as fulfillment
from domain.ordering import events as ordering
from domain.ordering import use_cases as orders
from domain.payment import events as payment
from domain.payment import refunding
from domain.payment.book_events import BooksDisagree
from domain.processes.order_to_delivery import decide
from domain.shared.events import DomainEvent
from domain.shared.ids import OrderId
from domain.shared.sku import ProductSKU
from domain.work import ShopWork

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
    ordering.CartLineWithdrawn: (BUYER,),
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
    catalog.BackInStock: (BUYER,),
    customer.SupportRequested: (STAFF,),
    customer.BuyerWrote: (STAFF,),
    customer.ShopWrote: (BUYER,),
    customer.SupportUnanswered: (BUYER, STAFF),
    customer.TurnFailed: (STAFF,),
    customer.SupportEnded: (BUYER,),
}


def react(event: DomainEvent, work: ShopWork) -> None:
    """Everything that must be true together with the fact."""
    for reaction in AT_ONCE.get(type(event), ()):
        reaction(event, work)
