"""What has failed for good is found without reading what has not."""

from __future__ import annotations

from alembic import op

from integrations.store.migrations.columns import index_beside, only_where

revision = "0010"
down_revision = "0009"
BOXES = ("chat_inbox", "chat_outbox")


def upgrade() -> None:
    for box in BOXES:
        index_beside(f"ix_{box}_failed", box, ["id"], **only_where("state = 'failed'"))


def downgrade() -> None:
    for box in BOXES:
        op.drop_index(f"ix_{box}_failed", box)
