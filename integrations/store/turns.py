"""Everything about one order happens one after the other.

Its order, payment, hold, parcel and saga are reached from different ends: an expiry locks the order and then the
payment, a callback the payment and then the order. Whoever takes the order's turn first waits for nobody who waits
for them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from integrations.store.sql import is_postgres, take_turns
from integrations.store.transaction import Transaction


class OrderTurns:
    """The turns that one transaction has taken. SQLite needs none: there a writer is alone."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection
        self._needed = is_postgres(connection)
        self.taken: frozenset[str] = frozenset()

    def take(self, order_id: str) -> None:
        if self._needed and order_id not in self.taken and order_id not in self._connection.fresh:
            take_turns(self._connection, f"order {order_id}")
            self.taken |= {order_id}

    def take_of(self, order_id: Any, *conditions: Any) -> None:
        """Of all orders that the column `order_id` names where `conditions` hold."""
        if self._needed:
            chosen = select(order_id).where(*conditions).order_by(order_id)
            for each in self._connection.execute(chosen).scalars().all():
                self.take(each)
