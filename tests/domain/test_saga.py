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
TOTAL = francs(25_500)
FACTS: dict[str, Any] = {
    "order_id": ORDER,
    "payment_id": PAYMENT,
    "shipment_id": SHIPMENT,
    "customer_id": CustomerId("customer-awa"),
    "number": 1,
    "total": TOTAL,
    "amount": TOTAL,
    "provider": "sandbox",
    "reference": "ref-1",
    "skus": ("WAX6",),
    "by": "buyer",
    "was_paid": False,
}


def fact(kind: type[DomainEvent], **other: Any) -> DomainEvent:
    needed = {name: value for name, value in {**FACTS, **other}.items() if name in kind.__dataclass_fields__}
    return kind(shop_id=SHOP, occurred_at=NOW, **needed)


PLACED = fact(ordering.OrderPlaced)
CONFIRMED = fact(payment.PaymentConfirmed)
TAKEN, UNAVAILABLE = fact(StockTaken), fact(StockUnavailable)
PAID, READY = fact(ordering.OrderPaid), fact(ordering.OrderReadyForShipment)
DISPATCHED, DELIVERED, RETURNED = fact(ShipmentDispatched), fact(ShipmentDelivered), fact(ShipmentReturned)
FULFILLED, CAME_BACK = fact(ordering.OrderFulfilled), fact(ordering.OrderReturned)
EXPIRED = fact(ordering.OrderExpired)
CANCELLED_UNPAID = fact(ordering.OrderCancelled)
CANCELLED_PAID = fact(ordering.OrderCancelled, was_paid=True)
CANCELLED_FOR_STOCK = fact(ordering.OrderCancelled, was_paid=True, by="stock")
TWICE = fact(payment.DuplicatePaymentReceived, reference="ref-2")

BACK = do.GiveMoneyBack
S = Stage
STEPS: list[tuple[Stage, DomainEvent, Stage, list[do.Command]]] = [
    (S.NEW, PLACED, S.AWAITING_PAYMENT, [do.StartPayment(ORDER, TOTAL)]),
    (S.AWAITING_PAYMENT, CONFIRMED, S.TAKING_GOODS, [do.TakeGoods(ORDER)]),
    (S.TAKING_GOODS, TAKEN, S.TAKING_GOODS, [do.MarkPaid(ORDER, PAYMENT)]),
    (S.TAKING_GOODS, PAID, S.PAID, [do.MakeReady(ORDER)]),
    (S.PAID, READY, S.PREPARED, [do.PrepareParcel(ORDER)]),
    (S.PREPARED, DISPATCHED, S.ON_ITS_WAY, [do.MarkShipped(ORDER)]),
    (S.ON_ITS_WAY, DELIVERED, S.ON_ITS_WAY, [do.MarkDelivered(ORDER)]),
    (S.ON_ITS_WAY, FULFILLED, S.CLOSED, []),
    (S.AWAITING_PAYMENT, EXPIRED, S.EXPIRED, [do.ReleaseGoods(ORDER), do.ClosePayment(ORDER)]),
    (S.AWAITING_PAYMENT, CANCELLED_UNPAID, S.CANCELLED, [do.ReleaseGoods(ORDER), do.ClosePayment(ORDER)]),
    (S.PREPARED, CANCELLED_PAID, S.CANCELLED,
     [do.CancelParcel(ORDER), do.ReleaseGoods(ORDER), BACK(ORDER, PAYMENT, "cancelled_by_buyer")]),
    (S.PAID, CANCELLED_PAID, S.CANCELLED, [do.ReleaseGoods(ORDER), BACK(ORDER, PAYMENT, "cancelled_by_buyer")]),
    (S.TAKING_GOODS, CANCELLED_PAID, S.CANCELLED,
     [do.ReleaseGoods(ORDER), BACK(ORDER, PAYMENT, "cancelled_by_buyer")]),
    (S.EXPIRED, CONFIRMED, S.TAKING_GOODS, [do.TakeGoods(ORDER)]),
    (S.TAKING_GOODS, UNAVAILABLE, S.TAKING_GOODS, [do.GiveUp(ORDER, PAYMENT)]),
    (S.TAKING_GOODS, CANCELLED_FOR_STOCK, S.CANCELLED,
     [do.ReleaseGoods(ORDER), BACK(ORDER, PAYMENT, "cancelled_by_stock")]),
    (S.PREPARED, CANCELLED_FOR_STOCK, S.CANCELLED,
     [do.CancelParcel(ORDER), do.ReleaseGoods(ORDER), BACK(ORDER, PAYMENT, "cancelled_by_stock")]),
    (S.PAID, CANCELLED_FOR_STOCK, S.CANCELLED, [do.ReleaseGoods(ORDER), BACK(ORDER, PAYMENT, "cancelled_by_stock")]),
    (S.CANCELLED, CONFIRMED, S.CANCELLED, [BACK(ORDER, PAYMENT, "cancelled")]),
    (S.RETURNED, CONFIRMED, S.RETURNED, [BACK(ORDER, PAYMENT, "cancelled")]),
    (S.ON_ITS_WAY, RETURNED, S.ON_ITS_WAY, [do.MarkReturned(ORDER)]),
    (S.ON_ITS_WAY, CAME_BACK, S.RETURNED, [do.ReleaseGoods(ORDER), BACK(ORDER, PAYMENT, "returned")]),
    *[(stage, TWICE, stage, [BACK(ORDER, PAYMENT, "duplicate", "ref-2")]) for stage in S],
]  # fmt: skip
EVENTS = [
    PLACED, CONFIRMED, TAKEN, UNAVAILABLE, PAID, READY, DISPATCHED, DELIVERED, RETURNED, FULFILLED, CAME_BACK, EXPIRED,
    CANCELLED_UNPAID, CANCELLED_PAID, CANCELLED_FOR_STOCK, TWICE,
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
        given = {"order_id": ORDER, "payment_id": PAYMENT, "amount": TOTAL, "reason": "", "reference": ""}
        command = kind(**{name: value for name, value in given.items() if name in kind.__dataclass_fields__})
        with pytest.raises(LookupError):
            carry_out(command, Nothing())
