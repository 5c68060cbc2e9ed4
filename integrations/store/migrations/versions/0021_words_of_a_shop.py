"""A shop may say what its buyers also call what it sells; each kind knows how much of it was sold of late."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.store.migrations.columns import data, number, words

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "catalog_synonyms",
        words("shop_id"),
        words("folded"),
        words("word"),
        data("others"),
        sa.PrimaryKeyConstraint("shop_id", "folded", name="pk_catalog_synonyms"),
    )
    op.add_column("catalog_variants", number("sold", before="0"))
    op.add_column("catalog_variants", number("sold_in", before="0"))


def downgrade() -> None:
    op.drop_column("catalog_variants", "sold_in")
    op.drop_column("catalog_variants", "sold")
    op.drop_table("catalog_synonyms")
