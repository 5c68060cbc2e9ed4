"""The order's saga, pure: a fact comes in, commands go out, and the stage says how far the order has come.

    happy path      OrderPlaced          -> start the payment
                    PaymentConfirmed     -> take the goods off the shelf (again, if their hold had lapsed)
                    StockTaken           -> the order is paid
                    OrderPaid            -> the order is ready
                    OrderReadyForShipment-> prepare the parcel
                    ShipmentDispatched   -> the order is shipped
                    ShipmentDelivered    -> the order is delivered and closed

    compensation    OrderExpired         -> release the goods, close the payment
                    OrderCancelled       -> the same; paid for already: give the money back, stop the parcel
                    PaymentConfirmed after a cancellation       -> give the money back
                    StockUnavailable     -> give the order up, which gives the money back
                    ShipmentReturned     -> goods back on the shelf, money back
                    DuplicatePaymentReceived -> give the second one back

Every step is one transaction with its stage, so a crash between two steps leaves the next one to be taken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.catalog.events import StockTaken, StockUnavailable
from domain.fulfillment.events import (
    ShipmentDelivered,
    ShipmentDispatched,
    ShipmentReturned,
)
from domain.ordering.events import (
    OrderCancelled,
    OrderExpired,
    OrderFulfilled,
    OrderPaid,
    OrderPlaced,
    OrderReadyForShipment,
    OrderReturned,
)
from domain.payment.events import DuplicatePaymentReceived, PaymentConfirmed
from domain.processes.commands import (
    CancelParcel,
    ClosePayment,
    Command,
    GiveMoneyBack,
    GiveUp,
    MakeReady,
    MarkDelivered,
    MarkPaid,
    MarkReturned,
    MarkShipped,
    PrepareParcel,
    ReleaseGoods,
    StartPayment,
    TakeGoods,
)
from domain.shared.events import DomainEvent
from domain.shared.ids import OrderId, PaymentId


class Stage(StrEnum):
    NEW = "new"
    AWAITING_PAYMENT = "awaiting_payment"
    TAKING_GOODS = "taking_goods"
    PAID = "paid"
    PREPARED = "prepared"
    ON_ITS_WAY = "on_its_way"
    CLOSED = "closed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class OrderToDelivery:
    """Where one order stands. `payment_id` is the payment whose money we have."""

    order_id: OrderId
    stage: Stage = Stage.NEW
    payment_id: PaymentId | None = None


Decision = tuple[OrderToDelivery, list[Command]]

WAITING = {Stage.AWAITING_PAYMENT, Stage.EXPIRED}
PAID_FOR = {Stage.TAKING_GOODS, Stage.PAID, Stage.PREPARED}
ENDED = {Stage.CANCELLED, Stage.RETURNED}


def decide(process: OrderToDelivery, event: DomainEvent) -> Decision:
    """What to do now. A fact that says nothing new to this stage changes nothing."""
    order = process.order_id
    match event:
        case OrderPlaced(total=total) if process.stage == Stage.NEW:
            return _at(process, Stage.AWAITING_PAYMENT), [StartPayment(order, total)]
        case PaymentConfirmed(payment_id=payment) if process.stage in WAITING:
            return replace(process, stage=Stage.TAKING_GOODS, payment_id=payment), [TakeGoods(order)]
        case PaymentConfirmed(payment_id=payment) if process.stage in ENDED:
            return process, [GiveMoneyBack(order, payment, "cancelled")]
        case DuplicatePaymentReceived(payment_id=payment, reference=reference):
            return process, [GiveMoneyBack(order, payment, "duplicate", reference)]
        case _:
            return _after_payment(process, event)


def _after_payment(process: OrderToDelivery, event: DomainEvent) -> Decision:
    order, payment = process.order_id, process.payment_id
    match event:
        case StockTaken() if process.stage == Stage.TAKING_GOODS and payment:
            return process, [MarkPaid(order, payment)]
        case StockUnavailable() if process.stage == Stage.TAKING_GOODS and payment:
            return process, [GiveUp(order, payment)]
        case OrderPaid() if process.stage == Stage.TAKING_GOODS:
            return _at(process, Stage.PAID), [MakeReady(order)]
        case OrderReadyForShipment() if process.stage == Stage.PAID:
            return _at(process, Stage.PREPARED), [PrepareParcel(order)]
        case ShipmentDispatched() if process.stage == Stage.PREPARED:
            return _at(process, Stage.ON_ITS_WAY), [MarkShipped(order)]
        case ShipmentDelivered() if process.stage == Stage.ON_ITS_WAY:
            return process, [MarkDelivered(order)]
        case OrderFulfilled() if process.stage == Stage.ON_ITS_WAY:
            return _at(process, Stage.CLOSED), []
        case _:
            return _compensate(process, event)


def _compensate(process: OrderToDelivery, event: DomainEvent) -> Decision:
    order, payment = process.order_id, process.payment_id
    match event:
        case OrderExpired() if process.stage == Stage.AWAITING_PAYMENT:
            return _at(process, Stage.EXPIRED), [ReleaseGoods(order), ClosePayment(order)]
        case OrderCancelled(was_paid=False) if process.stage == Stage.AWAITING_PAYMENT:
            return _at(process, Stage.CANCELLED), [ReleaseGoods(order), ClosePayment(order)]
        case OrderCancelled(was_paid=True, by=by) if process.stage in PAID_FOR and payment:
            stop: list[Command] = [CancelParcel(order)] if process.stage == Stage.PREPARED else []
            back: list[Command] = [ReleaseGoods(order), GiveMoneyBack(order, payment, f"cancelled_by_{by}")]
            return _at(process, Stage.CANCELLED), [*stop, *back]
        case ShipmentReturned() if process.stage == Stage.ON_ITS_WAY:
            return process, [MarkReturned(order)]
        case OrderReturned() if process.stage == Stage.ON_ITS_WAY and payment:
            return _at(process, Stage.RETURNED), [
                ReleaseGoods(order),
                GiveMoneyBack(order, payment, "returned"),
            ]
        case _:
            return process, []


def _at(process: OrderToDelivery, stage: Stage) -> OrderToDelivery:
    return replace(process, stage=stage)
