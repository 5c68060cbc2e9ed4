"""A message may be kept before it has its turn: then it bears its person's line."""

from __future__ import annotations

from alembic import op

from integrations.store.migrations.columns import words

revision = "0025"
down_revision = "0024"
TABLES = "chat_inbox", "chat_inbox_archive"


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, words("line", null=True))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "line")
