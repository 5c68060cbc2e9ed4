"""What happens to carts and orders."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.events import DomainEvent
from domain.shared.ids import CartId, CustomerId, OrderId, PaymentId
from domain.shared.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CartCreated(DomainEvent):
    cart_id: CartId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAdded(DomainEvent):
    cart_id: CartId
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRemoved(DomainEvent):
    """`empty` when it was the last line."""

    cart_id: CartId
    sku: str
    empty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityUpdated(DomainEvent):
    cart_id: CartId
    sku: str
    old: int
    new: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponApplied(DomainEvent):
    """Nothing is redeemed yet: that happens with the order."""

    cart_id: CartId
    code: str
    discount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CartRepriced(DomainEvent):
    """The price of something in an open cart has changed."""

    cart_id: CartId
    customer_id: CustomerId
    sku: str
    name: str
    old: Money
    new: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLineWithdrawn(DomainEvent):
    """Something in an open cart is sold no longer, and has left it."""

    cart_id: CartId
    customer_id: CustomerId
    sku: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(DomainEvent):
    order_id: OrderId
    number: int
    customer_id: CustomerId
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid(DomainEvent):
    order_id: OrderId
    number: int
    customer_id: CustomerId
    payment_id: PaymentId
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderConfirmed(DomainEvent):
    """It will be sent, and `cash` of its price is paid at the door."""

    order_id: OrderId
    number: int
    customer_id: CustomerId
    payment_id: PaymentId
    total: Money
    cash: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReadyForShipment(DomainEvent):
    order_id: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShipped(DomainEvent):
    order_id: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDelivered(DomainEvent):
    order_id: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFulfilled(DomainEvent):
    """Everything that was ordered has reached its buyer: the order is closed."""

    order_id: OrderId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderExpired(DomainEvent):
    """Nobody paid in time."""

    order_id: OrderId
    number: int
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(DomainEvent):
    """`by` is buyer, shop, stock or wallet; `was_paid` when money must go back."""

    order_id: OrderId
    number: int
    customer_id: CustomerId
    by: str
    was_paid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReturned(DomainEvent):
    order_id: OrderId
    number: int
    customer_id: CustomerId
