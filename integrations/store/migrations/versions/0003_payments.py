"""Payments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.store.migrations.columns import check, data, moment, number, one_of, only_where, words

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _payment_transactions()
    _payment_attempts()
    _payment_captures()
    _payment_refunds()


def downgrade() -> None:
    op.drop_table("payment_refunds")
    op.drop_table("payment_captures")
    op.drop_table("payment_attempts")
    op.drop_table("payment_transactions")


def _payment_transactions() -> None:
    op.create_table(
        "payment_transactions",
        words("id"),
        words("shop_id"),
        words("order_id"),
        number("amount_minor"),
        words("currency"),
        words("link"),
        words("state"),
        words("wallet"),
        words("payer"),
        number("version"),
        sa.PrimaryKeyConstraint("id", name="pk_payment_transactions"),
        check("ck_payment_transactions_amount", "amount_minor >= 0"),
        one_of("ck_payment_transactions_state", "state", "open confirmed in_review closed"),
        sa.UniqueConstraint("link", name="uq_payment_transactions_link"),
        sa.UniqueConstraint("shop_id", "order_id", name="uq_payment_transactions_shop_id_order_id"),
    )


def _payment_attempts() -> None:
    op.create_table(
        "payment_attempts",
        words("payment_id"),
        words("id"),
        words("shop_id"),
        number("position"),
        words("token"),
        words("wallet"),
        words("provider"),
        words("account"),
        words("payer", null=True),
        words("state"),
        words("ref", null=True),
        words("url"),
        words("reason", null=True),
        number("looks"),
        data("also_seen"),
        moment("started_at"),
        moment("expires_at", null=True),
        moment("next_look_at", null=True),
        sa.PrimaryKeyConstraint("id", name="pk_payment_attempts"),
        one_of(
            "ck_payment_attempts_state",
            "state",
            "new sending pending rejected unknown succeeded failed cancelled expired",
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payment_transactions.id"], name="fk_payment_attempts_payment_id"),
        sa.UniqueConstraint("provider", "ref", name="uq_payment_attempts_provider_ref"),
        sa.UniqueConstraint("token", name="uq_payment_attempts_token"),
    )
    op.create_index(
        "ix_payment_attempts_due", "payment_attempts", ["next_look_at"], **only_where("next_look_at IS NOT NULL")
    )
    op.create_index(
        "uq_payment_attempts_live",
        "payment_attempts",
        ["payment_id"],
        unique=True,
        **only_where("state IN ('new', 'pending', 'sending', 'unknown')"),
    )


def _payment_captures() -> None:
    op.create_table(
        "payment_captures",
        words("provider"),
        words("reference"),
        words("payment_id"),
        words("shop_id"),
        number("position"),
        words("attempt_id"),
        words("account"),
        number("amount_minor"),
        words("currency"),
        words("payer"),
        moment("at"),
        sa.PrimaryKeyConstraint("provider", "reference", name="pk_payment_captures"),
        sa.ForeignKeyConstraint(["payment_id"], ["payment_transactions.id"], name="fk_payment_captures_payment_id"),
    )
    op.create_index("ix_payment_captures_payment_id", "payment_captures", ["payment_id"])


def _payment_refunds() -> None:
    op.create_table(
        "payment_refunds",
        words("id"),
        words("payment_id"),
        words("shop_id"),
        number("position"),
        words("provider"),
        words("reference"),
        words("account"),
        number("amount_minor"),
        words("currency"),
        words("reason"),
        words("state"),
        number("looks"),
        moment("next_look_at", null=True),
        sa.PrimaryKeyConstraint("id", name="pk_payment_refunds"),
        check("ck_payment_refunds_amount", "amount_minor > 0"),
        one_of("ck_payment_refunds_state", "state", "requested submitted unknown rejected done failed"),
        sa.ForeignKeyConstraint(["payment_id"], ["payment_transactions.id"], name="fk_payment_refunds_payment_id"),
    )
    op.create_index(
        "ix_payment_refunds_due", "payment_refunds", ["next_look_at"], **only_where("next_look_at IS NOT NULL")
    )
    op.create_index("ix_payment_refunds_payment_id", "payment_refunds", ["payment_id"])
