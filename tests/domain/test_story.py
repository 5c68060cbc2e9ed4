"""Whole orders, from the cart to their end: each path of the saga's docstring, over the real reactions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.catalog.events import InventoryUpdated
from domain.fulfillment.errors import AlreadyEnded, NotReady
from domain.fulfillment.values import ShipmentStatus
from domain.ordering import use_cases as ordering
from domain.ordering.errors import CannotCancel
from domain.ordering.order_state import OrderState
from domain.payment import use_cases as payments
from domain.payment.events import MoneyMoved, PaymentConfirmed, PaymentFailed
from domain.payment.gateway import Rejected
from domain.payment.ledger import Account
from domain.payment.values import AttemptState, PaymentState, Reason
from domain.processes.order_to_delivery import Stage
from domain.shared.errors import NotFound
from tests.domain.builders import Sale, a_sale, moussa_takes, names
from tests.domain.invariants import books_agree
from tests.people import awa
from tests.shops import francs, wax

A, O = AttemptState, OrderState  # noqa: E741 - read together: a wallet's word, an order's word


def told(sale: Sale) -> list[str]:
    """What happened, without carts, shelves and books."""
    skip = {"ProductCreated", "CartCreated", "ItemAdded", "InventoryUpdated", "ProductStockLow", "MoneyMoved"}
    return [name for name in names(sale.shop.store.events) if name not in skip]


# -- the happy path


def test_an_order_is_placed_paid_shipped_delivered_and_closed() -> None:
    sale = a_sale(stock=4, quantity=2)

    sale.is_paid()
    assert (sale.state, sale.stage, sale.shop.stock(wax)) == (O.READY_FOR_SHIPMENT, Stage.PREPARED, (2, 0))
    sale.is_shipped()
    assert (sale.state, sale.stage) == (O.SHIPPED, Stage.ON_ITS_WAY)
    sale.is_delivered()
    assert (sale.state, sale.stage, sale.shop.stock(wax)) == (O.CLOSED, Stage.CLOSED, (2, 0))

    assert told(sale) == [
        "OrderPlaced",
        "PaymentInitiated",
        "PaymentConfirmed",
        "StockTaken",
        "OrderPaid",
        "OrderReadyForShipment",
        "ShipmentCreated",
        "CarrierAssigned",
        "ShipmentDispatched",
        "ShipmentStatusChanged",
        "OrderShipped",
        "ShipmentDelivered",
        "ShipmentStatusChanged",
        "OrderDelivered",
        "OrderFulfilled",
    ]
    assert sale.given_back == []


def test_a_parcel_that_is_first_heard_of_when_it_arrives_has_been_sent_too() -> None:
    sale = a_sale()
    sale.is_paid()
    sale.is_delivered()
    assert sale.state == O.CLOSED
    assert told(sale).count("ShipmentDispatched") == 1


def test_the_confirmed_payment_carries_all_it_is_known_by() -> None:
    sale = a_sale()
    sale.is_paid()
    [confirmed] = sale.shop.said(PaymentConfirmed)
    assert (confirmed.order_id, confirmed.amount, confirmed.provider) == (sale.id, sale.order.total, "sandbox")
    assert confirmed.reference and confirmed.event_id and confirmed.trace_id == "trace"
    assert not confirmed.late


def test_no_parcel_exists_before_the_order_is_ready() -> None:
    sale = a_sale()
    with pytest.raises(NotFound):
        _ = sale.shipment
    with pytest.raises(NotReady), sale.shop.work() as work:
        work.fulfiller.prepare(sale.id, work.clock.now())
    with pytest.raises(NotFound):
        sale.is_shipped()
    sale.is_paid()
    assert sale.shipment.status == ShipmentStatus.PENDING


# -- declined


def test_a_declined_payment_is_tried_again_on_another_wallet() -> None:
    sale = a_sale()
    first = sale.tries("wave")
    sale.hears(first, A.CANCELLED)
    assert (sale.state, sale.shop.stock(wax)) == (O.AWAITING_PAYMENT, (4, 2))

    second = sale.tries("orange")
    sale.hears(second, A.SUCCEEDED)

    assert sale.state == O.READY_FOR_SHIPMENT
    assert [event.reason for event in sale.shop.said(PaymentFailed)] == [Reason.PAYER_DECLINED]
    attempts = [(attempt.wallet, attempt.state) for attempt in sale.payment.attempts]
    assert attempts == [("wave", A.CANCELLED), ("orange", A.SUCCEEDED)]


def test_a_rejected_attempt_leaves_the_order_waiting() -> None:
    sale = a_sale()
    attempt = sale.begins()
    sale.shop.do(payments.record_answer, sale.payment.id, attempt, Rejected("17", Reason.PROVIDER_DOWN))
    assert (sale.state, sale.payment.state) == (O.AWAITING_PAYMENT, PaymentState.OPEN)
    sale.is_paid()
    assert sale.state == O.READY_FOR_SHIPMENT


# -- expired


def test_an_order_that_nobody_pays_gives_its_goods_free() -> None:
    sale = a_sale(stock=4, quantity=2)
    sale.expires()
    assert (sale.state, sale.stage, sale.shop.stock(wax)) == (O.EXPIRED, Stage.EXPIRED, (4, 0))
    assert sale.payment.state == PaymentState.CLOSED


def test_an_order_does_not_expire_before_its_time_nor_twice() -> None:
    sale = a_sale()
    sale.shop.do(ordering.expire_order, sale.id)
    assert sale.state == O.AWAITING_PAYMENT
    sale.expires()
    sale.shop.do(ordering.expire_order, sale.id)
    assert told(sale).count("OrderExpired") == 1


def test_money_that_comes_late_finds_the_goods_still_there() -> None:
    sale = a_sale(stock=4, quantity=2)
    attempt = sale.tries()
    sale.expires()
    sale.hears(attempt, A.SUCCEEDED)
    assert (sale.state, sale.shop.stock(wax), sale.given_back) == (O.READY_FOR_SHIPMENT, (2, 0), [])
    assert sale.shop.said(PaymentConfirmed)[0].late
    sale.is_shipped()
    sale.is_delivered()
    assert sale.state == O.CLOSED


def test_money_that_comes_late_finds_the_goods_gone_and_is_the_buyers_credit() -> None:
    sale = a_sale(stock=2, quantity=2)
    attempt = sale.tries()
    sale.expires()
    moussa_takes(sale.shop, wax, 1)
    sale.hears(attempt, A.SUCCEEDED)
    assert (sale.state, sale.stage, sale.shop.stock(wax)) == (O.CANCELLED, Stage.CANCELLED, (1, 0))
    assert (sale.given_back, sale.credited, sale.shop.credit_of(awa)) == ([], [(25_500, "stock")], 25_500)


def test_money_that_comes_after_the_time_but_before_the_sweep_still_buys() -> None:
    sale = a_sale(stock=2, quantity=2)
    attempt = sale.tries()
    sale.shop.clock.pass_by(hours=2)
    sale.hears(attempt, A.SUCCEEDED)
    sale.shop.do(ordering.expire_order, sale.id)
    assert (sale.state, sale.shop.stock(wax)) == (O.READY_FOR_SHIPMENT, (0, 0))


def test_goods_that_another_took_before_the_sweep_are_gone() -> None:
    sale = a_sale(stock=2, quantity=2)
    attempt = sale.tries()
    sale.shop.clock.pass_by(hours=2)
    moussa_takes(sale.shop, wax, 2)
    sale.hears(attempt, A.SUCCEEDED)
    assert (sale.state, sale.credited) == (O.CANCELLED, [(25_500, "stock")])
    sale.shop.do(ordering.expire_order, sale.id)
    assert (sale.state, sale.shop.stock(wax)) == (O.CANCELLED, (0, 0))


# -- cancelled


@pytest.mark.parametrize("by", ["buyer", "shop"])
def test_an_unpaid_order_is_cancelled_and_its_goods_are_free(by: str) -> None:
    sale = a_sale(stock=4, quantity=2)
    sale.is_cancelled(by)
    assert (sale.state, sale.stage, sale.shop.stock(wax)) == (O.CANCELLED, Stage.CANCELLED, (4, 0))
    assert (sale.payment.state, sale.given_back) == (PaymentState.CLOSED, [])


@pytest.mark.parametrize("by", ["buyer", "shop"])
def test_a_paid_order_is_cancelled_and_its_money_goes_back(by: str) -> None:
    sale = a_sale(stock=4, quantity=2)
    sale.is_paid()
    sale.is_cancelled(by)
    assert (sale.state, sale.stage, sale.shop.stock(wax)) == (O.CANCELLED, Stage.CANCELLED, (4, 0))
    assert sale.given_back == [(25_500, f"cancelled_by_{by}")]
    assert sale.shipment.status == ShipmentStatus.CANCELLED


def test_a_cancelled_parcel_is_not_sent() -> None:
    sale = a_sale()
    sale.is_paid()
    sale.is_cancelled()
    with pytest.raises(Exception, match="cancelled"):
        sale.is_shipped()
    assert sale.state == O.CANCELLED


@pytest.mark.parametrize("done", [Sale.is_shipped, Sale.is_delivered, Sale.comes_back])
def test_what_has_left_is_not_cancelled(done: Callable[[Sale], None]) -> None:
    sale = a_sale()
    sale.is_paid()
    done(sale)
    before = sale.shop.facts()
    with pytest.raises(CannotCancel):
        sale.is_cancelled()
    assert sale.shop.facts() == before


def test_money_that_comes_after_a_cancellation_goes_back_once() -> None:
    sale = a_sale(stock=4, quantity=2)
    attempt = sale.tries()
    sale.is_cancelled()
    for _ in range(3):
        sale.hears(attempt, A.SUCCEEDED)
    assert (sale.state, sale.shop.stock(wax)) == (O.CANCELLED, (4, 0))
    assert sale.given_back == [(25_500, "cancelled")]


# -- paid twice


def test_a_second_collection_goes_back_and_the_order_goes_on() -> None:
    sale = a_sale()
    first = sale.is_paid()
    for _ in range(2):
        sale.hears(first, A.SUCCEEDED, ref="ref-of-the-second")
    assert (sale.state, sale.given_back) == (O.READY_FOR_SHIPMENT, [(25_500, "duplicate")])
    assert [refund.reference.reference for refund in sale.payment.refunds] == ["ref-of-the-second"]


def test_an_attempt_that_had_failed_and_is_paid_after_another_was_goes_back() -> None:
    sale = a_sale()
    first = sale.tries("wave")
    sale.hears(first, A.FAILED)
    sale.is_paid()
    sale.hears(first, A.SUCCEEDED)
    assert (sale.state, sale.given_back) == (O.READY_FOR_SHIPMENT, [(25_500, "duplicate")])
    assert sale.payment.refunds[0].reference.reference == sale.attempt(first).ref


# -- returned


def test_a_parcel_that_comes_back_brings_goods_and_money_back() -> None:
    sale = a_sale(stock=4, quantity=2)
    sale.is_paid()
    sale.is_shipped()
    sale.comes_back()
    assert (sale.state, sale.stage, sale.shop.stock(wax)) == (O.RETURNED, Stage.RETURNED, (4, 0))
    assert sale.given_back == [(25_500, "returned")]


def test_a_parcel_first_heard_of_when_it_is_back_was_sent_too() -> None:
    sale = a_sale()
    sale.is_paid()
    sale.comes_back()
    assert (sale.state, sale.given_back) == (O.RETURNED, [(25_500, "returned")])


def test_what_comes_back_after_it_was_delivered_leaves_the_order_closed() -> None:
    sale = a_sale(stock=4, quantity=2)
    sale.is_paid()
    sale.is_delivered()
    sale.shop.clock.pass_by(hours=1)
    with pytest.raises(AlreadyEnded):
        sale.comes_back()
    assert (sale.state, sale.given_back, sale.shop.stock(wax)) == (O.CLOSED, [], (2, 0))


# -- again and again


def happy(sale: Sale) -> None:
    sale.is_paid()
    sale.is_shipped()
    sale.is_delivered()


def paid(sale: Sale) -> None:
    sale.is_paid()


def declined(sale: Sale) -> None:
    sale.hears(sale.tries(), A.CANCELLED)


def expired(sale: Sale) -> None:
    sale.expires()


def late(sale: Sale) -> None:
    attempt = sale.tries()
    sale.expires()
    sale.hears(attempt, A.SUCCEEDED)


def too_late(sale: Sale) -> None:
    attempt = sale.tries()
    sale.expires()
    moussa_takes(sale.shop, wax, 4)
    sale.hears(attempt, A.SUCCEEDED)


def cancelled(sale: Sale) -> None:
    sale.is_cancelled()


def paid_and_cancelled(sale: Sale) -> None:
    sale.is_paid()
    sale.is_cancelled()


def cancelled_and_paid(sale: Sale) -> None:
    attempt = sale.tries()
    sale.is_cancelled()
    sale.hears(attempt, A.SUCCEEDED)


def paid_twice(sale: Sale) -> None:
    sale.hears(sale.is_paid(), A.SUCCEEDED, ref="ref-of-the-second")


def returned(sale: Sale) -> None:
    sale.is_paid()
    sale.is_shipped()
    sale.comes_back()


def paid_in_two_parts(sale: Sale) -> None:
    sale.pays(10_000)
    sale.is_paid()


def part_paid_and_expired(sale: Sale) -> None:
    sale.pays(10_000)
    sale.expires()


def part_paid_and_cancelled(sale: Sale) -> None:
    sale.pays(10_000)
    sale.is_cancelled()


def overpaid(sale: Sale) -> None:
    sale.pays(26_000)


def taken_back(sale: Sale) -> None:
    sale.is_taken_back(sale.is_paid())


def at_the_door(sale: Sale) -> None:
    sale.is_paid_at_the_door(20_000)
    happy(sale)


def refused_at_the_door(sale: Sale) -> None:
    sale.is_paid_at_the_door(20_000)
    returned(sale)


STORIES = [happy, paid, declined, expired, late, too_late, cancelled, paid_and_cancelled, cancelled_and_paid,
           paid_twice, returned, paid_in_two_parts, part_paid_and_expired, part_paid_and_cancelled, overpaid,
           taken_back, at_the_door, refused_at_the_door]  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_the_same_event_handled_twice_changes_nothing(story: Callable[[Sale], None]) -> None:
    sale = a_sale(stock=4, quantity=2)
    story(sale)
    before, happened = sale.shop.facts(), list(sale.shop.store.events)
    for event in sale.shop.sagas_events():
        sale.shop.handle_again(event)
        assert (sale.shop.facts(), sale.shop.store.events) == (before, happened), type(event).__name__


@pytest.mark.parametrize("story", STORIES)
def test_every_story_ends_with_its_books_in_order(story: Callable[[Sale], None]) -> None:
    sale = a_sale(stock=4, quantity=2)
    story(sale)
    moved = sum(event.after - event.before for event in sale.shop.said(InventoryUpdated))
    assert moved == sale.shop.stock(wax)[0]
    books_agree(sale.payment, [each for each in sale.shop.said(MoneyMoved) if each.order_id == sale.id])
    goods_are_hers = sale.state in {O.READY_FOR_SHIPMENT, O.CLOSED}
    assert sale.books[Account.EARNED] == (
        sale.order.total if goods_are_hers or sale.stage == Stage.AWAITING_PAYMENT else francs(0)
    )


def test_a_crash_in_the_middle_of_a_turn_leaves_nothing_of_it() -> None:
    sale = a_sale()
    attempt = sale.tries()
    before, happened = sale.shop.facts(), len(sale.shop.store.events)
    with pytest.raises(ZeroDivisionError), sale.shop.work() as work:
        ordering.cancel_order(work, sale.id, "buyer")
        work.settle()
        _ = 1 / 0
    assert (sale.shop.facts(), len(sale.shop.store.events)) == (before, happened)
    sale.hears(attempt, A.SUCCEEDED)
    assert sale.state == O.READY_FOR_SHIPMENT


def test_the_parcel_is_promised_for_the_zones_longest_time() -> None:
    sale = a_sale()
    sale.is_paid()
    assert (sale.shipment.promised_by - sale.shop.clock.now()).days == sale.order.delivery.max_days
