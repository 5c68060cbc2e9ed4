"""What sells best in a shop is found without reading its shelf."""

from __future__ import annotations

from alembic import op

from integrations.store.migrations.columns import index_beside, only_where

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    sold = ["shop_id", "sold_in", "sold", "product_id"]
    index_beside("ix_catalog_variants_sold", "catalog_variants", sold, **only_where("sold > 0"))


def downgrade() -> None:
    op.drop_index("ix_catalog_variants_sold", "catalog_variants")
