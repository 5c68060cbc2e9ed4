"""Rows of parcels and of what is reported of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from domain.fulfillment.values import ShipmentStatus
from integrations.store.tables.base import Json, Number, Row, Words, one_of, only_where_not, table_of


class ShipmentRow(Row, table=True):
    """`status`, `has_ended` and `late_is_said` repeat what the checkpoints and `said` come to, to be searched by."""

    __tablename__ = "fulfillment_shipments"
    __table_args__ = (
        UniqueConstraint("shop_id", "order_id"),
        UniqueConstraint("track_token"),
        CheckConstraint(one_of("status", *ShipmentStatus), name="status"),
        Index(None, "shop_id", "tracking_code"),
        Index("ix_fulfillment_shipments_rider", "shop_id", "rider", **only_where_not("has_ended")),
        Index("ix_fulfillment_shipments_promise", "promised_by", **only_where_not("has_ended")),
    )

    id: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    order_id: str = Field(sa_type=Words)
    tracking_code: str = Field(sa_type=Words)
    handover_code: str = Field(sa_type=Words)
    track_token: str = Field(sa_type=Words)
    promised_by: datetime
    carrier: str = Field(sa_type=Words)
    rider: str = Field(sa_type=Words)
    tries: int = Field(sa_type=Number)
    said: list[Any] = Field(sa_type=Json)
    status: str = Field(sa_type=Words)
    has_ended: bool
    late_is_said: bool
    version: int = Field(sa_type=Number)


class CheckpointRow(Row, table=True):
    """The same report twice is one: `event_id` is unique within `source`."""

    __tablename__ = "fulfillment_checkpoints"
    __table_args__ = (CheckConstraint(one_of("status", *ShipmentStatus), name="status"),)

    shipment_id: str = Field(primary_key=True, foreign_key="fulfillment_shipments.id", sa_type=Words)
    source: str = Field(primary_key=True, sa_type=Words)
    event_id: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    status: str = Field(sa_type=Words)
    occurred_at: datetime
    received_at: datetime
    location: str = Field(sa_type=Words)
    message: str = Field(sa_type=Words)
    incident: str = Field(sa_type=Words)


shipments = table_of(ShipmentRow)
checkpoints = table_of(CheckpointRow)
