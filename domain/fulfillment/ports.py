"""Where shipments are kept, and how something ordered is brought to its buyer."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from domain.fulfillment.shipment import Shipment
from domain.fulfillment.values import TrackingCode
from domain.shared.ids import OrderId, ShipmentId, ShopId
from domain.shared.unit_of_work import Work


class Shipments(Protocol):
    """The shipments of one shop."""

    def add(self, shipment: Shipment) -> None:
        """Raises NotReady unless its order is ready for shipment."""
        ...

    def get(self, shipment_id: ShipmentId) -> Shipment:
        """Locked until the unit of work ends. Raises NotFound."""
        ...

    def of_order(self, order_id: OrderId) -> Shipment:
        """Locked likewise. Raises NotFound."""
        ...

    def find_by_tracking_code(self, code: TrackingCode) -> Shipment | None:
        """Locked likewise; the newest where a courier uses a code again."""
        ...

    def with_rider(self, rider: str) -> list[Shipment]:
        """Those not ended that this rider carries, locked, oldest first."""
        ...

    def save(self, shipment: Shipment) -> None: ...


class Fulfiller(Protocol):
    """What brings an order to its buyer: parcels for goods, tickets and keys later."""

    def prepare(self, order_id: OrderId, promised_by: datetime) -> None:
        """The order is ready: from here on it can be sent."""
        ...


class FulfillmentWork(Work, Protocol):
    @property
    def shipments(self) -> Shipments: ...


class LateShipments(Protocol):
    """Across all shops, for the clock."""

    def promised_before(self, now: datetime, limit: int) -> list[tuple[ShopId, ShipmentId]]:
        """Not ended, past their promise, and not yet said to be late."""
        ...
