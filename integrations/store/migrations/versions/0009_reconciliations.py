"""Each day of each wallet account held against the wallet's list; signalled attempts are looked at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.store.migrations.columns import data, flag, moment, number, one_of, words

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("payment_attempts", flag("is_signalled", before=False))
    op.create_index("ix_payment_captures_provider_account_at", "payment_captures", ["provider", "account", "at"])
    op.create_table(
        "payment_reconciliations",
        words("shop_id"),
        words("provider"),
        words("account"),
        sa.Column("day", sa.Date(), nullable=False),
        words("state"),
        number("ours"),
        number("theirs"),
        data("orphans"),
        data("reported"),
        moment("at"),
        sa.PrimaryKeyConstraint("shop_id", "provider", "account", "day", name="pk_payment_reconciliations"),
        one_of("ck_payment_reconciliations_state", "state", "open settled no_list"),
    )
    op.create_index("ix_payment_reconciliations_day", "payment_reconciliations", ["day"])


def downgrade() -> None:
    op.drop_table("payment_reconciliations")
    op.drop_index("ix_payment_captures_provider_account_at", "payment_captures")
    op.drop_column("payment_attempts", "is_signalled")
