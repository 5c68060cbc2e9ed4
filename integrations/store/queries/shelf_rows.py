"""Rows of the shelf as what buyers and merchants see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.catalog.sales import Sales
from domain.catalog.views import InventoryLevel, ShelfItem, ShelfProduct
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from integrations.store.queries.shop_words import ShopWords
from integrations.store.words import words_of


def product_of(row: Any, items: list[ShelfItem], shop_words: ShopWords) -> ShelfProduct:
    """Cheapest first; with what the shop's buyers also call it."""
    called = tuple(map(str, row.synonyms))
    also = shop_words.others_of(words_of(" ".join((row.name, row.category, *called))))
    in_order = tuple(sorted(items, key=_cheapest_first))
    return ShelfProduct(row.id, row.name, row.category, row.description, row.photo, in_order, (*called, *also))


def item_of(row: Any) -> ShelfItem:
    price, available = Money(row.price_minor, row.currency), row.on_hand - row.held
    sales = Sales(row.sold, row.sold_in)
    return ShelfItem(ProductSKU(row.sku), row.product_id, _full_name(row), row.label, price, available, sales)


def with_lapsed(product: ShelfProduct, lapsed: Mapping[str, int]) -> ShelfProduct:
    if not any(str(item.sku) in lapsed for item in product.variants):
        return product
    freed = (replace(item, available=item.available + lapsed.get(str(item.sku), 0)) for item in product.variants)
    return replace(product, variants=tuple(freed))


def level_of(row: Any, lapsed: int) -> InventoryLevel:
    price = Money(row.price_minor, row.currency)
    return InventoryLevel(ProductSKU(row.sku), _full_name(row), row.on_hand, row.held - lapsed, price)


def _cheapest_first(item: ShelfItem) -> tuple[int, ProductSKU]:
    return item.price.minor, item.sku


def _full_name(row: Any) -> str:
    return f"{row.name} {row.label}".strip()
