"""Rows of the shelf as what buyers and merchants see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Dialect

from domain.catalog.sales import Sales
from domain.catalog.views import InventoryLevel, ShelfItem, ShelfProduct
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from integrations.store.prepared import Prepared, Row
from integrations.store.queries.shop_words import ShopWords
from integrations.store.sql import is_in_list
from integrations.store.tables.catalog import products, variants
from integrations.store.words import words_of


@cache
def products_by_id(dialect: Dialect) -> Prepared:
    return Prepared(select(products).where(is_in_list(dialect, products.c.id, "ids")), dialect)


@cache
def kinds_of(dialect: Dialect) -> Prepared:
    """Of the products with these `ids`."""
    return Prepared(select(variants).where(is_in_list(dialect, variants.c.product_id, "ids")), dialect)


def product_of(row: Row, items: list[ShelfItem], shop_words: ShopWords) -> ShelfProduct:
    """Cheapest first; with what the shop's buyers also call it."""
    name, category, called = row["name"], row["category"], tuple(map(str, row["synonyms"]))
    also = shop_words.others_of(words_of(" ".join((name, category, *called))))
    in_order = tuple(sorted(items, key=_cheapest_first))
    return ShelfProduct(row["id"], name, category, row["description"], row["photo"], in_order, (*called, *also))


def item_of(row: Row, name: str) -> ShelfItem:
    """Of a product of this name."""
    price, available = Money(row["price_minor"], row["currency"]), row["on_hand"] - row["held"]
    sales, label = Sales(row["sold"], row["sold_in"]), row["label"]
    return ShelfItem(ProductSKU(row["sku"]), row["product_id"], _with(name, label), label, price, available, sales)


def with_lapsed(product: ShelfProduct, lapsed: Mapping[str, int]) -> ShelfProduct:
    if not any(str(item.sku) in lapsed for item in product.variants):
        return product
    freed = (replace(item, available=item.available + lapsed.get(str(item.sku), 0)) for item in product.variants)
    return replace(product, variants=tuple(freed))


def level_of(row: Any, lapsed: int) -> InventoryLevel:
    price = Money(row.price_minor, row.currency)
    return InventoryLevel(ProductSKU(row.sku), _with(row.name, row.label), row.on_hand, row.held - lapsed, price)


def _cheapest_first(item: ShelfItem) -> tuple[int, ProductSKU]:
    return item.price.minor, item.sku


def _with(name: str, label: str) -> str:
    return f"{name} {label}".strip()
