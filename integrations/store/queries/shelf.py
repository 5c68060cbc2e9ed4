"""The shelf, as buyers browse it, carts ask it and merchants count it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Table, and_, func, literal, or_, select, tuple_
from sqlalchemy.engine import Dialect

from domain.catalog.views import InventoryLevel, PriceRange, ShelfItem, ShelfPage, ShelfProduct
from domain.ordering.ports import Offer
from domain.shared.ids import CustomerId
from domain.shared.sku import ProductSKU
from integrations.store.prepared import Prepared, Row
from integrations.store.queries.candidate_statements import best_sold
from integrations.store.queries.finder import MOST_EQUALS, Finder
from integrations.store.queries.search import Ranks, contains, preferred
from integrations.store.queries.shelf_rows import (
    item_of,
    kinds_of,
    level_of,
    product_of,
    products_by_id,
    with_lapsed,
)
from integrations.store.queries.shop_words import ShopWords
from integrations.store.repositories.base import Scope
from integrations.store.repositories.synonyms import SqlOtherWords
from integrations.store.shelves import NEVER, KeptShelf, Missing
from integrations.store.sql import listed, says
from integrations.store.tables.catalog import hold_lines, holds, products, synonyms, variants
from integrations.store.words import folded

Given = TypeVar("Given")
BEST = 12
"""So many kinds are looked at for the products that sell best."""


class SqlShelf:
    """A hold that has lapsed counts no longer, swept or not; nor does one that is kept for the buyer who looks."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._connection = scope.connection
        self._kept = KeptShelf()
        self._moment = NEVER
        self._lapsed_pieces: Mapping[str, int] | None = None
        self._buyer: CustomerId | None = None

    def prime(self, kept: KeptShelf, moment: int, lapsed: Mapping[str, int], buyer: CustomerId | None = None) -> None:
        """What was read of this shelf is good, until this unit of work changes it. `lapsed`: pieces of holds past
        their time or kept for `buyer`, by SKU."""
        self._kept, self._moment, self._lapsed_pieces, self._buyer = kept, moment, lapsed, buyer

    def categories(self) -> tuple[str, ...]:
        return self._answer(("categories",), self._categories)

    def page(self, category: str | None, after: str | None, limit: int) -> ShelfPage:
        ids = self._answer(("page", category, after, limit), lambda: self._page(category, after, limit + 1))
        return ShelfPage(self._products(ids[:limit]), ids[limit - 1] if len(ids) > limit else None)

    def product(self, product_id: str) -> ShelfProduct | None:
        found = self._products([product_id])
        return found[0] if found else None

    def item(self, sku: ProductSKU) -> ShelfItem | None:
        known = None if self._has_changed else self._kept.product_of(str(sku))
        product_id = known or self._answer(("item", str(sku)), lambda: self._product_of(sku))
        product = self.product(product_id) if product_id else None
        return next((item for item in product.variants if item.sku == sku), None) if product else None

    def search(self, words: str, limit: int, prices: PriceRange | None = None) -> tuple[ShelfProduct, ...]:
        room = MOST_EQUALS if prices else limit
        ranks: Ranks = self._answer(("search", words, room), lambda: self._best(words, room))
        return tuple(preferred(self._products(list(ranks)), ranks, prices)[:limit])

    def selling(self, limit: int) -> tuple[ShelfProduct, ...]:
        ids = self._answer(("best sellers",), self._selling)
        there = (product for product in self._products(ids) if product.available and product.sold_of_late)
        return tuple(sorted(there, key=lambda product: -product.sold_of_late)[:limit])

    def level(self, sku: ProductSKU) -> InventoryLevel | None:
        return next(self._levels(variants.c.sku == str(sku)), None)

    def levels(self, words: str = "") -> tuple[InventoryLevel, ...]:
        return tuple(level for level in self._levels() if contains(f"{level.name} {level.sku}", words))

    def _levels(self, *chosen: Any) -> Iterator[InventoryLevel]:
        lapsed = self._lapsed()
        return (level_of(row, lapsed.get(row.sku, 0)) for row in self._kinds(*self._shown(), *chosen))

    # -- what is kept ------------------------------------------------------------------------------------------------

    def _answer(self, question: tuple[Any, ...], ask: Callable[[], Given], of: Table = products) -> Given:
        if of.name in self._connection.touched:
            return ask()
        known: Given | Missing = self._kept.answer(question)
        if not isinstance(known, Missing):
            return known
        answer = ask()
        self._kept.keep_answer(question, answer, self._moment)
        return answer

    def _products(self, ids: Sequence[str]) -> tuple[ShelfProduct, ...]:
        """In this order; those that are not on the shelf left out."""
        found = {} if self._has_changed else dict(self._kept.products(ids))
        missing = [id for id in ids if id not in found]
        if missing:
            read = self._read(missing)
            found |= {product.id: product for product in read}
            if not self._has_changed:
                self._kept.keep_products(read, self._moment)
        lapsed = self._lapsed()
        return tuple(with_lapsed(found[id], lapsed) for id in ids if id in found)

    @property
    def _has_changed(self) -> bool:
        return products.name in self._connection.touched

    # -- reading -----------------------------------------------------------------------------------------------------

    def _categories(self) -> tuple[str, ...]:
        found = self._ask(_each_once(products.c.category, self._shown())).scalars()
        return tuple(sorted((each for each in found if each is not None), key=folded))

    def _page(self, category: str | None, after: str | None, limit: int) -> list[str]:
        chosen = list(self._shown())
        if category is not None:
            chosen.append(products.c.category == category)
        if after is not None:
            chosen.append(_behind(after))
        order = products.c.sorts_as, products.c.id
        return list(self._ask(select(products.c.id).where(*chosen).order_by(*order).limit(limit)).scalars())

    def _product_of(self, sku: ProductSKU) -> str | None:
        mine = variants.c.shop_id == self._scope.shop_id, variants.c.sku == str(sku)
        found: str | None = self._ask(select(variants.c.product_id).where(*mine)).scalar()
        return found

    def _best(self, words: str, limit: int) -> Ranks:
        return Finder(self._scope, self._answer).best(words, limit, self._shop_words())

    def _shop_words(self) -> ShopWords:
        return self._answer(("shop's words",), lambda: ShopWords.of(SqlOtherWords(self._scope).all()), synonyms)

    def _selling(self) -> list[str]:
        return list(dict.fromkeys(self._ask(best_sold(self._scope.shop_id, BEST)).scalars()))

    def _shown(self) -> tuple[Any, ...]:
        return products.c.shop_id == self._scope.shop_id, ~products.c.archived

    def _read(self, ids: Sequence[str]) -> list[ShelfProduct]:
        """Asked for by their ids alone: whose they are is looked at afterwards, lest a database go through a shop's
        whole shelf for them."""
        found = [row for row in self._rows(products_by_id, ids) if self._is_shown(row)]
        names = {row["id"]: row["name"] for row in found}
        items: dict[str, list[ShelfItem]] = {}
        for item in self._rows(kinds_of, list(names)) if names else ():
            items.setdefault(item["product_id"], []).append(item_of(item, names[item["product_id"]]))
        return [product_of(row, items[row["id"]], self._shop_words()) for row in found]

    def _is_shown(self, row: Row) -> bool:
        return row["shop_id"] == self._scope.shop_id and not row["archived"]

    def _rows(self, prepared: Callable[[Dialect], Prepared], ids: Sequence[str]) -> list[Row]:
        asked = prepared(self._connection.dialect)
        given = {"ids": listed(self._connection.dialect, ids)}
        return [asked.row(values) for values in self._connection.rows_of(products, asked, given)]

    def _kinds(self, *chosen: Any) -> list[Any]:
        joined = select(variants, products.c.name).join(products, products.c.id == variants.c.product_id)
        return list(self._ask(joined.where(*chosen).order_by(variants.c.sku)))

    def _lapsed(self) -> Mapping[str, int]:
        """Pieces of holds past their time or kept for the buyer, by SKU: the sweep leaves few."""
        if self._lapsed_pieces is None or self._has_changed:
            is_free = or_(holds.c.until <= self._scope.clock.now(), holds.c.kept_for == (self._buyer or ""))
            over = and_(holds.c.shop_id == self._scope.shop_id, says(holds.c.state, "held"), is_free)
            pieces = func.sum(hold_lines.c.quantity).label("pieces")
            statement = select(hold_lines.c.sku, pieces).join(holds, holds.c.order_id == hold_lines.c.order_id)
            rows = self._ask(statement.where(over).group_by(hold_lines.c.sku))
            self._lapsed_pieces = {row.sku: int(row.pieces) for row in rows}
        return self._lapsed_pieces

    def _ask(self, statement: Any) -> Any:
        return self._connection.read_of(products, statement)


class SqlOffers:
    """The shelf as a cart sees it."""

    def __init__(self, shelf: SqlShelf) -> None:
        self._shelf = shelf

    def find(self, sku: ProductSKU) -> Offer | None:
        item = self._shelf.item(sku)
        return None if item is None else Offer(item.sku, item.name, item.price, item.available)


def _behind(after: str) -> Any:
    """Past this product in shelf order, wherever it now stands: as one comparison, where an index begins to read."""
    last = products.alias("last")
    place = select(last.c.sorts_as).where(last.c.id == after).scalar_subquery()
    return tuple_(products.c.sorts_as, products.c.id) > tuple_(place, literal(after))


def _each_once(column: Any, chosen: tuple[Any, ...]) -> Any:
    """The values of the column, each found from the one before: as many steps as values, not as rows. Then None."""
    first = select(func.min(column).label("value")).where(*chosen).cte("each_once", recursive=True)
    following = select(func.min(column)).where(*chosen, column > first.c.value).scalar_subquery()
    return select(first.union_all(select(following).where(first.c.value.is_not(None))).c.value)
