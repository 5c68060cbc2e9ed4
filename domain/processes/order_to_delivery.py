"""The order's saga, pure: a fact comes in, commands go out, and the stage says how far the order has come.

    happy path      OrderPlaced          -> start the payment
                    PaymentConfirmed, PaymentOnDelivery
                                         -> take the goods off the shelf (again, if their hold had lapsed)
                    StockTaken           -> the order is paid, or confirmed where cash is taken at the door
                    OrderPaid, OrderConfirmed
                                         -> the order is ready
                    OrderReadyForShipment-> prepare the parcel
                    ShipmentDispatched   -> the order is shipped
                    ShipmentDelivered    -> the order is delivered and closed, whoever brought it has the cash

    money that      PaymentPartlyReceived    -> wait longer; expired: it is the buyer's credit; cancelled: give it back
    does not fit    DuplicatePaymentReceived -> give the second one back
                    PaymentTakenBack         -> not sent yet: cancel the order, give back what else had paid it

    compensation    OrderExpired         -> release the goods, no more payments, a part that came is the buyer's credit
                    OrderCancelled       -> the same; the money goes back, the parcel is stopped
                    PaymentConfirmed after a cancellation       -> give the money back
                    StockUnavailable     -> give the order up: its money is the buyer's credit, who says what next
                    ShipmentReturned     -> goods back on the shelf, money back

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
    OrderConfirmed,
    OrderExpired,
    OrderFulfilled,
    OrderPaid,
    OrderPlaced,
    OrderReadyForShipment,
    OrderReturned,
)
from domain.payment.events import (
    DuplicatePaymentReceived,
    PaymentConfirmed,
    PaymentOnDelivery,
    PaymentPartlyReceived,
    PaymentTakenBack,
)
from domain.processes.commands import (
    CallOff,
    CancelOrder,
    CancelParcel,
    Command,
    CreditMoney,
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
    TakeCash,
    TakeGoods,
    WaitLonger,
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
        case OrderPlaced(total=total, customer_id=customer) if process.stage == Stage.NEW:
            return _at(process, Stage.AWAITING_PAYMENT), [StartPayment(order, customer, total)]
        case PaymentConfirmed(payment_id=payment) | PaymentOnDelivery(payment_id=payment):
            return _settled(process, payment)
        case PaymentPartlyReceived():
            return process, _part_paid(process)
        case DuplicatePaymentReceived(provider=provider, reference=reference):
            return process, [GiveMoneyBack(order, "duplicate", provider, reference)]
        case PaymentTakenBack(paid=True) if process.stage in PAID_FOR:
            rest = GiveMoneyBack(order, "cancelled_by_wallet")
            return _at(process, Stage.CANCELLED), [CancelOrder(order, "wallet"), *_stopped(process), rest]
        case _:
            return _after_payment(process, event)


def _settled(process: OrderToDelivery, payment: PaymentId) -> Decision:
    order = process.order_id
    if process.stage in WAITING:
        return replace(process, stage=Stage.TAKING_GOODS, payment_id=payment), [TakeGoods(order)]
    if process.stage in ENDED:
        return process, [CallOff(order), GiveMoneyBack(order, "cancelled")]
    return process, []


def _part_paid(process: OrderToDelivery) -> list[Command]:
    order = process.order_id
    match process.stage:
        case Stage.AWAITING_PAYMENT:
            return [WaitLonger(order)]
        case Stage.EXPIRED:
            return [CreditMoney(order, "expired")]
        case Stage.CANCELLED | Stage.RETURNED:
            return [GiveMoneyBack(order, "cancelled")]
        case _:
            return []


def _after_payment(process: OrderToDelivery, event: DomainEvent) -> Decision:
    order, payment = process.order_id, process.payment_id
    match event:
        case StockTaken() if process.stage == Stage.TAKING_GOODS and payment:
            return process, [MarkPaid(order, payment)]
        case StockUnavailable() if process.stage == Stage.TAKING_GOODS and payment:
            return process, [GiveUp(order, payment)]
        case OrderPaid() | OrderConfirmed() if process.stage == Stage.TAKING_GOODS:
            return _at(process, Stage.PAID), [MakeReady(order)]
        case OrderReadyForShipment() if process.stage == Stage.PAID:
            return _at(process, Stage.PREPARED), [PrepareParcel(order)]
        case ShipmentDispatched() if process.stage == Stage.PREPARED:
            return _at(process, Stage.ON_ITS_WAY), [MarkShipped(order)]
        case ShipmentDelivered() if process.stage == Stage.ON_ITS_WAY:
            return process, [MarkDelivered(order), TakeCash(order)]
        case OrderFulfilled() if process.stage == Stage.ON_ITS_WAY:
            return _at(process, Stage.CLOSED), []
        case _:
            return _compensate(process, event)


def _compensate(process: OrderToDelivery, event: DomainEvent) -> Decision:
    order = process.order_id
    match event:
        case OrderExpired() if process.stage == Stage.AWAITING_PAYMENT:
            return _at(process, Stage.EXPIRED), [*_stopped(process), CreditMoney(order, "expired")]
        case OrderCancelled(by="stock") if process.stage in PAID_FOR:
            return _at(process, Stage.CANCELLED), [*_stopped(process), CreditMoney(order, "stock")]
        case OrderCancelled(by=by) if process.stage in PAID_FOR | {Stage.AWAITING_PAYMENT}:
            return _at(process, Stage.CANCELLED), [*_stopped(process), GiveMoneyBack(order, f"cancelled_by_{by}")]
        case ShipmentReturned() if process.stage == Stage.ON_ITS_WAY:
            return process, [MarkReturned(order)]
        case OrderReturned() if process.stage == Stage.ON_ITS_WAY:
            return _at(process, Stage.RETURNED), [*_stopped(process), GiveMoneyBack(order, "returned")]
        case _:
            return process, []


def _stopped(process: OrderToDelivery) -> list[Command]:
    """Nothing leaves, nothing is held, nothing is asked for any more."""
    order = process.order_id
    parcel: list[Command] = [CancelParcel(order)] if process.stage == Stage.PREPARED else []
    return [*parcel, ReleaseGoods(order), CallOff(order)]


def _at(process: OrderToDelivery, stage: Stage) -> OrderToDelivery:
    return replace(process, stage=stage)
