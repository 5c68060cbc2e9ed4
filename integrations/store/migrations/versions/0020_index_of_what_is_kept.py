"""What is kept for somebody is found without reading all that is held."""

from __future__ import annotations

from alembic import op

from integrations.store.migrations.columns import index_beside, only_where

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    index_beside("ix_catalog_holds_kept_for", "catalog_holds", ["kept_for"], **only_where("state = 'held'"))


def downgrade() -> None:
    op.drop_index("ix_catalog_holds_kept_for", "catalog_holds")
