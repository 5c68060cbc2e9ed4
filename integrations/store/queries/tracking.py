"""Parcels, as their buyer sees them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from domain.fulfillment.values import ShipmentStatus, TrackingCode
from domain.fulfillment.views import CheckpointView, TrackingView
from domain.shared.ids import CustomerId, OrderId
from integrations.store.repositories.base import Scope
from integrations.store.tables.fulfillment import checkpoints, shipments
from integrations.store.tables.ordering import orders


class SqlTrackingQueries:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._connection = scope.connection

    def of_order(self, order_id: OrderId) -> TrackingView | None:
        return self._view(shipments.c.order_id == order_id)

    def by_code(self, code: TrackingCode) -> TrackingView | None:
        """The newest where a courier uses a code again."""
        return self._view(shipments.c.tracking_code == str(code))

    def by_token(self, token: str) -> TrackingView | None:
        return self._view(shipments.c.track_token == token)

    def _view(self, condition: Any) -> TrackingView | None:
        statement = (
            select(shipments, orders.c.number, orders.c.customer_id)
            .join(orders, orders.c.id == shipments.c.order_id)
            .where(shipments.c.shop_id == self._scope.shop_id, condition)
            .order_by(shipments.c.has_ended, shipments.c.promised_by.desc())
            .limit(1)
        )
        row = self._connection.read(statement).one_or_none()
        return None if row is None else _tracking(row, self._checkpoints(row.id))

    def _checkpoints(self, shipment_id: str) -> tuple[CheckpointView, ...]:
        chosen = select(checkpoints).where(checkpoints.c.shipment_id == shipment_id)
        rows = self._connection.read(chosen.order_by(checkpoints.c.occurred_at, checkpoints.c.event_id))
        return tuple(
            CheckpointView(ShipmentStatus(row.status), row.occurred_at, row.location, row.message) for row in rows
        )


def _tracking(row: Any, seen: tuple[CheckpointView, ...]) -> TrackingView:
    return TrackingView(
        order_id=OrderId(row.order_id),
        order_number=row.number,
        customer_id=CustomerId(row.customer_id),
        tracking_code=TrackingCode(row.tracking_code),
        status=ShipmentStatus(row.status),
        carrier=row.carrier,
        rider=row.rider,
        handover_code=row.handover_code,
        track_token=row.track_token,
        promised_by=row.promised_by,
        checkpoints=seen,
    )
