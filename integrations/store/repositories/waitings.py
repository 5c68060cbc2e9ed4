"""Who waits for what is sold out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select

from domain.catalog.waiting import Waiting
from domain.shared.ids import CustomerId, ShopId
from domain.shared.sku import ProductSKU
from integrations.store.repositories.base import Scope
from integrations.store.sql import insert, locked
from integrations.store.tables.catalog import waitings


class SqlWaitings:
    """A place in the line comes and goes, and never changes."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._connection = scope.connection

    def add(self, waiting: Waiting) -> None:
        row = {"customer_id": waiting.customer_id, "sku": str(waiting.sku), "since": waiting.since}
        statement = insert(self._connection, waitings).values(shop_id=waiting.shop_id, **row)
        self._connection.execute(statement.on_conflict_do_nothing(index_elements=["customer_id", "sku"]))

    def line(self, sku: ProductSKU) -> list[Waiting]:
        return self._read(locked(self._chosen(waitings.c.sku == str(sku))))

    def of_customer(self, customer_id: CustomerId) -> list[Waiting]:
        return self._read(self._chosen(waitings.c.customer_id == customer_id))

    def remove(self, customer_id: CustomerId, sku: ProductSKU) -> None:
        mine = waitings.c.customer_id == customer_id, waitings.c.sku == str(sku)
        self._connection.execute(delete(waitings).where(*mine))

    def _chosen(self, condition: Any) -> Any:
        mine = select(waitings).where(waitings.c.shop_id == self._scope.shop_id, condition)
        return mine.order_by(waitings.c.since, waitings.c.customer_id)

    def _read(self, chosen: Any) -> list[Waiting]:
        rows = self._connection.execute(chosen).all()
        return [
            Waiting(CustomerId(row.customer_id), ShopId(row.shop_id), ProductSKU(row.sku), row.since) for row in rows
        ]
