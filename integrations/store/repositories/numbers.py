"""The short references of a shop."""

from __future__ import annotations

from integrations.store.repositories.base import Scope
from integrations.store.sql import insert
from integrations.store.tables.ordering import order_numbers

FIRST_NUMBER = 1001
"""A shop's first: four digits are easy to say, and do not tell that it is the first."""


class SqlNumbers:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def next(self) -> int:
        """Given once, whatever becomes of it: nobody waits for another's checkout to end."""
        connection = self._scope.connection
        first = insert(connection, order_numbers).values(shop_id=self._scope.shop_id, last=FIRST_NUMBER)
        statement = first.on_conflict_do_update(
            index_elements=["shop_id"], set_={"last": order_numbers.c.last + 1}
        ).returning(order_numbers.c.last)
        number: int = connection.by_itself(statement).scalar_one()
        return number
