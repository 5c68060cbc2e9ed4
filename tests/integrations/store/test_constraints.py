"""A rule that a race breaks at the database is told in the domain's words."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Engine, Table, UniqueConstraint, insert
from sqlalchemy.exc import IntegrityError

from domain.catalog.errors import OutOfStock
from domain.shared.errors import Conflict, Refusal
from integrations.store.constraints import REFUSALS
from integrations.store.tables import METADATA
from integrations.store.tables.catalog import products, variants
from integrations.store.tables.ordering import carts
from tests.integrations.store.shop import SHOP

CART = {"shop_id": SHOP, "customer_id": "awa", "currency": "XOF", "checked_out": False, "version": 0}
PRODUCT = {
    "id": "p", "shop_id": SHOP, "name": "wax", "sorts_as": "wax", "category": "", "description": "", "photo": "",
    "synonyms": [], "archived": False, "version": 0,
}  # fmt: skip
VARIANT = {
    "product_id": "p", "shop_id": SHOP, "sku": "W", "label": "", "price_minor": 1, "currency": "XOF",
    "on_hand": 1, "held": 0, "low_at": 0,
}  # fmt: skip


def write(database: Engine, table: Table, *rows: dict[str, Any]) -> None:
    with database.begin() as connection:
        for row in rows:
            connection.execute(insert(table).values(row))


def test_each_named_constraint_is_there() -> None:
    assert set(REFUSALS) <= {name for table in METADATA.tables.values() for name in names_in(table)}


def names_in(table: Table) -> set[str]:
    kinds = (UniqueConstraint, CheckConstraint)
    named: list[Any] = [table.primary_key, *(each for each in table.constraints if isinstance(each, kinds))]
    return {str(each.name) for each in [*named, *(index for index in table.indexes if index.unique)]}


@pytest.mark.parametrize("name", REFUSALS)
def test_each_says_something(name: str) -> None:
    assert isinstance(REFUSALS[name](), Refusal)


def test_a_second_open_cart_is_a_conflict(database: Engine) -> None:
    write(database, carts, CART | {"id": "c1"}, CART | {"id": "c2", "checked_out": True})
    with pytest.raises(Conflict):
        write(database, carts, CART | {"id": "c3"})


def test_stock_below_nothing_is_out_of_stock(database: Engine) -> None:
    write(database, products, PRODUCT)
    for broken in ({"on_hand": -1, "held": -1}, {"held": 2}):
        with pytest.raises(OutOfStock):
            write(database, variants, VARIANT | broken)


def test_what_is_not_listed_is_a_bug(database: Engine) -> None:
    write(database, products, PRODUCT)
    with pytest.raises(IntegrityError):
        write(database, variants, VARIANT | {"price_minor": 0})
