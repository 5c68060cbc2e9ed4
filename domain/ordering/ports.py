"""Where carts and orders are kept, and what ordering asks of others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.ordering.cart import Cart
from domain.ordering.coupon import Coupon
from domain.ordering.order import Order
from domain.shared.ids import CustomerId, OrderId, ShopId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from domain.shared.unit_of_work import Work


class Carts(Protocol):
    """The open carts of one shop."""

    def open_of(self, customer_id: CustomerId) -> Cart | None:
        """Locked until the unit of work ends."""
        ...

    def with_sku(self, sku: ProductSKU) -> list[Cart]:
        """Every open cart that has it, locked, in a fixed order."""
        ...

    def add(self, cart: Cart) -> None: ...

    def save(self, cart: Cart) -> None: ...


class Orders(Protocol):
    """The orders of one shop."""

    def add(self, order: Order) -> None: ...

    def get(self, order_id: OrderId) -> Order:
        """Locked until the unit of work ends. Raises NotFound."""
        ...

    def find_by_number(self, number: int) -> Order | None:
        """Locked likewise."""
        ...

    def save(self, order: Order) -> None: ...


class Coupons(Protocol):
    def add(self, coupon: Coupon) -> None: ...

    def find(self, code: str) -> Coupon | None: ...


class Allocator(Protocol):
    """Whatever keeps an order's lines for it: goods on a shelf now, seats and nights later."""

    def hold(
        self, order_id: OrderId, quantities: Mapping[ProductSKU, int], until: datetime, buyer: CustomerId | None = None
    ) -> None:
        """All or none. What is kept for `buyer` is theirs. Raises OutOfStock."""
        ...

    def extend(self, order_id: OrderId, until: datetime) -> None: ...

    def confirm(self, order_id: OrderId) -> None:
        """Says StockTaken or StockUnavailable."""
        ...

    def release(self, order_id: OrderId) -> None: ...


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be bought of a SKU right now."""

    sku: ProductSKU
    name: str
    price: Money
    available: int


class Offers(Protocol):
    """The shelf as a cart sees it."""

    def find(self, sku: ProductSKU) -> Offer | None: ...


class OrderingWork(Work, Protocol):
    @property
    def carts(self) -> Carts: ...

    @property
    def orders(self) -> Orders: ...

    @property
    def coupons(self) -> Coupons: ...

    @property
    def allocator(self) -> Allocator: ...

    @property
    def offers(self) -> Offers: ...


class OverdueOrders(Protocol):
    """Across all shops, for the clock."""

    def unpaid_at(self, now: datetime, limit: int) -> list[tuple[ShopId, OrderId]]: ...
