"""Where the saga of each order stands."""

from __future__ import annotations

from sqlalchemy import select

from domain.processes.order_to_delivery import OrderToDelivery
from domain.shared.ids import OrderId
from integrations.store.codec import dump, load
from integrations.store.repositories.base import Scope
from integrations.store.sql import locked
from integrations.store.tables.events import processes
from integrations.store.writes import Write, insert_rows, update_row

ORDER_TO_DELIVERY = "order_to_delivery"


class SqlProcesses:
    """Two facts about one order never move its saga at the same time: the order's turn sees to that."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._connection = scope.connection
        self._now: dict[OrderId, OrderToDelivery] = {}
        self._stored: set[OrderId] = set()

    def of_order(self, order_id: OrderId) -> OrderToDelivery:
        self._scope.turns.take(order_id)
        if order_id not in self._now:
            self._now[order_id] = self._read(order_id) or OrderToDelivery(order_id)
        return self._now[order_id]

    def save(self, process: OrderToDelivery) -> None:
        """Written once, however many steps it takes."""
        self._now[process.order_id] = process
        self._connection.later_as_it_will_be(process.order_id, lambda: [self._write(process.order_id)])

    def forget(self) -> None:
        self._now.clear()

    def _read(self, order_id: OrderId) -> OrderToDelivery | None:
        if order_id in self._connection.fresh:
            return None
        chosen = select(processes.c.state).where(
            processes.c.process == ORDER_TO_DELIVERY,
            processes.c.business_id == order_id,
            processes.c.shop_id == self._scope.shop_id,
        )
        stored = self._connection.execute(locked(chosen)).scalar()
        if stored is None:
            return None
        self._stored.add(order_id)
        return load(OrderToDelivery, stored)

    def _write(self, order_id: OrderId) -> Write:
        key = {"process": ORDER_TO_DELIVERY, "business_id": order_id}
        news = {"state": dump(self._now[order_id]), "updated_at": self._scope.clock.now()}
        if order_id in self._stored:
            return update_row(processes, key, news, added={"revision": 1}, must_hit=True)
        self._stored.add(order_id)
        return insert_rows(processes, [{**key, **news, "shop_id": self._scope.shop_id, "revision": 0}])
