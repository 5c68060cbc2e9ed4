"""What can be read of parcels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.fulfillment.values import ShipmentStatus, TrackingCode
from domain.shared.ids import CustomerId, OrderId


@dataclass(frozen=True, slots=True)
class CheckpointView:
    status: ShipmentStatus
    at: datetime
    location: str
    message: str


@dataclass(frozen=True, slots=True)
class TrackingView:
    """A parcel as its buyer sees it; checkpoints oldest first. A stranger is never shown `handover_code`."""

    order_id: OrderId
    order_number: int
    customer_id: CustomerId
    tracking_code: TrackingCode
    status: ShipmentStatus
    carrier: str
    rider: str
    handover_code: str
    track_token: str
    promised_by: datetime
    checkpoints: tuple[CheckpointView, ...]


class TrackingQueries(Protocol):
    """Reads of one shop."""

    def of_order(self, order_id: OrderId) -> TrackingView | None: ...

    def by_code(self, code: TrackingCode) -> TrackingView | None: ...

    def by_token(self, token: str) -> TrackingView | None: ...
