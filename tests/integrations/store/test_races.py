"""Each race in a pair: the fault without the guard, and none with it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, update

from bot.again import again
from domain.catalog.errors import OutOfStock
from domain.ordering.order import Order
from domain.ordering.order_state import OrderState
from domain.ordering.use_cases import expire_order
from domain.payment.ledger import Account
from domain.payment.refunding import use_credit
from domain.payment.use_cases import signal_attempt
from domain.shared.errors import Temporary
from domain.shared.ids import OrderId
from integrations.store import turns
from integrations.store.repositories.catalog import SqlProducts
from integrations.store.repositories.credits import SqlCredits
from integrations.store.tables.catalog import variants
from integrations.store.transaction import Transaction
from tests.integrations.store.shop import ShopFloor, all_at_once, somebody_waits
from tests.integrations.store.test_life_of_an_order import begin, pay
from tests.services import eventually


def buyers(floor: ShopFloor, how_many: int) -> list[Any]:
    people = [floor.buyer(f"+2250700001{n:03}") for n in range(how_many)]
    for person in people:
        floor.fill_cart(person)
    return people


def sold(outcomes: list[Any]) -> int:
    """How many got their order; whoever did not was told why."""
    orders = [each for each in outcomes if isinstance(each, Order)]
    refused = [each for each in outcomes if isinstance(each, OutOfStock)]
    assert len(orders) + len(refused) == len(outcomes), outcomes
    return len(orders)


def test_forty_who_buy_the_last_ten_get_ten(floor: ShopFloor) -> None:
    floor.put_on_shelf(stock=10)
    people = buyers(floor, 40)
    outcomes = all_at_once([partial(again, partial(floor.check_out, person)) for person in people])
    assert sold(outcomes) == 10
    assert (floor.variant().on_hand, floor.variant().held) == (10, 10)
    numbers = [outcome.number for outcome in outcomes if isinstance(outcome, Order)]
    assert len(set(numbers)) == 10, "and no order number is given twice"


def test_without_the_lock_more_are_sold_than_there_are(floor: ShopFloor, monkeypatch: pytest.MonkeyPatch) -> None:
    floor.put_on_shelf(stock=10)
    people = buyers(floor, 12)
    take_the_guard_away(monkeypatch)
    everybody_has_looked = Barrier(12)
    look = SqlProducts.look_at

    def look_and_wait(self: SqlProducts, skus: Any) -> Any:
        found = look(self, skus)
        everybody_has_looked.wait(20)
        return found

    monkeypatch.setattr(SqlProducts, "look_at", look_and_wait)
    assert sold(all_at_once([lambda p=p: floor.check_out(p) for p in people])) == 12  # type: ignore[misc]


def take_the_guard_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is begun, so that no lock outlives its statement, and what was counted is overwritten."""
    monkeypatch.setattr(Transaction, "_begin", lambda transaction: None)
    monkeypatch.setattr(SqlProducts, "parts", tuple(replace(part, counted=()) for part in SqlProducts.parts))


def test_the_database_itself_refuses_to_oversell(floor: ShopFloor) -> None:
    floor.put_on_shelf(stock=10)
    for raw in ({"held": 11}, {"held": -1}, {"on_hand": -1}):
        with pytest.raises(OutOfStock), floor.database.begin() as connection:
            connection.execute(update(variants).values(raw))


# -- one credit, two orders ---------------------------------------------------------------------------------------


def two_orders_and_the_credit_for_one(floor: ShopFloor) -> list[OrderId]:
    floor.put_on_shelf(stock=9)
    overpaid, one, other = floor.order(), floor.order(), floor.order()
    pay(floor, overpaid, money=overpaid.total + one.total)
    return [one.id, other.id]


def spend_at_once(floor: ShopFloor, orders: list[OrderId]) -> list[Any]:
    def spend(order_id: OrderId) -> int:
        with floor.work() as work:
            return use_credit(work, order_id, work.orders.get(order_id).customer_id).minor

    return all_at_once([lambda order=order: spend(order) for order in orders])  # type: ignore[misc]


def test_credit_that_two_orders_want_at_once_pays_one_of_them(floor: ShopFloor) -> None:
    orders = two_orders_and_the_credit_for_one(floor)
    spent = spend_at_once(floor, orders)
    assert sorted(spent) == [0, 13_500]
    with floor.work() as work:
        states = {work.orders.get(order_id).state for order_id in orders}
        [books] = work.ledger.balances()
    assert states == {OrderState.READY_FOR_SHIPMENT, OrderState.AWAITING_PAYMENT}
    assert books[Account.CREDITED].minor == 0


def test_without_its_lock_both_want_to_spend_it_and_the_version_stops_one(
    floor: ShopFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = two_orders_and_the_credit_for_one(floor)
    take_the_guard_away(monkeypatch)
    both_have_looked = Barrier(2)
    look = SqlCredits.of

    def look_and_wait(self: SqlCredits, customer_id: Any) -> Any:
        found = look(self, customer_id)
        both_have_looked.wait(20)
        return found

    monkeypatch.setattr(SqlCredits, "of", look_and_wait)
    spent = spend_at_once(floor, orders)
    assert sum(isinstance(each, int) and each for each in spent) == 13_500
    assert sum(isinstance(each, Temporary) for each in spent) == 1


# -- an order reached from both ends ------------------------------------------------------------------------------


def expiry_meets_callback(floor: ShopFloor) -> list[Any]:
    """An expiry holds the order and wants the payment; a callback holds the payment and wants the order."""
    floor.put_on_shelf()
    order = floor.order()
    payment_id, attempt_id = begin(floor, order)
    floor.clock.pass_by(minutes=31)

    began: list[str] = []

    def until_the_other_has_begun(me: str) -> None:
        began.append(me)
        eventually(lambda: len(began) == 2 or somebody_waits(floor.database))

    def call_back() -> None:
        with floor.work() as work:
            signal_attempt(work, payment_id, attempt_id, None)  # type: ignore[arg-type]
            until_the_other_has_begun("callback")
            work.orders.get(order.id)

    def expire() -> None:
        with floor.work() as work:
            expire_order(work, order.id)
            until_the_other_has_begun("expiry")

    return all_at_once([call_back, expire])


def test_without_turns_they_wait_for_each_other(
    postgres_database: Engine, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "is_postgres", lambda connection: False)
    outcomes = expiry_meets_callback(ShopFloor(postgres_database, clock))
    assert [type(outcome) for outcome in outcomes].count(Temporary) == 1


def test_with_turns_one_comes_after_the_other(postgres_database: Engine, clock: Any) -> None:
    assert expiry_meets_callback(ShopFloor(postgres_database, clock)) == [None, None]
