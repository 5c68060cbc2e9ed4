"""An order's whole life through the domain, the reactions and the store together, as production runs it."""

from __future__ import annotations

from datetime import timedelta

from domain.fulfillment.use_cases import deliver_with_code, ship
from domain.fulfillment.values import ShipmentStatus
from domain.ordering.order import Order
from domain.ordering.order_state import OrderState
from domain.ordering.use_cases import cancel_order, expire_order
from domain.payment.gateway import (
    Accepted,
    PushPrompt,
    RefundState,
    StatusReport,
)
from domain.payment.use_cases import begin_attempt, confirm_payment, record_answer
from domain.payment.values import AttemptState
from domain.shared.ids import PaymentId
from domain.shared.phone import PhoneNumber
from tests.integrations.store.shop import AWA, ShopFloor

RIDER = "+2250100000001"


def test_from_the_cart_to_the_closed_order(floor: ShopFloor) -> None:
    floor.put_on_shelf(stock=4)
    order = floor.order(quantity=3)
    assert (floor.variant().on_hand, floor.variant().held) == (4, 3)

    pay(floor, order)
    assert state_of(floor, order) == OrderState.READY_FOR_SHIPMENT
    assert (floor.variant().on_hand, floor.variant().held) == (1, 0)

    with floor.work() as work:
        code = ship(work, order.id, "Issa", RIDER, None, by="fatou").handover_code
    assert state_of(floor, order) == OrderState.SHIPPED
    with floor.work() as work:
        deliver_with_code(work, RIDER, code)

    assert state_of(floor, order) == OrderState.CLOSED
    with floor.work() as work:
        seen = work.tracking_queries.of_order(order.id)
        told = [entry.event for entry in work.order_queries.history(order.number)]
    assert seen is not None and seen.status == ShipmentStatus.DELIVERED
    assert told[0] == "OrderPlaced" and told[-1] == "OrderFulfilled" and "PaymentConfirmed" in told


def test_an_expired_order_gives_its_goods_back_and_a_late_payment_takes_them_again(floor: ShopFloor) -> None:
    floor.put_on_shelf(stock=4)
    order = floor.order(quantity=3)
    attempt = begin(floor, order)
    floor.clock.pass_by(minutes=31)
    with floor.work() as work:
        expire_order(work, order.id)
    assert floor.variant().available == 4

    settle(floor, *attempt, order)
    assert state_of(floor, order) == OrderState.READY_FOR_SHIPMENT
    assert (floor.variant().on_hand, floor.variant().held) == (1, 0)


def test_money_that_comes_when_the_goods_are_gone_goes_back(floor: ShopFloor) -> None:
    floor.put_on_shelf(stock=4)
    order = floor.order(quantity=3)
    attempt = begin(floor, order)
    floor.clock.pass_by(minutes=31)
    other = floor.buyer("+2250700000002")
    floor.fill_cart(other, 2)
    floor.check_out(other)
    with floor.work() as work:
        expire_order(work, order.id)

    settle(floor, *attempt, order)
    assert state_of(floor, order) == OrderState.CANCELLED
    with floor.work() as work:
        [refund] = work.payments.of_order(order.id).refunds
    assert refund.state == RefundState.REQUESTED and refund.amount == order.total
    assert (floor.variant().on_hand, floor.variant().held) == (4, 2)


def test_a_paid_order_that_is_cancelled_gives_goods_and_money_back(floor: ShopFloor) -> None:
    floor.put_on_shelf(stock=4)
    order = floor.order(quantity=3)
    pay(floor, order)
    with floor.work() as work:
        cancel_order(work, order.id, by="buyer")

    assert floor.variant().available == 4
    with floor.work() as work:
        view = work.payment_queries.of_order(order.id)
    assert view is not None and view.refund_pending


def pay(floor: ShopFloor, order: Order, ref: str = "ref-1") -> None:
    settle(floor, *begin(floor, order, ref), order, ref)


def begin(floor: ShopFloor, order: Order, ref: str = "ref-1") -> tuple[PaymentId, str]:
    with floor.work() as work:
        payment_id = work.payments.of_order(order.id).id
        attempt = begin_attempt(work, payment_id, "wave", "sandbox", "acct", PhoneNumber(AWA))
    with floor.work() as work:
        accepted = Accepted(ref, PushPrompt(), floor.clock.now() + timedelta(hours=2))
        record_answer(work, payment_id, attempt.id, accepted)
    return payment_id, attempt.id


def settle(floor: ShopFloor, payment_id: PaymentId, attempt_id: str, order: Order, ref: str = "ref-1") -> None:
    report = StatusReport(AttemptState.SUCCEEDED, order.total, attempt_id, AWA, "txn-1")
    with floor.work() as work:
        confirm_payment(work, payment_id, attempt_id, ref, report)  # type: ignore[arg-type]


def state_of(floor: ShopFloor, order: Order) -> OrderState:
    with floor.work() as work:
        return work.orders.get(order.id).state
