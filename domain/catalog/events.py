"""What happens on the shelf."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.shared.events import DomainEvent
from domain.shared.ids import CustomerId, OrderId, ProductId
from domain.shared.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCreated(DomainEvent):
    product_id: ProductId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductUpdated(DomainEvent):
    """`changed` lists the fields that are new."""

    product_id: ProductId
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDeleted(DomainEvent):
    """Archived: gone from the shelf and from open carts, still named on old orders."""

    product_id: ProductId
    skus: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SynonymsChanged(DomainEvent):
    """What the shop's buyers also call `word`, from now on; nothing: it is called by no other."""

    word: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChanged(DomainEvent):
    sku: str
    old: Money
    new: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryUpdated(DomainEvent):
    """Pieces on hand went from `before` to `after`. `reason` is adjusted, sold, restocked or opened;
    `reference` the order or the person. The sum of all changes of a SKU is what is on hand: the stock ledger."""

    sku: str
    before: int
    after: int
    reason: str
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductStockLow(DomainEvent):
    """What can still be sold has just fallen to `left`, at or under the threshold."""

    sku: str
    name: str
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackInStock(DomainEvent):
    """There is one again for somebody who asked to be told: it is kept for them until then."""

    sku: str
    customer_id: CustomerId
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StockTaken(DomainEvent):
    """An order's goods have left the shelf for good."""

    order_id: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class StockUnavailable(DomainEvent):
    """An order's hold had lapsed, and what it wants is no longer there."""

    order_id: OrderId
    skus: tuple[str, ...]
