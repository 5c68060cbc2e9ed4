"""What a process keeps of a shelf is what the database says, whoever changed it."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, text, update

from domain.catalog.views import ShelfProduct
from domain.shared.clock import FakeClock
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from integrations.store.shelves import KeptShelf, Shelves
from integrations.store.tables.catalog import holds, products, variants
from tests.integrations.store.conftest import NOW
from tests.integrations.store.shop import AWA, WAX, ShopFloor, a_product


class Process:
    """One of several: it keeps a shelf of its own, and a turn begins by catching up."""

    def __init__(self, floor: ShopFloor) -> None:
        self._floor = floor
        self._shelves = Shelves()
        self._turns = 0

    def sees(self) -> list[ShelfProduct]:
        self._turns += 1
        with self._floor.work() as work:
            work._shelves = self._shelves
            work.begin_with("simulator", f"{id(self)}-{self._turns}", AWA, "buyer")
            return list(work.shelf.page(None, None, 9).products)

    def pieces(self) -> int:
        [product] = self.sees()
        return product.available


@pytest.fixture
def other(floor: ShopFloor) -> Process:
    """Has looked at the shelf already."""
    floor.put_on_shelf(stock=10)
    process = Process(floor)
    process.sees()
    return process


def test_what_was_seen_is_not_read_again(floor: ShopFloor, other: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.store.queries.shelf.SqlShelf._ask", None)
    assert other.pieces() == 10


def test_what_another_process_sells_is_gone(floor: ShopFloor, other: Process) -> None:
    floor.order(quantity=3)
    assert other.pieces() == 7


def test_without_catching_up_it_would_still_be_there(
    floor: ShopFloor, other: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeptShelf, "catch_up", lambda *_: None)
    floor.order(quantity=3)
    assert other.pieces() == 10


def test_a_price_a_name_and_a_new_product_show_at_once(floor: ShopFloor, other: Process) -> None:
    with floor.work() as work:
        [product] = work.products.with_skus([WAX])
        product.set_price(WAX, Money(1, "XOF"), NOW)
        work.products.save(product)
    assert [each.from_price.minor for each in other.sees()] == [1]
    with floor.work() as work:
        [product] = work.products.with_skus([WAX])
        product.rename("Zèbre", NOW)
        work.products.save(product)
        work.products.add(a_product("p2", ProductSKU("BAZIN"), 1, "Bazin", floor.clock))
    assert [each.name for each in other.sees()] == ["Bazin", "Zèbre"]


def test_what_somebody_changes_by_hand_shows_too(floor: ShopFloor, other: Process) -> None:
    with floor.database.begin() as connection:
        connection.execute(update(variants).values(on_hand=5))
    assert other.pieces() == 5
    with floor.database.begin() as connection:
        connection.execute(update(products).values(archived=True))
    assert other.sees() == []


def test_a_hold_past_its_time_counts_no_more(floor: ShopFloor, other: Process) -> None:
    floor.order(quantity=4)
    assert other.pieces() == 6
    with floor.database.begin() as connection:
        connection.execute(update(holds).values(until=NOW - timedelta(days=1)))
    assert other.pieces() == 10


def test_what_commits_late_is_not_missed(postgres_database: Engine) -> None:
    """An older transaction may end after a younger one, and after somebody has looked."""
    floor = ShopFloor(postgres_database, FakeClock(NOW))
    floor.put_on_shelf(stock=10)
    process = Process(floor)
    with postgres_database.begin() as slow:
        slow.execute(update(variants).values(on_hand=7))
        with postgres_database.begin() as quick:
            quick.execute(text("CREATE TABLE something_else (n int)"))
        assert process.pieces() == 10
    assert process.pieces() == 7


def test_twenty_who_look_while_it_is_sold_agree_in_the_end(floor: ShopFloor, other: Process) -> None:
    together = Barrier(6)

    def look() -> None:
        together.wait(10)
        for _ in range(5):
            other.sees()

    def sell() -> None:
        together.wait(10)
        for _ in range(5):
            floor.order()

    threads = [Thread(target=look) for _ in range(5)] + [Thread(target=sell)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert other.pieces() == floor.variant().available == 5
