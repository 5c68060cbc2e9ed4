"""Carts and orders, as their buyer and the shop's people see them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import desc, or_, select

from domain.ordering.order import OrderItem
from domain.ordering.order_state import OrderState
from domain.ordering.views import CartView, OrderView, TimelineEntry
from domain.shared.address import Address
from domain.shared.ids import CustomerId, OrderId
from domain.shared.money import Money
from integrations.store.codec import load
from integrations.store.repositories.base import Scope
from integrations.store.repositories.carts import SqlCarts
from integrations.store.repositories.orders import item_of
from integrations.store.tables.customer import customers
from integrations.store.tables.events import events
from integrations.store.tables.fulfillment import shipments
from integrations.store.tables.ordering import order_items, orders
from integrations.store.tables.payment import transactions


class SqlOrderQueries:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._connection = scope.connection

    def cart_of(self, customer_id: CustomerId) -> CartView | None:
        cart = SqlCarts(self._scope).look_at(customer_id)
        if cart is None:
            return None
        discount = cart.discount(self._scope.clock.now())
        return CartView(cart.lines, cart.subtotal, discount, cart.coupon.code if cart.coupon else "")

    def by_number(self, number: int) -> OrderView | None:
        found = self._views(orders.c.number == number)
        return found[0] if found else None

    def by_id(self, order_id: OrderId) -> OrderView | None:
        found = self._views(orders.c.id == order_id)
        return found[0] if found else None

    def of_customer(self, customer_id: CustomerId, limit: int) -> tuple[OrderView, ...]:
        return self._views(orders.c.customer_id == customer_id, limit=limit)

    def listing(self, states: Collection[OrderState], limit: int) -> tuple[OrderView, ...]:
        chosen = [orders.c.state.in_([state.value for state in states])] if states else []
        return self._views(*chosen, limit=limit)

    def history(self, number: int) -> tuple[TimelineEntry, ...]:
        """What happened to the order, its payment and its parcel."""
        order = select(orders.c.id).where(self._mine(orders), orders.c.number == number).scalar_subquery()
        payment = select(transactions.c.id).where(transactions.c.order_id == order)
        parcel = select(shipments.c.id).where(shipments.c.order_id == order)
        about = or_(events.c.about == order, events.c.about.in_(payment), events.c.about.in_(parcel))
        told = select(events.c.name, events.c.occurred_at).where(self._mine(events), about).order_by(events.c.id)
        return tuple(TimelineEntry(row.name, row.occurred_at) for row in self._connection.execute(told))

    def _mine(self, table: Any) -> Any:
        return table.c.shop_id == self._scope.shop_id

    def _views(self, *chosen: Any, limit: int | None = None) -> tuple[OrderView, ...]:
        statement = (
            select(orders, customers.c.name.label("buyer"), customers.c.phone, customers.c.language)
            .outerjoin(customers, customers.c.id == orders.c.customer_id)
            .where(self._mine(orders), *chosen)
            .order_by(desc(orders.c.number))
            .limit(limit)
        )
        rows = self._connection.execute(statement).all()
        items = self._items([row.id for row in rows]) if rows else {}
        return tuple(_view(row, tuple(items[row.id])) for row in rows)

    def _items(self, order_ids: list[str]) -> dict[str, list[OrderItem]]:
        chosen = select(order_items).where(order_items.c.order_id.in_(order_ids)).order_by(order_items.c.position)
        items: dict[str, list[OrderItem]] = {}
        for row in self._connection.execute(chosen).mappings():
            items.setdefault(row["order_id"], []).append(item_of(row))
        return items


def _view(row: Any, items: tuple[OrderItem, ...]) -> OrderView:
    address = load(Address, row.address) if row.address else None
    return OrderView(
        id=OrderId(row.id),
        number=row.number,
        customer_id=CustomerId(row.customer_id),
        buyer=row.buyer or row.phone or "",
        state=OrderState(row.state),
        items=items,
        discount=Money(row.discount_minor, row.currency),
        fee=Money(row.fee_minor, row.currency),
        total=Money(row.total_minor, row.currency),
        cash=Money(row.cash_minor, row.currency),
        address=address.line if address else "",
        quarter=address.quarter if address else "",
        pin=address.pin if address else None,
        contact=(address.contact if address else "") or row.phone or "",
        language=row.language or "",
        placed_at=row.placed_at,
        pay_by=row.pay_by,
    )
