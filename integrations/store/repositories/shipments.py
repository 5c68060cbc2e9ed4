"""Shipments with their checkpoints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, insert, literal, select

from domain.fulfillment.errors import NotReady
from domain.fulfillment.shipment import ParcelCheckpoint, Shipment
from domain.fulfillment.values import ShipmentStatus, TrackingCode
from domain.ordering.order_state import OrderState
from domain.shared.ids import OrderId, ShipmentId, ShopId
from integrations.store.repositories.base import Image, Repository
from integrations.store.repositories.rows import Part, Rows, Stored
from integrations.store.tables.fulfillment import checkpoints, shipments
from integrations.store.tables.ordering import orders

PLAIN = ("handover_code", "track_token", "promised_by", "carrier", "rider", "tries")
LATE = "delayed:late"


class SqlShipments(Repository[Shipment]):
    what = "shipment"
    table = shipments
    parts = (Part(checkpoints, "shipment_id", ("source", "event_id"), order_by="occurred_at"),)

    def get(self, shipment_id: ShipmentId) -> Shipment:
        self._scope.turns.take_of(shipments.c.order_id, self._mine(), shipments.c.id == shipment_id)
        return self._get(shipments.c.id == shipment_id, shipment_id)

    def of_order(self, order_id: OrderId) -> Shipment:
        self._scope.turns.take(order_id)
        return self._get(shipments.c.order_id == order_id, order_id)

    def find_by_tracking_code(self, code: TrackingCode) -> Shipment | None:
        named = shipments.c.tracking_code == str(code)
        self._scope.turns.take_of(shipments.c.order_id, self._mine(), named)
        return self._find(
            named,
            order_by=(shipments.c.has_ended, shipments.c.promised_by.desc()),
            limit=1,
        )

    def with_rider(self, rider: str) -> list[Shipment]:
        carried = (shipments.c.rider == rider) & ~shipments.c.has_ended
        self._scope.turns.take_of(shipments.c.order_id, self._mine(), carried)
        return sorted(self._all(carried), key=lambda shipment: (shipment.promised_by, shipment.id))

    def add(self, root: Shipment) -> None:
        """Only for an order that is ready: looked up by the very statement that writes. Raises NotReady."""
        rows = self._rows(root)
        ready = exists().where(
            orders.c.id == root.order_id,
            orders.c.shop_id == root.shop_id,
            orders.c.state == OrderState.READY_FOR_SHIPMENT,
        )
        source = select(*(literal(value, shipments.c[name].type) for name, value in rows.root.items())).where(ready)
        added = insert(shipments).from_select(list(rows.root), source).returning(shipments.c.id)
        if self._connection.execute(added).scalar() is None:
            raise NotReady
        self._keep(root, Image(rows, Rows(rows.root, ([],))))

    def to_rows(self, root: Shipment) -> Rows:
        values = {name: getattr(root, name) for name in PLAIN} | {
            "id": root.id,
            "shop_id": root.shop_id,
            "order_id": root.order_id,
            "tracking_code": str(root.tracking_code),
            "said": sorted(root.said),
            "status": root.status.value,
            "has_ended": root.status.has_ended,
            "late_is_said": LATE in root.said,
        }
        return Rows(values, ([_checkpoint_row(root, checkpoint) for checkpoint in root.checkpoints],))

    def from_rows(self, row: Stored, parts: Sequence[Sequence[Stored]]) -> Shipment:
        return Shipment(
            ShipmentId(row["id"]),
            ShopId(row["shop_id"]),
            OrderId(row["order_id"]),
            TrackingCode(row["tracking_code"]),
            **{name: row[name] for name in PLAIN},
            said=row["said"],
            checkpoints=[_checkpoint(part) for part in parts[0]],
            version=row["version"],
        )


def _checkpoint_row(shipment: Shipment, checkpoint: ParcelCheckpoint) -> dict[str, Any]:
    return {
        "shipment_id": shipment.id,
        "shop_id": shipment.shop_id,
        "source": checkpoint.source,
        "event_id": checkpoint.event_id,
        "status": checkpoint.status.value,
        "occurred_at": checkpoint.occurred_at,
        "received_at": checkpoint.received_at,
        "location": checkpoint.location,
        "message": checkpoint.message,
        "incident": checkpoint.incident,
    }


def _checkpoint(row: Stored) -> ParcelCheckpoint:
    return ParcelCheckpoint(
        row["source"],
        row["event_id"],
        ShipmentStatus(row["status"]),
        row["occurred_at"],
        row["received_at"],
        row["location"],
        row["message"],
        row["incident"],
    )
