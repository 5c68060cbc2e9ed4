"""What a buyer sent that is no words is kept a while for the shop."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.store.migrations.columns import moment, number, one_of, only_where, words

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "chat_files",
        words("token"),
        words("shop_id"),
        words("customer_id"),
        words("url"),
        words("kind"),
        words("content_type"),
        words("words"),
        words("state"),
        number("tries"),
        moment("next_try_at"),
        sa.Column("content", sa.LargeBinary()),
        moment("created_at"),
        sa.PrimaryKeyConstraint("token", name="pk_chat_files"),
        one_of("ck_chat_files_state", "state", "waiting kept lost"),
    )
    waiting = only_where("state = 'waiting'")
    op.create_index("ix_chat_files_waiting", "chat_files", ["next_try_at"], **waiting)
    op.create_index("ix_chat_files_created_at", "chat_files", ["created_at"])


def downgrade() -> None:
    op.drop_table("chat_files")
