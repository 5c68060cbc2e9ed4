"""Shipments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.store.migrations.columns import data, flag, moment, number, one_of, only_where_not, words

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _fulfillment_shipments()
    _fulfillment_checkpoints()


def downgrade() -> None:
    op.drop_table("fulfillment_checkpoints")
    op.drop_table("fulfillment_shipments")


def _fulfillment_shipments() -> None:
    op.create_table(
        "fulfillment_shipments",
        words("id"),
        words("shop_id"),
        words("order_id"),
        words("tracking_code"),
        words("handover_code"),
        words("track_token"),
        moment("promised_by"),
        words("carrier"),
        words("rider"),
        number("tries"),
        data("said"),
        words("status"),
        flag("has_ended"),
        flag("late_is_said"),
        number("version"),
        sa.PrimaryKeyConstraint("id", name="pk_fulfillment_shipments"),
        one_of(
            "ck_fulfillment_shipments_status",
            "status",
            "pending unknown info_received picked_up in_transit customs out_for_delivery "
            "available_for_pickup attempt_failed returning delivered returned lost cancelled",
        ),
        sa.UniqueConstraint("shop_id", "order_id", name="uq_fulfillment_shipments_shop_id_order_id"),
        sa.UniqueConstraint("track_token", name="uq_fulfillment_shipments_track_token"),
    )
    op.create_index(
        "ix_fulfillment_shipments_promise", "fulfillment_shipments", ["promised_by"], **only_where_not("has_ended")
    )
    op.create_index(
        "ix_fulfillment_shipments_rider", "fulfillment_shipments", ["shop_id", "rider"], **only_where_not("has_ended")
    )
    op.create_index(
        "ix_fulfillment_shipments_shop_id_tracking_code", "fulfillment_shipments", ["shop_id", "tracking_code"]
    )


def _fulfillment_checkpoints() -> None:
    op.create_table(
        "fulfillment_checkpoints",
        words("shipment_id"),
        words("source"),
        words("event_id"),
        words("shop_id"),
        words("status"),
        moment("occurred_at"),
        moment("received_at"),
        words("location"),
        words("message"),
        words("incident"),
        sa.PrimaryKeyConstraint("shipment_id", "source", "event_id", name="pk_fulfillment_checkpoints"),
        one_of(
            "ck_fulfillment_checkpoints_status",
            "status",
            "pending unknown info_received picked_up in_transit customs out_for_delivery "
            "available_for_pickup attempt_failed returning delivered returned lost cancelled",
        ),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["fulfillment_shipments.id"], name="fk_fulfillment_checkpoints_shipment_id"
        ),
    )
