"""What buyers look at, kept in this process. Each turn learns with its first statement what has changed since; what is
kept is as true as the database was in that moment, whichever process changed it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from domain.catalog.sales import Sales
from domain.catalog.views import ShelfItem, ShelfProduct
from domain.shared.ids import ShopId

MOST_SHOPS = 300
MOST_PRODUCTS, MOST_ANSWERS = 500, 500
"""Of each shop; past it, it begins anew. A product takes about a kilobyte."""
NEVER = 2**62


class Missing:
    """Nothing is known."""


class Changed(NamedTuple):
    """A variant that was written since: most often it was sold."""

    product_id: str
    sku: str
    label: str
    price_minor: int
    available: int
    sold: int = 0
    sold_in: int = 0


class Shelves:
    """Of the shops that somebody looks at. Safe between threads, and to create before a fork."""

    def __init__(self) -> None:
        self._shelves: OrderedDict[ShopId, KeptShelf] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, shop_id: ShopId) -> KeptShelf:
        with self._lock:
            shelf = self._shelves.setdefault(shop_id, KeptShelf())
            self._shelves.move_to_end(shop_id)
            if len(self._shelves) > MOST_SHOPS:
                self._shelves.popitem(last=False)
            return shelf


class KeptShelf:
    """Products as they were at `since`, a moment in the database's own count, and what was asked about them.

    Nothing is taken over that was read for another moment than the one kept: it might already be older.
    """

    def __init__(self) -> None:
        self.since = NEVER
        self._products: dict[str, ShelfProduct] = {}
        self._answers: dict[Hashable, Any] = {}
        self._product_of: dict[str, str] = {}
        self._lock = threading.Lock()

    def catch_up(self, asked_since: int, moment: int, is_other: bool, changed: Sequence[Changed]) -> None:
        """What a look has found that asked for everything `asked_since`. `is_other`: products came, went or are called
        something else."""
        with self._lock:
            if self.since == asked_since:
                if is_other or not all(map(self._take, changed)):
                    self._begin_anew()
                self.since = moment

    def products(self, ids: Sequence[str]) -> Mapping[str, ShelfProduct]:
        return {id: found for id in ids if (found := self._products.get(id))}

    def product_of(self, sku: str) -> str | None:
        """The id of the one that comes in this kind, if it is kept."""
        return self._product_of.get(sku)

    def answer(self, question: Hashable) -> Any:
        """Missing where it was not asked yet."""
        return self._answers.get(question, Missing())

    def keep_products(self, products: Sequence[ShelfProduct], moment: int) -> None:
        with self._lock:
            if self.since == moment:
                if len(self._products) > MOST_PRODUCTS:
                    self._begin_anew()
                self._products |= {product.id: product for product in products}
                self._product_of |= {str(item.sku): each.id for each in products for item in each.variants}

    def keep_answer(self, question: Hashable, answer: Any, moment: int) -> None:
        with self._lock:
            if self.since == moment:
                if len(self._answers) > MOST_ANSWERS:
                    self._begin_anew()
                self._answers[question] = answer

    def _begin_anew(self) -> None:
        self._products, self._answers, self._product_of = {}, {}, {}

    def _take(self, changed: Changed) -> bool:
        """False where more has changed than how many there are."""
        product = self._products.get(changed.product_id)
        if product is None:
            return ("item", changed.sku) not in self._answers
        if not any(_is_the_same(item, changed) for item in product.variants):
            return False
        self._products[product.id] = replace(
            product, variants=tuple(_counted(item, changed) for item in product.variants)
        )
        return True


def _is_the_same(item: ShelfItem, changed: Changed) -> bool:
    said = str(item.sku), item.label, item.price.minor
    return said == (changed.sku, changed.label, changed.price_minor)


def _counted(item: ShelfItem, changed: Changed) -> ShelfItem:
    if str(item.sku) != changed.sku:
        return item
    return replace(item, available=changed.available, sales=Sales(changed.sold, changed.sold_in))
