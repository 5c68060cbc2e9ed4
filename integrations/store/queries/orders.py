"""Carts and orders, as their buyer and the shop's people see them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, desc, select, union_all
from sqlalchemy.engine import Dialect

from domain.customer.customer import Profile
from domain.ordering.order import Order, OrderItem
from domain.ordering.order_state import OrderState
from domain.ordering.views import CartView, OrderView, TimelineEntry
from domain.shared.address import Address
from domain.shared.ids import CustomerId, OrderId
from domain.shared.money import Money
from integrations.store.codec import load
from integrations.store.prepared import Prepared
from integrations.store.repositories.base import Scope
from integrations.store.repositories.carts import SqlCarts
from integrations.store.repositories.customers import SqlCustomers
from integrations.store.repositories.orders import SqlOrders, item_of
from integrations.store.repositories.rows import Stored
from integrations.store.tables.archive import all_events
from integrations.store.tables.customer import customers
from integrations.store.tables.fulfillment import shipments
from integrations.store.tables.ordering import order_items, orders
from integrations.store.tables.payment import transactions


class SqlOrderQueries:
    def __init__(self, scope: Scope, carts: SqlCarts, placed: SqlOrders, buyers: SqlCustomers) -> None:
        self._scope = scope
        self._connection = scope.connection
        self._carts = carts
        self._placed = placed
        self._buyers = buyers

    def cart_of(self, customer_id: CustomerId) -> CartView | None:
        cart = self._carts.look_at(customer_id)
        if cart is None:
            return None
        discount = cart.discount(self._scope.clock.now())
        return CartView(cart.lines, cart.subtotal, discount, cart.coupon.code if cart.coupon else "")

    def by_number(self, number: int) -> OrderView | None:
        return self._placed_now(number) or self._view(orders.c.number == number)

    def by_id(self, order_id: OrderId) -> OrderView | None:
        return self._placed_now(order_id) or self._view(orders.c.id == order_id)

    def of_customer(self, customer_id: CustomerId, limit: int) -> tuple[OrderView, ...]:
        given = {"shop": self._scope.shop_id, "customer": customer_id, "most": limit}
        asked = orders_of_customer(self._connection.dialect)
        return self._with_items([asked.row(values) for values in self._connection.rows_of(orders, asked, given)])

    def listing(self, states: Collection[OrderState], limit: int) -> tuple[OrderView, ...]:
        chosen = [orders.c.state.in_([state.value for state in states])] if states else []
        return self._views(*chosen, limit=limit)

    def history(self, number: int) -> tuple[TimelineEntry, ...]:
        """What happened to the order, its payment and its parcel."""
        order = select(orders.c.id).where(self._mine(orders), orders.c.number == number).scalar_subquery()
        payment = self._id_of(transactions, order)
        parcel = self._id_of(shipments, order)
        columns = all_events.c.id, all_events.c.name, all_events.c.occurred_at
        about = (
            select(*columns).where(self._mine(all_events), all_events.c.about == id) for id in (order, payment, parcel)
        )
        told = union_all(*about).order_by("id")
        return tuple(TimelineEntry(row.name, row.occurred_at) for row in self._connection.read(told))

    def _id_of(self, table: Any, order: Any) -> Any:
        """An order has one of each."""
        return select(table.c.id).where(self._mine(table), table.c.order_id == order).scalar_subquery()

    def _mine(self, table: Any) -> Any:
        return table.c.shop_id == self._scope.shop_id

    def _placed_now(self, name: OrderId | int) -> OrderView | None:
        order = self._placed.placed_now(name)
        return None if order is None else view_of(order, self._buyers.get(order.customer_id).profile)

    def _view(self, condition: Any) -> OrderView | None:
        found = self._views(condition)
        return found[0] if found else None

    def _views(self, *chosen: Any, limit: int | None = None) -> tuple[OrderView, ...]:
        newest = _with_buyers().where(self._mine(orders), *chosen).order_by(desc(orders.c.number)).limit(limit)
        return self._with_items(self._connection.read(newest).mappings().all())

    def _with_items(self, rows: Sequence[Stored]) -> tuple[OrderView, ...]:
        items = self._items([row["id"] for row in rows]) if rows else {}
        return tuple(_read(row, tuple(items[row["id"]])) for row in rows)

    def _items(self, order_ids: list[str]) -> dict[str, list[OrderItem]]:
        chosen = select(order_items).where(order_items.c.order_id.in_(order_ids)).order_by(order_items.c.position)
        items: dict[str, list[OrderItem]] = {}
        for row in self._connection.read(chosen).mappings():
            items.setdefault(row["order_id"], []).append(item_of(row))
        return items


def _with_buyers() -> Select[Any]:
    buyer = customers.c.name.label("buyer"), customers.c.phone, customers.c.language
    return select(orders, *buyer).outerjoin(customers, customers.c.id == orders.c.customer_id)


@cache
def orders_of_customer(dialect: Dialect) -> Prepared:
    """The latest, at `most` so many."""
    mine = orders.c.shop_id == bindparam("shop"), orders.c.customer_id == bindparam("customer")
    newest = _with_buyers().where(*mine).order_by(desc(orders.c.number)).limit(bindparam("most", type_=Integer))
    return Prepared(newest, dialect)


def view_of(order: Order, buyer: Profile) -> OrderView:
    """Of an order that is not yet where others could read it."""
    address, phone = order.delivery.address, str(buyer.phone or "")
    return OrderView(
        id=order.id,
        number=order.number,
        customer_id=order.customer_id,
        buyer=buyer.name or phone,
        state=order.state,
        items=order.items,
        discount=order.discount,
        fee=order.delivery.fee,
        total=order.total,
        cash=order.cash,
        address=address.line if address else "",
        quarter=address.quarter if address else "",
        pin=address.pin if address else None,
        contact=(address.contact if address else "") or phone,
        language=buyer.language,
        placed_at=order.placed_at,
        pay_by=order.pay_by,
        asked_for=address.contact if address else "",
    )


def _read(row: Stored, items: tuple[OrderItem, ...]) -> OrderView:
    address = load(Address, row["address"]) if row["address"] else None
    return OrderView(
        id=OrderId(row["id"]),
        number=row["number"],
        customer_id=CustomerId(row["customer_id"]),
        buyer=row["buyer"] or row["phone"] or "",
        state=OrderState(row["state"]),
        items=items,
        discount=Money(row["discount_minor"], row["currency"]),
        fee=Money(row["fee_minor"], row["currency"]),
        total=Money(row["total_minor"], row["currency"]),
        cash=Money(row["cash_minor"], row["currency"]),
        address=address.line if address else "",
        quarter=address.quarter if address else "",
        pin=address.pin if address else None,
        contact=(address.contact if address else "") or row["phone"] or "",
        language=row["language"] or "",
        placed_at=row["placed_at"],
        pay_by=row["pay_by"],
        asked_for=address.contact if address else "",
    )
