"""What has changed on a shelf is found without reading the shelf."""

from __future__ import annotations

from alembic import op

from integrations.store.migrations.columns import index_beside

revision = "0015"
down_revision = "0014"
TABLES = ("catalog_products", "catalog_variants")


def upgrade() -> None:
    for table in TABLES:
        index_beside(f"ix_{table}_changed", table, ["shop_id", "changed_in"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_changed", table)
