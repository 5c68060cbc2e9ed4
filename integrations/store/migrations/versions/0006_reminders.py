"""Reminders: one for each conversation at the most."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.store.migrations.columns import data, moment, words

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "chat_reminders",
        words("shop_id"),
        words("person"),
        words("role"),
        moment("due_at"),
        data("reminder"),
        sa.PrimaryKeyConstraint("shop_id", "person", "role", name="pk_chat_reminders"),
    )
    op.create_index("ix_chat_reminders_due_at", "chat_reminders", ["due_at"])


def downgrade() -> None:
    op.drop_table("chat_reminders")
