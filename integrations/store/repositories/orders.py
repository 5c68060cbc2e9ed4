"""Orders with their items, and coupons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from domain.ordering.coupon import Coupon
from domain.ordering.order import Delivery, Order, OrderItem
from domain.ordering.order_state import OrderState
from domain.shared.address import Address
from domain.shared.ids import CustomerId, OrderId, PaymentId, ShopId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from integrations.store.codec import dump, load
from integrations.store.repositories.base import Repository, Scope
from integrations.store.repositories.rows import Part, Rows, Stored
from integrations.store.sql import insert
from integrations.store.tables.ordering import coupons, order_items, orders


class SqlOrders(Repository[Order]):
    what = "order"
    table = orders
    parts = (Part(order_items, "order_id", ("position",)),)

    def add(self, root: Order) -> None:
        super().add(root)
        self._known |= {root.id: root.id, root.number: root.id}

    def get(self, order_id: OrderId) -> Order:
        self._scope.turns.take(order_id)
        return self._get(orders.c.id == order_id, order_id)

    def placed_now(self, name: OrderId | int) -> Order | None:
        """By its id or number, where it was placed in this very unit of work."""
        return self._recall(name) if name in self._known else None

    def find_by_number(self, number: int) -> Order | None:
        self._scope.turns.take_of(orders.c.id, self._mine(), orders.c.number == number)
        return self._find(orders.c.number == number)

    def to_rows(self, root: Order) -> Rows:
        delivery = root.delivery
        values = {
            "id": root.id,
            "shop_id": root.shop_id,
            "number": root.number,
            "customer_id": root.customer_id,
            "state": root.state.value,
            "currency": delivery.fee.currency,
            "total_minor": root.total.minor,
            "discount_minor": root.discount.minor,
            "coupon": root.coupon,
            "fee_minor": delivery.fee.minor,
            "address": dump(delivery.address) if delivery.address else None,
            "max_days": delivery.max_days,
            "payment_id": root.payment_id,
            "cash_minor": root.cash.minor,
            "placed_at": root.placed_at,
            "pay_by": root.pay_by,
        }
        return Rows(values, ([_item_row(root, n, item) for n, item in enumerate(root.items)],))

    def from_rows(self, row: Stored, parts: Sequence[Sequence[Stored]]) -> Order:
        address = load(Address, row["address"]) if row["address"] else None
        fee = Money(row["fee_minor"], row["currency"])
        return Order(
            OrderId(row["id"]),
            ShopId(row["shop_id"]),
            row["number"],
            CustomerId(row["customer_id"]),
            tuple(item_of(part) for part in parts[0]),
            Delivery(fee, address, row["max_days"]),
            row["placed_at"],
            row["pay_by"],
            discount=Money(row["discount_minor"], row["currency"]),
            coupon=row["coupon"],
            state=OrderState(row["state"]),
            payment_id=PaymentId(row["payment_id"]) if row["payment_id"] else None,
            cash=Money(row["cash_minor"], row["currency"]),
            version=row["version"],
        )


class SqlCoupons:
    """A shop's coupons: written once, never changed."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._connection = scope.connection

    def add(self, coupon: Coupon) -> None:
        """The same code again takes the place of the first."""
        values = {"shop_id": self._scope.shop_id, "code": coupon.code, "coupon": dump(coupon)}
        statement = insert(self._connection, coupons).values(values)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["shop_id", "code"], set_={"coupon": statement.excluded.coupon}
            )
        )

    def find(self, code: str) -> Coupon | None:
        chosen = coupons.c.shop_id == self._scope.shop_id, coupons.c.code == code
        stored = self._connection.execute(select(coupons.c.coupon).where(*chosen)).scalar()
        return None if stored is None else load(Coupon, stored)


def item_of(row: Stored) -> OrderItem:
    price = Money(row["price_minor"], row["currency"])
    return OrderItem(ProductSKU(row["sku"]), row["name"], price, row["quantity"])


def _item_row(order: Order, position: int, item: OrderItem) -> dict[str, Any]:
    return {
        "order_id": order.id,
        "shop_id": order.shop_id,
        "position": position,
        "sku": str(item.sku),
        "name": item.name,
        "price_minor": item.price.minor,
        "currency": item.price.currency,
        "quantity": item.quantity,
    }
