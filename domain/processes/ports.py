"""Where the state of processes is kept."""

from __future__ import annotations

from typing import Protocol

from domain.processes.order_to_delivery import OrderToDelivery
from domain.shared.ids import OrderId


class Processes(Protocol):
    """One row for each order, keyed by (process, order)."""

    def of_order(self, order_id: OrderId) -> OrderToDelivery:
        """Locked until the unit of work ends; a new one where none is kept yet."""
        ...

    def save(self, process: OrderToDelivery) -> None: ...
