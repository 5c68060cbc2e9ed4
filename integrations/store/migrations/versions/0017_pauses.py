"""A shop may pause."""

from __future__ import annotations

from alembic import op

from integrations.store.migrations.columns import data

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("merchant_shops", data("pause", null=True))


def downgrade() -> None:
    op.drop_column("merchant_shops", "pause")
