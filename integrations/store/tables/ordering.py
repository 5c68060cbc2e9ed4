"""Rows of carts, orders and coupons."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from domain.ordering.order_state import OrderState
from integrations.store.tables.base import Json, Number, Row, Words, one_of, only_where, only_where_not, table_of


class CartRow(Row, table=True):
    """`coupon` is a copy: what the buyer was promised."""

    __tablename__ = "ordering_carts"
    __table_args__ = (
        Index("uq_ordering_carts_open", "shop_id", "customer_id", unique=True, **only_where_not("checked_out")),
    )

    id: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    customer_id: str = Field(sa_type=Words)
    currency: str = Field(sa_type=Words)
    coupon: dict[str, Any] | None = Field(default=None, sa_type=Json)
    checked_out: bool
    version: int = Field(sa_type=Number)


class CartLineRow(Row, table=True):
    __tablename__ = "ordering_cart_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"), Index(None, "shop_id", "sku"))

    cart_id: str = Field(primary_key=True, foreign_key="ordering_carts.id", sa_type=Words)
    sku: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    position: int = Field(sa_type=Number)
    name: str = Field(sa_type=Words)
    price_minor: int = Field(sa_type=Number)
    currency: str = Field(sa_type=Words)
    quantity: int = Field(sa_type=Number)


class OrderRow(Row, table=True):
    """`total_minor` is what the items, the discount and the fee come to: written down for reports."""

    __tablename__ = "ordering_orders"
    __table_args__ = (
        UniqueConstraint("shop_id", "number"),
        CheckConstraint(one_of("state", *OrderState), name="state"),
        CheckConstraint("total_minor >= 0 AND discount_minor >= 0 AND fee_minor >= 0", name="money"),
        CheckConstraint("payment_id IS NOT NULL OR state IN ('awaiting_payment', 'expired', 'cancelled')", name="paid"),
        Index(None, "shop_id", "customer_id", "number"),
        Index(None, "shop_id", "state", "number"),
        Index("ix_ordering_orders_unpaid", "pay_by", **only_where("state = 'awaiting_payment'")),
    )

    id: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    number: int = Field(sa_type=Number)
    customer_id: str = Field(sa_type=Words)
    state: str = Field(sa_type=Words)
    currency: str = Field(sa_type=Words)
    total_minor: int = Field(sa_type=Number)
    discount_minor: int = Field(sa_type=Number)
    coupon: str = Field(sa_type=Words)
    fee_minor: int = Field(sa_type=Number)
    address: dict[str, Any] | None = Field(default=None, sa_type=Json)
    max_days: int = Field(sa_type=Number)
    payment_id: str | None = Field(default=None, sa_type=Words)
    cash_minor: int = Field(sa_type=Number)
    placed_at: datetime
    pay_by: datetime
    version: int = Field(sa_type=Number)


class OrderItemRow(Row, table=True):
    __tablename__ = "ordering_order_items"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"), Index(None, "shop_id", "sku"))

    order_id: str = Field(primary_key=True, foreign_key="ordering_orders.id", sa_type=Words)
    position: int = Field(primary_key=True, sa_type=Number)
    shop_id: str = Field(sa_type=Words)
    sku: str = Field(sa_type=Words)
    name: str = Field(sa_type=Words)
    price_minor: int = Field(sa_type=Number)
    currency: str = Field(sa_type=Words)
    quantity: int = Field(sa_type=Number)


class OrderNumberRow(Row, table=True):
    """The last order number that a shop has given out."""

    __tablename__ = "ordering_order_numbers"

    shop_id: str = Field(primary_key=True, sa_type=Words)
    last: int = Field(sa_type=Number)


class CouponRow(Row, table=True):
    __tablename__ = "ordering_coupons"

    shop_id: str = Field(primary_key=True, sa_type=Words)
    code: str = Field(primary_key=True, sa_type=Words)
    coupon: dict[str, Any] = Field(sa_type=Json)


carts = table_of(CartRow)
cart_lines = table_of(CartLineRow)
orders = table_of(OrderRow)
order_items = table_of(OrderItemRow)
order_numbers = table_of(OrderNumberRow)
coupons = table_of(CouponRow)
