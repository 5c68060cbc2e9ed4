"""A product with its variants and their stock: nothing about a variant is changed but through its product."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from domain.catalog.errors import BelowHeld, DuplicateSKU, OutOfStock
from domain.catalog.events import (
    InventoryUpdated,
    PriceChanged,
    ProductCreated,
    ProductDeleted,
    ProductStockLow,
    ProductUpdated,
)
from domain.catalog.variant import ProductVariant
from domain.shared.errors import Invalid, NotFound
from domain.shared.events import Recorder
from domain.shared.ids import ProductId, ShopId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU

MOST = 1_000_000


class Product(Recorder):
    """The root. Invariant: 0 <= held <= on_hand for every variant; SKUs are distinct."""

    def __init__(
        self,
        id: ProductId,
        shop_id: ShopId,
        name: str,
        category: str,
        variants: Iterable[ProductVariant],
        *,
        description: str = "",
        photo: str = "",
        synonyms: tuple[str, ...] = (),
        archived: bool = False,
        version: int = 0,
    ) -> None:
        super().__init__()
        self.id = id
        self.shop_id = shop_id
        self.name = name
        self.category = category
        self.description = description
        self.photo = photo
        self.synonyms = synonyms
        self.archived = archived
        self.version = version
        self._variants = {variant.sku: variant for variant in sorted(variants, key=lambda v: v.sku)}
        if not self._variants:
            raise Invalid("variants", name, "a product has at least one")

    @classmethod
    def create(
        cls,
        id: ProductId,
        shop_id: ShopId,
        name: str,
        category: str,
        variants: Iterable[ProductVariant],
        now: datetime,
        *,
        description: str = "",
        photo: str = "",
        synonyms: tuple[str, ...] = (),
    ) -> Product:
        variants = list(variants)
        _check_new(name, variants)
        product = cls(id, shop_id, name, category, variants, description=description, photo=photo, synonyms=synonyms)
        product.say(ProductCreated, now, product_id=id, name=name)
        for variant in variants:
            product._moved(variant, 0, "opened", "", now)
        return product

    @property
    def variants(self) -> tuple[ProductVariant, ...]:
        """Copies to look at, in SKU order."""
        return tuple(replace(variant) for variant in self._variants.values())

    def add_variant(self, variant: ProductVariant, now: datetime) -> None:
        """Raises DuplicateSKU, Invalid."""
        if variant.sku in self._variants:
            raise DuplicateSKU(str(variant.sku))
        _check_new(self.name, [variant])
        self._variants = dict(sorted({**self._variants, variant.sku: variant}.items()))
        self._moved(variant, 0, "opened", "", now)
        self._updated(("variants",), now)

    def available(self, sku: ProductSKU) -> int:
        """How many can be sold now: none of what is archived."""
        return 0 if self.archived else self._variant(sku).available

    def rename(self, name: str, now: datetime) -> None:
        if not name.strip():
            raise Invalid("name", name)
        self.name = name
        self._updated(("name",), now)

    def describe(self, description: str, now: datetime) -> None:
        self.description = description
        self._updated(("description",), now)

    def archive(self, now: datetime) -> None:
        """Archiving twice is archiving once."""
        if self.archived:
            return
        self.archived = True
        skus = tuple(str(sku) for sku in self._variants)
        self.say(ProductDeleted, now, product_id=self.id, skus=skus)

    def set_price(self, sku: ProductSKU, price: Money, now: datetime) -> Money:
        """Returns the old price."""
        variant = self._variant(sku)
        if price.currency != variant.price.currency or price.minor <= 0:
            raise Invalid("price", price)
        old, variant.price = variant.price, price
        if old != price:
            self.say(PriceChanged, now, sku=str(sku), old=old, new=price)
            self._updated(("price",), now)
        return old

    def adjust_stock(self, sku: ProductSKU, change: int, by: str, now: datetime) -> tuple[int, int]:
        """Pieces came or went. Returns on-hand before and after."""
        return self.set_stock(sku, self._variant(sku).on_hand + change, by, now)

    def set_stock(self, sku: ProductSKU, pieces: int, by: str, now: datetime) -> tuple[int, int]:
        """The shelf was counted. Never under what orders hold. Returns on-hand before and after."""
        variant = self._variant(sku)
        if not 0 <= pieces <= MOST:
            raise Invalid("stock", pieces)
        if pieces < variant.held:
            raise BelowHeld(str(sku), variant.held)
        before, available = variant.on_hand, variant.available
        variant.on_hand = pieces
        self._moved(variant, before, "adjusted", by, now)
        self._warn_if_low(variant, available, now)
        return before, pieces

    def hold(self, sku: ProductSKU, quantity: int, now: datetime) -> None:
        variant = self._variant(sku)
        if quantity < 1:
            raise Invalid("quantity", quantity)
        if self.available(sku) < quantity:
            raise OutOfStock({str(sku): self.available(sku)})
        available = variant.available
        variant.held += quantity
        self._warn_if_low(variant, available, now)

    def release(self, sku: ProductSKU, quantity: int) -> None:
        self._unhold(self._variant(sku), quantity)

    def sell(self, sku: ProductSKU, quantity: int, order: str, now: datetime) -> None:
        """What was held leaves the shelf."""
        variant = self._variant(sku)
        before = variant.on_hand
        self._unhold(variant, quantity)
        variant.on_hand -= quantity
        variant.sales = variant.sales.plus(quantity, now)
        self._moved(variant, before, "sold", order, now)

    def restock(self, sku: ProductSKU, quantity: int, order: str, now: datetime) -> None:
        """What had left comes back."""
        variant = self._variant(sku)
        before = variant.on_hand
        if quantity < 1:
            raise Invalid("quantity", quantity)
        variant.on_hand += quantity
        variant.sales = variant.sales.plus(-quantity, now)
        self._moved(variant, before, "restocked", order, now)

    def _variant(self, sku: ProductSKU) -> ProductVariant:
        if sku not in self._variants:
            raise NotFound("product", sku)
        return self._variants[sku]

    def _unhold(self, variant: ProductVariant, quantity: int) -> None:
        if not 0 < quantity <= variant.held:
            raise Invalid("quantity", quantity, f"{variant.held} are held")
        variant.held -= quantity

    def _updated(self, changed: tuple[str, ...], now: datetime) -> None:
        self.say(ProductUpdated, now, product_id=self.id, changed=changed)

    def _moved(self, variant: ProductVariant, before: int, reason: str, reference: str, now: datetime) -> None:
        counts = {"sku": str(variant.sku), "before": before, "after": variant.on_hand}
        self.say(InventoryUpdated, now, **counts, reason=reason, reference=reference)

    def _warn_if_low(self, variant: ProductVariant, available_before: int, now: datetime) -> None:
        if variant.available <= variant.low_at < available_before:
            name = f"{self.name} {variant.label}".strip()
            self.say(ProductStockLow, now, sku=str(variant.sku), name=name, left=variant.available)


def _check_new(name: str, variants: list[ProductVariant]) -> None:
    if not name.strip():
        raise Invalid("name", name)
    skus = [variant.sku for variant in variants]
    for sku in skus:
        if skus.count(sku) > 1:
            raise DuplicateSKU(str(sku))
    for variant in variants:
        if variant.price.minor <= 0 or variant.price.currency != variants[0].price.currency:
            raise Invalid("price", variant.price)
        if not 0 <= variant.on_hand <= MOST or variant.held:
            raise Invalid("stock", variant.on_hand)
