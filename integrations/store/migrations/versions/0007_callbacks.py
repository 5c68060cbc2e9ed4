"""Callbacks of wallets, kept by what they name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.store.migrations.columns import flag, moment, serial, words

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "payment_callbacks",
        serial("id"),
        words("shop_id"),
        words("provider"),
        words("account"),
        words("ref", null=True),
        words("provider_txn", null=True),
        words("attempt_id", null=True),
        words("auth"),
        flag("at_own_address"),
        words("body"),
        moment("at"),
        sa.PrimaryKeyConstraint("id", name="pk_payment_callbacks"),
    )
    op.create_index("ix_payment_callbacks_provider_account_ref", "payment_callbacks", ["provider", "account", "ref"])
    op.create_index("ix_payment_callbacks_shop_id_provider_txn", "payment_callbacks", ["shop_id", "provider_txn"])


def downgrade() -> None:
    op.drop_table("payment_callbacks")
