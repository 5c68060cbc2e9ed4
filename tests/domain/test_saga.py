"""The order's saga, pure: given a stage, when a fact comes, then these commands and this stage."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from domain.catalog.events import StockTaken, StockUnavailable
from domain.fulfillment.events import ShipmentDelayed, ShipmentDelivered, ShipmentDispatched, ShipmentReturned
from domain.ordering import events as ordering
from domain.payment import events as payment
from domain.processes import commands as do
from domain.processes.order_to_delivery import OrderToDelivery, Stage, decide
from domain.reactions import AT_ONCE, carry_out
from domain.shared.events import DomainEvent
from domain.shared.ids import CustomerId, OrderId, PaymentId, ShipmentId
from tests.domain.builders import NOW, SHOP
from tests.shops import francs

ORDER, PAYMENT, SHIPMENT = OrderId("order-1"), PaymentId("payment-1"), ShipmentId("shipment-1")
BUYER, TOTAL = CustomerId("customer-awa"), francs(25_500)
FACTS: dict[str, Any] = {
    "order_id": ORDER,
    "payment_id": PAYMENT,
    "shipment_id": SHIPMENT,
    "customer_id": BUYER,
    "number": 1,
    "total": TOTAL,
    "amount": TOTAL,
    "provider": "sandbox",
    "reference": "ref-1",
    "skus": ("WAX6",),
    "by": "buyer",
    "was_paid": False,
    "cash": TOTAL,
    "received": TOTAL,
    "missing": TOTAL,
    "paid": True,
}


def fact(kind: type[DomainEvent], **other: Any) -> DomainEvent:
    needed = {name: value for name, value in {**FACTS, **other}.items() if name in kind.__dataclass_fields__}
    return kind(shop_id=SHOP, occurred_at=NOW, **needed)


PLACED = fact(ordering.OrderPlaced)
CONFIRMED, AT_THE_DOOR = fact(payment.PaymentConfirmed), fact(payment.PaymentOnDelivery)
PART = fact(payment.PaymentPartlyReceived)
TAKEN, UNAVAILABLE = fact(StockTaken), fact(StockUnavailable)
PAID, AGREED, READY = fact(ordering.OrderPaid), fact(ordering.OrderConfirmed), fact(ordering.OrderReadyForShipment)
DISPATCHED, DELIVERED, RETURNED = fact(ShipmentDispatched), fact(ShipmentDelivered), fact(ShipmentReturned)
FULFILLED, CAME_BACK = fact(ordering.OrderFulfilled), fact(ordering.OrderReturned)
EXPIRED = fact(ordering.OrderExpired)
CANCELLED_UNPAID = fact(ordering.OrderCancelled)
CANCELLED_PAID = fact(ordering.OrderCancelled, was_paid=True)
CANCELLED_FOR_STOCK = fact(ordering.OrderCancelled, was_paid=True, by="stock")
TWICE = fact(payment.DuplicatePaymentReceived, reference="ref-2")
LOST, LOST_UNUSED = fact(payment.PaymentTakenBack), fact(payment.PaymentTakenBack, paid=False)

BACK, CREDIT, STOP = do.GiveMoneyBack, do.CreditMoney, [do.ReleaseGoods(ORDER), do.CallOff(ORDER)]
PARCEL = do.CancelParcel(ORDER)
BY_WALLET = [do.CancelOrder(ORDER, "wallet"), *STOP, BACK(ORDER, "cancelled_by_wallet")]
S = Stage
STEPS: list[tuple[Stage, DomainEvent, Stage, list[do.Command]]] = [
    # the happy path
    (S.NEW, PLACED, S.AWAITING_PAYMENT, [do.StartPayment(ORDER, BUYER, TOTAL)]),
    (S.AWAITING_PAYMENT, CONFIRMED, S.TAKING_GOODS, [do.TakeGoods(ORDER)]),
    (S.AWAITING_PAYMENT, AT_THE_DOOR, S.TAKING_GOODS, [do.TakeGoods(ORDER)]),
    (S.TAKING_GOODS, TAKEN, S.TAKING_GOODS, [do.MarkPaid(ORDER, PAYMENT)]),
    (S.TAKING_GOODS, PAID, S.PAID, [do.MakeReady(ORDER)]),
    (S.TAKING_GOODS, AGREED, S.PAID, [do.MakeReady(ORDER)]),
    (S.PAID, READY, S.PREPARED, [do.PrepareParcel(ORDER)]),
    (S.PREPARED, DISPATCHED, S.ON_ITS_WAY, [do.MarkShipped(ORDER)]),
    (S.ON_ITS_WAY, DELIVERED, S.ON_ITS_WAY, [do.MarkDelivered(ORDER), do.TakeCash(ORDER)]),
    (S.ON_ITS_WAY, FULFILLED, S.CLOSED, []),
    # money that does not fit
    (S.AWAITING_PAYMENT, PART, S.AWAITING_PAYMENT, [do.WaitLonger(ORDER)]),
    (S.EXPIRED, PART, S.EXPIRED, [CREDIT(ORDER, "expired")]),
    (S.CANCELLED, PART, S.CANCELLED, [BACK(ORDER, "cancelled")]),
    (S.RETURNED, PART, S.RETURNED, [BACK(ORDER, "cancelled")]),
    *[(stage, TWICE, stage, [BACK(ORDER, "duplicate", "sandbox", "ref-2")]) for stage in S],
    (S.TAKING_GOODS, LOST, S.CANCELLED, BY_WALLET),
    (S.PAID, LOST, S.CANCELLED, BY_WALLET),
    (S.PREPARED, LOST, S.CANCELLED, [BY_WALLET[0], PARCEL, *BY_WALLET[1:]]),
    # late
    (S.EXPIRED, CONFIRMED, S.TAKING_GOODS, [do.TakeGoods(ORDER)]),
    (S.EXPIRED, AT_THE_DOOR, S.TAKING_GOODS, [do.TakeGoods(ORDER)]),
    (S.TAKING_GOODS, UNAVAILABLE, S.TAKING_GOODS, [do.GiveUp(ORDER, PAYMENT)]),
    *[(stage, paid, stage, [do.CallOff(ORDER), BACK(ORDER, "cancelled")])
      for stage in (S.CANCELLED, S.RETURNED) for paid in (CONFIRMED, AT_THE_DOOR)],
    # compensation
    (S.AWAITING_PAYMENT, EXPIRED, S.EXPIRED, [*STOP, CREDIT(ORDER, "expired")]),
    (S.AWAITING_PAYMENT, CANCELLED_UNPAID, S.CANCELLED, [*STOP, BACK(ORDER, "cancelled_by_buyer")]),
    (S.AWAITING_PAYMENT, CANCELLED_PAID, S.CANCELLED, [*STOP, BACK(ORDER, "cancelled_by_buyer")]),
    (S.AWAITING_PAYMENT, CANCELLED_FOR_STOCK, S.CANCELLED, [*STOP, BACK(ORDER, "cancelled_by_stock")]),
    (S.TAKING_GOODS, CANCELLED_UNPAID, S.CANCELLED, [*STOP, BACK(ORDER, "cancelled_by_buyer")]),
    (S.TAKING_GOODS, CANCELLED_PAID, S.CANCELLED, [*STOP, BACK(ORDER, "cancelled_by_buyer")]),
    (S.TAKING_GOODS, CANCELLED_FOR_STOCK, S.CANCELLED, [*STOP, CREDIT(ORDER, "stock")]),
    (S.PAID, CANCELLED_UNPAID, S.CANCELLED, [*STOP, BACK(ORDER, "cancelled_by_buyer")]),
    (S.PAID, CANCELLED_PAID, S.CANCELLED, [*STOP, BACK(ORDER, "cancelled_by_buyer")]),
    (S.PAID, CANCELLED_FOR_STOCK, S.CANCELLED, [*STOP, CREDIT(ORDER, "stock")]),
    (S.PREPARED, CANCELLED_UNPAID, S.CANCELLED, [PARCEL, *STOP, BACK(ORDER, "cancelled_by_buyer")]),
    (S.PREPARED, CANCELLED_PAID, S.CANCELLED, [PARCEL, *STOP, BACK(ORDER, "cancelled_by_buyer")]),
    (S.PREPARED, CANCELLED_FOR_STOCK, S.CANCELLED, [PARCEL, *STOP, CREDIT(ORDER, "stock")]),
    (S.ON_ITS_WAY, RETURNED, S.ON_ITS_WAY, [do.MarkReturned(ORDER)]),
    (S.ON_ITS_WAY, CAME_BACK, S.RETURNED, [*STOP, BACK(ORDER, "returned")]),
]  # fmt: skip
EVENTS = [
    PLACED, CONFIRMED, AT_THE_DOOR, PART, TAKEN, UNAVAILABLE, PAID, AGREED, READY, DISPATCHED, DELIVERED, RETURNED,
    FULFILLED, CAME_BACK, EXPIRED, CANCELLED_UNPAID, CANCELLED_PAID, CANCELLED_FOR_STOCK, TWICE, LOST, LOST_UNUSED,
]  # fmt: skip


def name(value: object) -> str:
    return value.value if isinstance(value, Stage) else type(value).__name__


def at(stage: Stage) -> OrderToDelivery:
    unpaid = stage in (S.NEW, S.AWAITING_PAYMENT, S.EXPIRED)
    return OrderToDelivery(ORDER, stage, None if unpaid else PAYMENT)


@pytest.mark.parametrize(("stage", "event", "after", "commands"), STEPS, ids=name)
def test_given_a_stage_when_a_fact_comes_then(
    stage: Stage, event: DomainEvent, after: Stage, commands: list[do.Command]
) -> None:
    process, decided = decide(at(stage), event)
    assert (process.stage, decided) == (after, commands)


@pytest.mark.parametrize(("stage", "event"), list(product(Stage, EVENTS)), ids=name)
def test_what_says_nothing_new_to_a_stage_changes_nothing(stage: Stage, event: DomainEvent) -> None:
    if any(known[:2] == (stage, event) for known in STEPS):
        return
    assert decide(at(stage), event) == (at(stage), [])


def test_a_confirmed_payment_is_remembered() -> None:
    process, _ = decide(at(S.AWAITING_PAYMENT), CONFIRMED)
    assert process.payment_id == PAYMENT


def test_a_fact_that_is_none_of_its_business_changes_nothing() -> None:
    delayed = fact(ShipmentDelayed, incident="late")
    assert all(decide(at(stage), delayed) == (at(stage), []) for stage in Stage)


def test_every_fact_that_the_saga_knows_is_brought_to_it() -> None:
    assert {type(event) for event in EVENTS} <= set(AT_ONCE)


def test_every_command_is_carried_out_by_somebody() -> None:
    class Nothing:
        def __getattr__(self, name: str) -> Any:
            raise LookupError(name)

    for kind in do.Command.__args__:
        command = kind(**{name: FACTS.get(name, "") for name in kind.__dataclass_fields__})
        with pytest.raises(LookupError):
            carry_out(command, Nothing())
