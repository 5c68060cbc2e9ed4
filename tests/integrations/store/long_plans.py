"""With a past behind the shop and statistics of it, the planner itself reads no large table from end to end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.worlds import Size, World, world
from tests.integrations.store.test_life_of_an_order import pay
from tests.integrations.store.test_plans import HOT, noted, plan, statements_of, whole_tables
from tests.services import PostgresServer

LARGE = Size("large", 10_000, 20_000, 20_000)
READ_WHOLE = re.compile(r"Seq Scan on (\w+)")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def large(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("large")
    url = f"sqlite:///{folder / 'shop.db'}"
    if request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.new_database()
    with world(folder, url, LARGE) as opened:
        yield opened


@pytest.mark.parametrize("name", HOT)
def test_the_planner_uses_an_index(large: World, name: str) -> None:
    with large.floor.work() as work:
        for statement, parameters in statements_of(work, HOT[name]):
            found = whole_tables(plan(work.connection, statement, parameters, as_if_large=False))
            assert [line for line in found if not is_small(large, line)] == [], statement


def is_small(large: World, line: str) -> bool:
    """A table of a page or two is read at once: an index would only be in the way."""
    found = READ_WHOLE.search(line)
    if found is None:
        return False
    with large.engine.connect() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {found[1]}").scalar_one()) < 1_000


def test_from_the_cart_to_the_money_too(large: World) -> None:
    """Whatever an order, its payment and its parcel read on their way: with rows to be found, so parts as well."""
    order = large.floor.order()
    with noted(large.engine) as statements:
        pay(large.floor, order, ref=f"ref-{order.number}")
    with large.floor.work() as work:
        for statement, parameters in statements:
            found = whole_tables(plan(work.connection, statement, parameters, as_if_large=False))
            assert [line for line in found if not is_small(large, line)] == [], statement
