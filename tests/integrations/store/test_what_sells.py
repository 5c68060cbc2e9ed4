"""Of things that fit equally well those that are there come first, and of these what sells."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy import Engine

import integrations.store.repositories.base
from domain.catalog.events import InventoryUpdated
from domain.catalog.product import Product
from domain.catalog.sales import NONE, PIECE, Sales
from domain.catalog.variant import ProductVariant
from domain.ordering.order import Order
from domain.shared.clock import FakeClock
from domain.shared.ids import ProductId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from integrations.store.queries.candidate_statements import RANKED
from integrations.store.shelves import Shelves
from tests.integrations.store.conftest import NOW
from tests.integrations.store.shop import AWA, SHOP, WAX, ShopFloor, all_at_once

SAVONS = ("Savon blanc", "Savon noir", "Savon rouge", "Savon vert")


def put(floor: ShopFloor, *names: str, stock: int = 50) -> None:
    with floor.work() as work:
        for name in names:
            variant = ProductVariant(ProductSKU.typed(name), "", Money(500, "XOF"), stock)
            work.products.add(Product(ProductId(name), SHOP, name, "Divers", [variant]))


def sell(floor: ShopFloor, name: str, pieces: int) -> None:
    with floor.work() as work:
        product = work.products.get(ProductId(name))
        product.hold(ProductSKU.typed(name), pieces, floor.clock.now())
        product.sell(ProductSKU.typed(name), pieces, "order", floor.clock.now())
        work.products.save(product)


def found(floor: ShopFloor, typed: str = "savon", limit: int = 9) -> list[str]:
    with floor.work() as work:
        return [product.name for product in work.shelf.search(typed, limit)]


@pytest.fixture
def soaps(floor: ShopFloor) -> ShopFloor:
    put(floor, *SAVONS)
    return floor


def test_what_sells_comes_first(soaps: ShopFloor) -> None:
    assert found(soaps) == [*SAVONS]
    sell(soaps, "Savon vert", 3)
    sell(soaps, "Savon noir", 1)
    assert found(soaps) == ["Savon vert", "Savon noir", "Savon blanc", "Savon rouge"]


def test_but_not_before_what_fits_better(soaps: ShopFloor) -> None:
    sell(soaps, "Savon vert", 3)
    assert found(soaps, "savon noir")[0] == "Savon noir"


def test_nor_where_it_is_sold_out(soaps: ShopFloor) -> None:
    sell(soaps, "Savon vert", 50)
    assert found(soaps)[-1] == "Savon vert"


def test_what_sold_long_ago_gives_way(soaps: ShopFloor) -> None:
    sell(soaps, "Savon vert", 3)
    soaps.clock.pass_by(days=56)
    sell(soaps, "Savon rouge", 1)
    assert found(soaps)[0] == "Savon rouge"


def test_another_process_sees_it_at_its_next_turn(soaps: ShopFloor) -> None:
    shelves = Shelves()

    def seen(message: str) -> str:
        with soaps.work() as work:
            work._shelves = shelves
            work.begin_with("simulator", message, AWA, "buyer")
            return work.shelf.search("savon", 9)[0].name

    assert seen("m1") == "Savon blanc"
    sell(soaps, "Savon vert", 3)
    assert seen("m2") == "Savon vert"


def test_of_more_than_are_ranked_what_sells_is_none_that_is_left_out(floor: ShopFloor) -> None:
    put(floor, *(f"Savon numero {n}" for n in range(3 * RANKED)))
    last = f"Savon numero {3 * RANKED - 1}"
    sell(floor, "Savon numero 99", 1)
    sell(floor, last, 2)
    assert found(floor, limit=3)[:2] == [last, "Savon numero 99"]


def test_the_best_sellers_are_those_that_are_there(soaps: ShopFloor) -> None:
    for name, pieces in (("Savon vert", 3), ("Savon rouge", 50), ("Savon blanc", 7)):
        sell(soaps, name, pieces)
    with soaps.work() as work:
        assert [product.name for product in work.shelf.selling(3)] == ["Savon blanc", "Savon vert"]


# -- counted exactly --------------------------------------------------------------------------------------------------


def folded(happened: Iterable[object]) -> Sales:
    sales = NONE
    moves = (each for each in happened if isinstance(each, InventoryUpdated))
    for move in moves:
        if move.reason in ("sold", "restocked"):
            sales = sales.plus(move.before - move.after, move.occurred_at)
    return sales


def test_it_is_what_the_events_fold_to(floor: ShopFloor) -> None:
    happened: list[object] = []

    def act(what: str, order: Order) -> None:
        with floor.work() as work:
            getattr(work.allocator, what)(order.id)
            work.settle()
            happened.extend(work.happened)

    floor.put_on_shelf(stock=50)
    for quantity in (1, 3, 2):
        act("confirm", order := floor.order(quantity))
        act("confirm", order)
        floor.clock.pass_by(days=28)
    act("release", order)
    act("release", order)
    assert floor.variant().sales == folded(happened) != NONE


def two_orders(floor: ShopFloor) -> list[Order]:
    floor.put_on_shelf(stock=50)
    return [floor.order(quantity=2) for _ in range(2)]


@pytest.fixture
def on_postgres(postgres_database: Engine) -> ShopFloor:
    shop = ShopFloor(postgres_database, FakeClock(NOW))
    shop.open()
    return shop


def test_without_the_lock_one_of_two_sales_at_once_would_be_lost(
    on_postgres: ShopFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(integrations.store.repositories.base, "locked", lambda statement, **_: statement)
    first, second = two_orders(on_postgres)
    with on_postgres.work() as one:
        one.products.with_skus([WAX])
        sale = one.products.with_skus([WAX])[0]
        with on_postgres.work() as other:
            other.allocator.confirm(second.id)
        sale.sell(WAX, 2, first.id, NOW)
        one.products.save(sale)
    assert on_postgres.variant().sales.parts == 2 * PIECE


def test_with_it_both_count(on_postgres: ShopFloor) -> None:
    def confirm(order: Order) -> None:
        with on_postgres.work() as work:
            work.allocator.confirm(order.id)

    orders = two_orders(on_postgres)
    all_at_once([lambda order=order: confirm(order) for order in orders])  # type: ignore[misc]
    assert on_postgres.variant().sales.parts == 4 * PIECE
