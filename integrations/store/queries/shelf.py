"""The shelf, as buyers browse it, carts ask it and merchants count it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, func, or_, select

from domain.catalog.views import InventoryLevel, ShelfItem, ShelfPage, ShelfProduct
from domain.ordering.ports import Offer
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from integrations.store.queries.search import Searchable, best, contains
from integrations.store.repositories.base import Scope
from integrations.store.sql import says
from integrations.store.tables.catalog import hold_lines, holds, products, variants
from integrations.store.words import folded


class SqlShelf:
    """A hold that has lapsed counts no longer, swept or not."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._connection = scope.connection

    def categories(self) -> tuple[str, ...]:
        found = self._connection.execute(select(products.c.category).where(*self._shown()).distinct()).scalars()
        return tuple(sorted(found, key=folded))

    def page(self, category: str | None, after: str | None, limit: int) -> ShelfPage:
        chosen = list(self._shown())
        if category is not None:
            chosen.append(products.c.category == category)
        if after is not None:
            chosen.append(_behind(after))
        rows = self._products(*chosen, limit=limit + 1)
        more = len(rows) > limit
        return ShelfPage(tuple(rows[:limit]), rows[limit - 1].id if more else None)

    def product(self, product_id: str) -> ShelfProduct | None:
        found = self._products(*self._shown(), products.c.id == product_id)
        return found[0] if found else None

    def item(self, sku: ProductSKU) -> ShelfItem | None:
        rows = self._items(*self._shown(), variants.c.sku == str(sku))
        return _item(rows[0]) if rows else None

    def search(self, words: str, limit: int) -> tuple[ShelfProduct, ...]:
        ids = best(words, self._searchables(), limit)
        found = {product.id: product for product in self._products(products.c.id.in_(ids))} if ids else {}
        return tuple(found[id] for id in ids if id in found)

    def levels(self, words: str = "") -> tuple[InventoryLevel, ...]:
        rows = self._items(*self._shown())
        levels = (_level(row) for row in rows)
        return tuple(level for level in levels if contains(f"{level.name} {level.sku}", words))

    # -- reading ----------------------------------------------------------------------------------------------

    def _shown(self) -> tuple[Any, ...]:
        return products.c.shop_id == self._scope.shop_id, ~products.c.archived

    def _products(self, *chosen: Any, limit: int | None = None) -> list[ShelfProduct]:
        order = products.c.sorts_as, products.c.id
        rows = self._connection.execute(select(products).where(*chosen).order_by(*order).limit(limit)).all()
        items: dict[str, list[ShelfItem]] = {}
        for item in self._items(products.c.id.in_([row.id for row in rows])) if rows else ():
            items.setdefault(item.product_id, []).append(_item(item))
        return [_product(row, sorted(items[row.id], key=_cheapest_first)) for row in rows]

    def _items(self, *chosen: Any) -> list[Any]:
        lapsed = self._lapsed()
        held = variants.c.held - func.coalesce(lapsed.c.pieces, 0)
        statement = (
            select(variants, products.c.name, held.label("still_held"))
            .join(products, products.c.id == variants.c.product_id)
            .outerjoin(lapsed, lapsed.c.sku == variants.c.sku)
            .where(*chosen)
            .order_by(variants.c.sku)
        )
        return list(self._connection.execute(statement))

    def _lapsed(self) -> Any:
        """Pieces of holds past their time, by SKU: the sweep leaves few."""
        over = and_(
            holds.c.shop_id == self._scope.shop_id,
            says(holds.c.state, "held"),
            holds.c.until <= self._scope.clock.now(),
        )
        pieces = func.sum(hold_lines.c.quantity).label("pieces")
        statement = select(hold_lines.c.sku, pieces).join(holds, holds.c.order_id == hold_lines.c.order_id)
        return statement.where(over).group_by(hold_lines.c.sku).subquery("lapsed")

    def _searchables(self) -> Iterable[Searchable]:
        labels: dict[str, list[str]] = {}
        mine = select(variants.c.product_id, variants.c.sku, variants.c.label).where(
            variants.c.shop_id == self._scope.shop_id
        )
        for variant in self._connection.execute(mine):
            labels.setdefault(variant.product_id, []).extend((variant.sku, variant.label))
        columns = products.c.id, products.c.name, products.c.category, products.c.synonyms
        shown = select(*columns).where(*self._shown()).order_by(products.c.sorts_as)
        for row in self._connection.execute(shown):
            yield Searchable(row.id, row.name, (row.category, *row.synonyms, *labels.get(row.id, ())))


class SqlOffers:
    """The shelf as a cart sees it."""

    def __init__(self, shelf: SqlShelf) -> None:
        self._shelf = shelf

    def find(self, sku: ProductSKU) -> Offer | None:
        item = self._shelf.item(sku)
        return None if item is None else Offer(item.sku, item.name, item.price, item.available)


def _behind(after: str) -> Any:
    """Past this product in shelf order, wherever it now stands."""
    last = products.alias("last")
    place = select(last.c.sorts_as).where(last.c.id == after).scalar_subquery()
    return or_(products.c.sorts_as > place, and_(products.c.sorts_as == place, products.c.id > after))


def _cheapest_first(item: ShelfItem) -> tuple[int, ProductSKU]:
    return item.price.minor, item.sku


def _product(row: Any, items: list[ShelfItem]) -> ShelfProduct:
    return ShelfProduct(row.id, row.name, row.category, row.description, row.photo, tuple(items))


def _item(row: Any) -> ShelfItem:
    price = Money(row.price_minor, row.currency)
    available = row.on_hand - int(row.still_held)
    return ShelfItem(ProductSKU(row.sku), row.product_id, _full_name(row), row.label, price, available)


def _level(row: Any) -> InventoryLevel:
    price = Money(row.price_minor, row.currency)
    return InventoryLevel(ProductSKU(row.sku), _full_name(row), row.on_hand, int(row.still_held), price)


def _full_name(row: Any) -> str:
    return f"{row.name} {row.label}".strip()
