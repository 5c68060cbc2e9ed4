"""What can be read of the shelf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from domain.catalog.sales import NONE, Sales
from domain.shared.money import Money
from domain.shared.sku import ProductSKU


@dataclass(frozen=True, slots=True)
class ShelfItem:
    """One variant as it is sold. `name` is the product's, with the variant's label behind it."""

    sku: ProductSKU
    product_id: str
    name: str
    label: str
    price: Money
    available: int
    sales: Sales = NONE


@dataclass(frozen=True, slots=True)
class ShelfProduct:
    """A product with its variants, cheapest first. `photo` is a path under the public address, or empty; `synonyms` are
    other words for it."""

    id: str
    name: str
    category: str
    description: str
    photo: str
    variants: tuple[ShelfItem, ...]
    synonyms: tuple[str, ...] = ()

    @property
    def from_price(self) -> Money:
        return min((variant.price for variant in self.variants), key=lambda price: price.minor)

    @property
    def available(self) -> int:
        return sum(variant.available for variant in self.variants)

    @property
    def sold_of_late(self) -> int:
        """To compare it with others."""
        return sum(variant.sales.weight for variant in self.variants)


@dataclass(frozen=True, slots=True)
class PriceRange:
    """Bounds in the currency's smallest unit; None: there is none. `cheapest_first` is about the order."""

    least: int | None = None
    most: int | None = None
    cheapest_first: bool = False

    def holds(self, product: ShelfProduct) -> bool:
        """One of its kinds, at least."""
        return any(self.has(variant.price) for variant in product.variants)

    def has(self, price: Money) -> bool:
        return (self.least is None or price.minor >= self.least) and (self.most is None or price.minor <= self.most)


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """Up to `limit` products; `after` is the cursor of the next page, None on the last."""

    products: tuple[ShelfProduct, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class InventoryLevel:
    sku: ProductSKU
    name: str
    on_hand: int
    held: int
    price: Money

    @property
    def available(self) -> int:
        return self.on_hand - self.held


class Shelf(Protocol):
    """Reads of one shop. Archived products are not on it."""

    def categories(self) -> tuple[str, ...]:
        """Those that have a product, in alphabetical order."""
        ...

    def page(self, category: str | None, after: str | None, limit: int) -> ShelfPage:
        """By name, stable while products come and go."""
        ...

    def product(self, product_id: str) -> ShelfProduct | None: ...

    def item(self, sku: ProductSKU) -> ShelfItem | None: ...

    def search(self, words: str, limit: int, prices: PriceRange | None = None) -> tuple[ShelfProduct, ...]:
        """Best first; of those that fit equally well what is there before what is sold out, then what sells best.
        Accents, plurals and small misspellings are forgiven, words run together or apart, and the shop's synonyms are
        known. Empty when nothing fits."""
        ...

    def selling(self, limit: int) -> tuple[ShelfProduct, ...]:
        """What sold best of late and is there, the best first."""
        ...

    def level(self, sku: ProductSKU) -> InventoryLevel | None: ...

    def levels(self, words: str = "") -> tuple[InventoryLevel, ...]:
        """Every variant with its stock, in SKU order; with `words`, those whose name or SKU has them."""
        ...
