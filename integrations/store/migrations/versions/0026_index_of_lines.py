"""Whether an earlier message of the same person waits is known without reading what else came in."""

from __future__ import annotations

from alembic import op

from integrations.store.migrations.columns import index_beside, only_where

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    index_beside("ix_chat_inbox_line", "chat_inbox", ["line", "id"], **only_where("state = 'received'"))


def downgrade() -> None:
    op.drop_index("ix_chat_inbox_line", "chat_inbox")
