"""What a search asks of a large shelf is answered from an index, some rows of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select

from domain.shared.clock import FakeClock
from domain.shared.sku import ProductSKU
from integrations.store.migrations import migrate
from integrations.store.queries.candidates import Candidates
from integrations.store.queries.shelf_rows import products_by_id
from integrations.store.sql import listed
from integrations.store.tables.catalog import products, spellings
from integrations.store.transaction import Transaction
from tests.integrations.store.big_shelf import articles, put_on_shelf
from tests.integrations.store.conftest import NOW, transaction_on
from tests.integrations.store.shop import SHOP, ShopFloor
from tests.integrations.store.test_migrations import keep
from tests.integrations.store.test_plans import noted, plan

SIZE = 2_000
IDS = [f"p{n:06}" for n in range(0, SIZE, 160)]
SHELF_INDEXES = "ix_catalog_products_changed", "ix_catalog_products_shelf", "ix_catalog_products_category"


@pytest.fixture
def large(database: Engine) -> Iterator[Transaction]:
    with database.begin() as connection:
        put_on_shelf(connection, SHOP, articles(SIZE))
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")
    with transaction_on(database) as transaction:
        yield transaction


def through_the_shelf(plan: list[str]) -> list[str]:
    """Reading all of a shop's products."""
    return [line for line in plan if any(name in line for name in SHELF_INDEXES) or "SCAN catalog_products" in line]


def test_products_are_read_by_their_ids(large: Transaction) -> None:
    asked = products_by_id(large.dialect)
    given = asked.parameters({"ids": listed(large.dialect, IDS)})
    assert through_the_shelf(plan(large, asked.text, given, as_if_large=False)) == []


def test_asked_for_with_their_shop_they_would_not_be(large: Transaction) -> None:
    """SQLite, which nobody tells how large a shelf is, takes an index that begins with the shop for the better one."""
    if large.dialect.name != "sqlite":
        pytest.skip("PostgreSQL knows better")
    with noted(large.connection.engine) as seen:
        large.look(select(products).where(products.c.shop_id == SHOP, products.c.id.in_(IDS))).all()
    assert through_the_shelf(plan(large, *seen[0], as_if_large=False)) != []


def test_so_are_those_that_somebody_sells(large: Transaction) -> None:
    floor = ShopFloor(large.connection.engine, FakeClock(NOW))
    with floor.work() as work, noted(floor.database) as seen:
        skus = [ProductSKU(article.sku) for article in articles(SIZE)[::160]]
        work.products.look_at(skus)
        assert [through_the_shelf(plan(large, *each, as_if_large=False)) for each in seen] == [[]]


@pytest.mark.parametrize("typed", [("pagne",), ("pagne", "rouge"), ("pagn", "ruoge", "korhogo"), ("savonnoir", "zzzz")])
def test_candidates_are_found_by_a_word_or_a_product(large: Transaction, typed: tuple[str, ...]) -> None:
    with noted(large.connection.engine) as seen:
        Candidates(large, SHOP).of(typed)
    lines = [line for each in seen for line in plan(large, *each, as_if_large=False)]
    read = [line for line in lines if "ix_catalog_words_word" in line]
    assert len(seen) <= 7
    assert not [line for line in lines if "SCAN catalog" in line or "Seq Scan on catalog_words" in line]
    assert read or typed == ("savonnoir", "zzzz")
    if large.dialect.name == "sqlite":
        assert all("word=?" in line for line in read)


def test_words_that_were_there_before_are_found_by_their_sound(empty: Engine) -> None:
    migrate(empty, "0022")
    for word in ("riz", "kafe", "ventilateur"):
        keep(empty, "catalog_spellings", shop_id=SHOP, key=f"={word}", word=word)
    migrate(empty)
    with transaction_on(empty) as connection:
        rows = connection.execute(select(spellings.c.key).where(spellings.c.key.like("~%"))).scalars()
        assert sorted(rows) == ["~kafe", "~ri"]
