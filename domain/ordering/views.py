"""What can be read of carts and orders."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.ordering.cart import CartLine
from domain.ordering.order import OrderItem
from domain.ordering.order_state import OrderState
from domain.shared.address import Pin
from domain.shared.ids import CustomerId, OrderId
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class CartView:
    """`discount` is what the coupon takes off now."""

    lines: tuple[CartLine, ...]
    subtotal: Money
    discount: Money
    coupon: str = ""

    @property
    def total(self) -> Money:
        """Without any delivery fee."""
        return self.subtotal - self.discount

    @property
    def is_empty(self) -> bool:
        return not self.lines


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as its buyer or the shop's people see it. `cash` is paid at the door; `contact` is called there, and
    was `asked_for` with the address or is the buyer's own; `language` the buyer's, or empty."""

    id: OrderId
    number: int
    customer_id: CustomerId
    buyer: str
    state: OrderState
    items: tuple[OrderItem, ...]
    discount: Money
    fee: Money
    total: Money
    cash: Money
    address: str
    quarter: str
    pin: Pin | None
    contact: str
    language: str
    placed_at: datetime
    pay_by: datetime
    asked_for: str = ""

    @property
    def is_pickup(self) -> bool:
        return not self.address


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event of an order's history."""

    event: str
    at: datetime


class OrderQueries(Protocol):
    """Reads of one shop."""

    def cart_of(self, customer_id: CustomerId) -> CartView | None: ...

    def by_id(self, order_id: OrderId) -> OrderView | None: ...

    def by_number(self, number: int) -> OrderView | None: ...

    def of_customer(self, customer_id: CustomerId, limit: int) -> tuple[OrderView, ...]:
        """Newest first."""
        ...

    def listing(self, states: Collection[OrderState], limit: int) -> tuple[OrderView, ...]:
        """Newest first; every state where none is given."""
        ...

    def history(self, number: int) -> tuple[TimelineEntry, ...]:
        """Everything that happened to it, oldest first, from the event store."""
        ...
