"""Where products, holds and those who wait are kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from domain.catalog.hold import Hold
from domain.catalog.product import Product
from domain.catalog.synonyms import Synonyms
from domain.catalog.waiting import Waiting
from domain.shared.ids import CustomerId, OrderId, ProductId, ShopId
from domain.shared.sku import ProductSKU
from domain.shared.unit_of_work import Work


class Products(Protocol):
    """The products of one shop."""

    def add(self, product: Product) -> None:
        """Raises DuplicateSKU."""
        ...

    def get(self, product_id: ProductId) -> Product:
        """Locked until the unit of work ends. Raises NotFound."""
        ...

    def find_by_name(self, name: str) -> Product | None:
        """Not an archived one; locked likewise."""
        ...

    def with_skus(self, skus: Iterable[ProductSKU]) -> list[Product]:
        """The products that have these variants, all locked, in SKU order so that no two units of work wait for
        each other. Archived ones too. Raises NotFound naming the first SKU that nobody has."""
        ...

    def look_at(self, skus: Iterable[ProductSKU]) -> list[Product]:
        """The same, not locked: enough to hold and release pieces, which are counted where they lie. Whoever finds too
        few of them there is overtaken."""
        ...

    def save(self, product: Product) -> None: ...


class Holds(Protocol):
    """The holds of one shop."""

    def add(self, hold: Hold) -> None: ...

    def find(self, order_id: OrderId) -> Hold | None:
        """Locked until the unit of work ends."""
        ...

    def lapsed(
        self, now: datetime, skus: Iterable[ProductSKU] | None = None, buyer: CustomerId | None = None
    ) -> list[Hold]:
        """Still HELD past their time, or kept for `buyer` (those that touch `skus`), locked, oldest first."""
        ...

    def kept_for(self, customer_id: CustomerId) -> list[Hold]:
        """Still HELD, locked."""
        ...

    def save(self, hold: Hold) -> None: ...


class Waitings(Protocol):
    """Who waits in one shop."""

    def add(self, waiting: Waiting) -> None:
        """Who waits already keeps their place."""
        ...

    def line(self, sku: ProductSKU) -> list[Waiting]:
        """Locked, first come first."""
        ...

    def of_customer(self, customer_id: CustomerId) -> list[Waiting]:
        """In the order in which they asked."""
        ...

    def remove(self, customer_id: CustomerId, sku: ProductSKU) -> None: ...


class OtherWords(Protocol):
    """What one shop has said that its buyers also call things."""

    def all(self) -> tuple[Synonyms, ...]:
        """By word."""
        ...

    def find(self, word: str) -> Synonyms | None:
        """However it is written: accents and capitals do not count."""
        ...

    def put(self, synonyms: Synonyms) -> None:
        """In place of what was said of this word before; searches know of it as soon as it is kept."""
        ...

    def remove(self, word: str) -> None: ...


class CatalogWork(Work, Protocol):
    @property
    def products(self) -> Products: ...

    @property
    def holds(self) -> Holds: ...

    @property
    def waitings(self) -> Waitings: ...

    @property
    def other_words(self) -> OtherWords: ...


class Lines(Protocol):
    """Across all shops, for the clock."""

    def to_serve(self, now: datetime) -> list[tuple[ShopId, ProductSKU]]:
        """What somebody waits for and what is there again, and what was kept too long."""
        ...
