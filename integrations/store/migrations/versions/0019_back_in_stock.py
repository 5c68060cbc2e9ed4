"""Somebody may wait for what is sold out, and a piece may be kept for whoever was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.store.migrations.columns import moment, words

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "catalog_waitings",
        words("customer_id"),
        words("sku"),
        words("shop_id"),
        moment("since"),
        sa.PrimaryKeyConstraint("customer_id", "sku", name="pk_catalog_waitings"),
    )
    op.create_index("ix_catalog_waitings_shop_id_sku_since", "catalog_waitings", ["shop_id", "sku", "since"])
    op.add_column("catalog_holds", words("kept_for", null=True))


def downgrade() -> None:
    """What is kept for somebody stays off the shelf until its time is over: the release before lets it go."""
    op.drop_column("catalog_holds", "kept_for")
    op.drop_table("catalog_waitings")
