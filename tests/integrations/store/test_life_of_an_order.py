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
from domain.payment.ledger import Account
from domain.payment.refunding import use_credit
from domain.payment.use_cases import agree_on_cash, begin_attempt, confirm_payment, hand_in_cash, record_answer
from domain.payment.values import AttemptState, Cash
from domain.shared.ids import PaymentId
from domain.shared.money import Money
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


def test_money_that_comes_when_the_goods_are_gone_is_the_buyers_credit(floor: ShopFloor) -> None:
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
        assert work.payment_queries.credit_of(order.customer_id, "XOF") == order.total
        assert work.payments.of_order(order.id).refunds == []
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
    assert view is not None
    assert [refund.amount for refund in view.refunds_in(RefundState.REQUESTED)] == [order.total]


def test_a_part_and_credit_pay_an_order_and_the_books_are_kept(floor: ShopFloor) -> None:
    floor.open()
    floor.put_on_shelf(stock=4)
    first = floor.order()
    pay(floor, first, money=first.total + Money(5_000, "XOF"))
    second = floor.order()
    with floor.work() as work:
        assert use_credit(work, second.id, second.customer_id) == Money(5_000, "XOF")
    pay(floor, second, "ref-2", money=Money(3_500, "XOF"))
    assert state_of(floor, second) == OrderState.AWAITING_PAYMENT
    pay(floor, second, "ref-3", money=Money(5_000, "XOF"))
    assert state_of(floor, second) == OrderState.READY_FOR_SHIPMENT
    with floor.work() as work:
        [books] = work.ledger.balances()
        assert books[Account.EARNED] == first.total + second.total == books[Account.CAPTURED]
        assert not (books[Account.DUE] or books[Account.CREDITED] or books[Account.HELD])


def test_cash_at_the_door_is_out_until_it_is_handed_in(floor: ShopFloor) -> None:
    floor.put_on_shelf(stock=4)
    order = floor.order()
    with floor.work() as work:
        agree_on_cash(work, order.id, order.total)
    assert state_of(floor, order) == OrderState.READY_FOR_SHIPMENT
    with floor.work() as work:
        code = ship(work, order.id, "Issa", RIDER, None, by="fatou").handover_code
        assert work.payment_queries.cash_out(9) == ()
    with floor.work() as work:
        deliver_with_code(work, RIDER, code)
    with floor.work() as work:
        assert work.payment_queries.cash_out(9) == ((order.id, Cash(order.total, RIDER)),)
        hand_in_cash(work, order.id)
        assert work.payment_queries.cash_out(9) == ()


def pay(floor: ShopFloor, order: Order, ref: str = "ref-1", money: Money | None = None) -> None:
    settle(floor, *begin(floor, order, ref), order, ref, money)


def begin(floor: ShopFloor, order: Order, ref: str = "ref-1") -> tuple[PaymentId, str]:
    with floor.work() as work:
        payment_id = work.payments.of_order(order.id).id
        attempt = begin_attempt(work, payment_id, "wave", "sandbox", "acct", PhoneNumber(AWA))
    with floor.work() as work:
        accepted = Accepted(ref, PushPrompt(), floor.clock.now() + timedelta(hours=2))
        record_answer(work, payment_id, attempt.id, accepted)
    return payment_id, attempt.id


def settle(
    floor: ShopFloor,
    payment_id: PaymentId,
    attempt_id: str,
    order: Order,
    ref: str = "ref-1",
    money: Money | None = None,
) -> None:
    report = StatusReport(AttemptState.SUCCEEDED, money or order.total, attempt_id, AWA, "txn-1")
    with floor.work() as work:
        confirm_payment(work, payment_id, attempt_id, ref, report)  # type: ignore[arg-type]


def state_of(floor: ShopFloor, order: Order) -> OrderState:
    with floor.work() as work:
        return work.orders.get(order.id).state
