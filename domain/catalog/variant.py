"""What is really sold: one kind of a product."""

from __future__ import annotations

from dataclasses import dataclass

from domain.catalog.sales import NONE, Sales
from domain.shared.money import Money
from domain.shared.sku import ProductSKU


@dataclass(slots=True)
class ProductVariant:
    """What is really sold. `on_hand` pieces lie on the shelf, `held` of them wait for a payment."""

    sku: ProductSKU
    label: str
    price: Money
    on_hand: int = 0
    held: int = 0
    low_at: int = 0
    sales: Sales = NONE

    @property
    def available(self) -> int:
        return self.on_hand - self.held
