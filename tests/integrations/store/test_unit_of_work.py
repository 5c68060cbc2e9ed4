"""One transaction: the change, its events, what must be true with it, and only then whoever is woken."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from domain.catalog.events import ProductCreated, ProductStockLow
from domain.ordering.use_cases import checkout, expire_order
from domain.shared.clock import FakeClock
from domain.shared.errors import NotFound, OutcomeUnknown, Overtaken
from domain.shared.events import DomainEvent
from domain.shared.ids import OrderId, RandomIds, ShopId
from domain.shared.sku import ProductSKU
from integrations.store.tables.catalog import products
from integrations.store.tables.events import events
from integrations.store.unit_of_work import SqlUnitOfWork
from tests.integrations.store.shop import BY_MOTORBIKE, SHOP, WAX, ShopFloor, a_product


def low(sku: str) -> ProductStockLow:
    at = FakeClock().now()
    return ProductStockLow(shop_id=SHOP, occurred_at=at, sku=sku, name="wax", left=1)


def names(database: Engine) -> list[str]:
    with database.connect() as connection:
        return list(connection.execute(select(events.c.name).order_by(events.c.id)).scalars())


def work_on(database: Engine, reactions: object = None) -> SqlUnitOfWork:
    chosen = {"reactions": reactions} if reactions else {}
    return SqlUnitOfWork(
        database, clock=FakeClock(), ids=RandomIds(), shop_id=SHOP, trace_id="t1", **chosen  # type: ignore[arg-type]
    )  # fmt: skip


def test_events_are_kept_with_the_change_and_stamped(floor: ShopFloor) -> None:
    floor.put_on_shelf()
    assert names(floor.database)[:2] == ["ProductCreated", "InventoryUpdated"]
    with floor.work() as work:
        [created] = work.events.about(SHOP, work.products.with_skus([WAX])[0].id)
    assert isinstance(created, ProductCreated)
    assert len(created.event_id) == 36 and created.trace_id == "trace"


def test_a_bug_keeps_nothing(floor: ShopFloor) -> None:
    with pytest.raises(ZeroDivisionError), floor.work() as work:
        work.products.add(a_product("p", WAX, 1, "wax", floor.clock))
        work.on_commit(lambda: pytest.fail("nothing was committed"))
        raise ZeroDivisionError
    assert names(floor.database) == []
    with pytest.raises(NotFound):
        floor.variant()


def test_reactions_run_in_the_transaction_until_nothing_new_happens(database: Engine) -> None:
    def react(event: DomainEvent, work: SqlUnitOfWork) -> None:
        assert isinstance(event, ProductStockLow) and event.event_id
        if len(event.sku) < 3:
            work.publish(low(event.sku + "A"))

    with work_on(database, react) as work:
        work.publish(low("A"))
    assert names(database) == ["ProductStockLow"] * 3


def test_a_reaction_that_fails_takes_the_fact_with_it(database: Engine) -> None:
    def react(event: DomainEvent, work: SqlUnitOfWork) -> None:
        raise LookupError

    with pytest.raises(LookupError), work_on(database, react) as work:
        work.publish(low("A"))
    assert names(database) == []


def test_reactions_that_chase_each_other_are_a_bug(database: Engine) -> None:
    with (
        pytest.raises(RuntimeError, match="do not end"),
        work_on(database, lambda event, work: work.publish(event)) as w,
    ):
        w.publish(low("A"))
    assert names(database) == []


def test_whoever_is_woken_finds_it_committed(database: Engine) -> None:
    seen: list[list[str]] = []
    with work_on(database) as work:
        work.on_commit(lambda: seen.append(names(database)))
        work.publish(low("A"))
        assert seen == []
    assert seen == [["ProductStockLow"]]


def test_a_wake_up_that_fails_undoes_nothing(database: Engine, caplog: pytest.LogCaptureFixture) -> None:
    woken: list[str] = []
    with caplog.at_level(logging.WARNING), work_on(database) as work:
        work.on_commit(lambda: 1 / 0)  # type: ignore[arg-type, return-value]
        work.on_commit(lambda: woken.append("second"))
        work.publish(low("A"))
    assert woken == ["second"] and "sweep" in caplog.text
    assert names(database) == ["ProductStockLow"]


def test_a_savepoint_is_all_or_nothing_and_the_rest_goes_on(floor: ShopFloor) -> None:
    with floor.work() as work:
        work.products.add(a_product("p1", WAX, 1, "wax", floor.clock))
        with pytest.raises(ZeroDivisionError), work.savepoint():
            work.products.add(a_product("p2", ProductSKU("BAZIN"), 1, "bazin", floor.clock))
            raise ZeroDivisionError
        with work.savepoint():
            work.products.add(a_product("p3", ProductSKU("KITA"), 1, "kita", floor.clock))
        assert [type(event).__name__ for event in work.happened].count("ProductCreated") == 2
    with floor.work() as work:
        assert [str(level.sku) for level in work.shelf.levels()] == ["KITA", "WAX6-BLEU"]


def test_settling_early_shows_what_reactions_did(floor: ShopFloor) -> None:
    floor.put_on_shelf()
    floor.fill_cart(buyer := floor.buyer())
    with floor.work() as work:
        order = checkout(work, buyer, BY_MOTORBIKE, timedelta(minutes=30))
        with pytest.raises(NotFound):
            work.payments.of_order(order.id)
        work.settle()
        assert work.payments.of_order(order.id).amount == order.total


def test_two_who_edit_the_same_thing_collide(floor: ShopFloor) -> None:
    product_id = floor.put_on_shelf()
    with pytest.raises(Overtaken), floor.work() as work:
        [stale] = work.products._all(products.c.id == product_id, lock=False)
        stale.rename("Wax", floor.clock.now())
        with floor.database.begin() as somebody_else:
            somebody_else.execute(update(products).values(name="Pagne", version=products.c.version + 1))
        work.products.save(stale)


def test_one_shop_never_sees_anothers(floor: ShopFloor) -> None:
    product_id = floor.put_on_shelf()
    order = floor.order()
    with floor.work(ShopId("njeri-home")) as work:
        for get, id in (
            (work.products.get, product_id),
            (work.orders.get, order.id),
            (work.payments.of_order, order.id),
        ):
            with pytest.raises(NotFound):
                get(id)  # type: ignore[operator]
        assert work.shelf.levels() == () and work.order_queries.by_number(order.number) is None
        assert work.holds.find(order.id) is None and work.orders.find_by_number(order.number) is None


def test_a_database_lost_while_it_commits_leaves_the_outcome_open(postgres_database: Engine) -> None:
    """What was written may have been kept: whoever asked finds out by the key of what they sent."""

    class LostAtTheEnd(SqlUnitOfWork):
        def settle(self) -> None:
            super().settle()
            self.events.append = lambda *_: kill(postgres_database, self)  # type: ignore[method-assign]

    ids = RandomIds()
    with (
        pytest.raises(OutcomeUnknown),
        LostAtTheEnd(postgres_database, clock=FakeClock(), ids=ids, shop_id=SHOP) as work,
    ):
        work.publish(low("A"))
    with work_on(postgres_database) as again:
        again.publish(low("A"))


def kill(database: Engine, work: SqlUnitOfWork) -> None:
    pid = work.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with database.connect() as other:
        other.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")


def test_nothing_to_expire_is_nothing_to_keep(floor: ShopFloor) -> None:
    with pytest.raises(NotFound), floor.work() as work:
        expire_order(work, OrderId("nobody"))
