"""Where the saga of each order stands."""

from __future__ import annotations

from sqlalchemy import select

from domain.processes.order_to_delivery import OrderToDelivery
from domain.shared.ids import OrderId
from integrations.store.codec import dump, load
from integrations.store.repositories.base import Scope
from integrations.store.sql import insert, locked
from integrations.store.tables.events import processes

ORDER_TO_DELIVERY = "order_to_delivery"


class SqlProcesses:
    """Two facts about one order never move its saga at the same time: the order's turn sees to that."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._connection = scope.connection

    def of_order(self, order_id: OrderId) -> OrderToDelivery:
        self._scope.turns.take(order_id)
        chosen = select(processes.c.state).where(
            processes.c.process == ORDER_TO_DELIVERY,
            processes.c.business_id == order_id,
            processes.c.shop_id == self._scope.shop_id,
        )
        stored = self._connection.execute(locked(chosen)).scalar()
        return OrderToDelivery(order_id) if stored is None else load(OrderToDelivery, stored)

    def save(self, process: OrderToDelivery) -> None:
        now = self._scope.clock.now()
        statement = insert(self._connection, processes).values(
            process=ORDER_TO_DELIVERY,
            business_id=process.order_id,
            shop_id=self._scope.shop_id,
            state=dump(process),
            revision=0,
            updated_at=now,
        )
        changes = {
            "state": statement.excluded.state,
            "revision": processes.c.revision + 1,
            "updated_at": now,
        }
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["process", "business_id"], set_=changes)
        )
