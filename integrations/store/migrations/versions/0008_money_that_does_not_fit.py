"""Parts of payments, credit, cash, approvals with their codes, and the ledger."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from integrations.store.migrations.columns import check, data, flag, moment, now_one_of, number, words

revision = "0008"
down_revision = "0007"

PACE = "[5, 10, 15, 30, 60, 120, 300]"
NO_TERMS = '{"cash_up_to": null, "deposit_percent": 0, "refund_alone_up_to": null}'
ORDERS = "awaiting_payment confirmed paid ready_for_shipment shipped delivered closed expired cancelled returned"
ORDERS_BEFORE = ORDERS.replace("confirmed ", "")
REFUNDS = "asked declined requested submitted unknown rejected done failed by_hand"
REFUNDS_BEFORE = "requested submitted unknown rejected done failed"

CARRY_OVER = (
    """UPDATE payment_transactions SET customer_id = (
        SELECT customer_id FROM ordering_orders WHERE ordering_orders.id = payment_transactions.order_id)""",
    """UPDATE payment_transactions SET called_off = TRUE WHERE order_id IN (
        SELECT id FROM ordering_orders WHERE state IN ('expired', 'cancelled', 'returned'))""",
    "UPDATE payment_transactions SET state = 'open' WHERE state = 'in_review'",
    """UPDATE payment_attempts SET
        amount_minor = (SELECT amount_minor FROM payment_transactions WHERE id = payment_attempts.payment_id),
        currency = (SELECT currency FROM payment_transactions WHERE id = payment_attempts.payment_id)""",
    """UPDATE payment_refunds SET state = 'declined' WHERE state IN ('rejected', 'failed') AND EXISTS (
        SELECT 1 FROM payment_refunds AS again WHERE again.provider = payment_refunds.provider
        AND again.reference = payment_refunds.reference AND again.position > payment_refunds.position)""",
    """UPDATE payment_refunds SET state = 'by_hand', next_look_at = (
        SELECT at FROM payment_captures WHERE payment_captures.provider = payment_refunds.provider
        AND payment_captures.reference = payment_refunds.reference) WHERE state IN ('rejected', 'failed')""",
    """UPDATE payment_refunds SET payer = COALESCE((
        SELECT payer FROM payment_captures WHERE payment_captures.provider = payment_refunds.provider
        AND payment_captures.reference = payment_refunds.reference), '')""",
    """UPDATE payment_captures SET allocated_minor = amount_minor - COALESCE((
        SELECT SUM(amount_minor) FROM payment_refunds WHERE payment_refunds.provider = payment_captures.provider
        AND payment_refunds.reference = payment_captures.reference AND payment_refunds.state <> 'declined'), 0)
        WHERE position = 0 AND payment_id IN (
        SELECT id FROM payment_transactions WHERE state = 'confirmed' AND NOT called_off)""",
)
"""What was kept before, in the new words. A refund that had failed is the shop's to pay, unless it was made again."""

CARRY_BACK = (
    "UPDATE payment_transactions SET state = 'open' WHERE state = 'on_delivery'",
    "UPDATE payment_refunds SET state = 'failed' WHERE state IN ('asked', 'declined', 'by_hand')",
    "UPDATE ordering_orders SET state = 'paid' WHERE state = 'confirmed'",
)


def upgrade() -> None:
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    now_one_of("payment_refunds", "ck_payment_refunds_state", "state", REFUNDS)
    for statement in CARRY_OVER:
        op.execute(statement)
    now_one_of("payment_transactions", "ck_payment_transactions_state", "state", "open confirmed on_delivery closed")
    now_one_of("ordering_orders", "ck_ordering_orders_state", "state", ORDERS)
    op.create_index("ix_payment_captures_shop_id_provider_txn", "payment_captures", ["shop_id", "provider_txn"])
    op.create_index("ix_payment_refunds_shop_id_state", "payment_refunds", ["shop_id", "state"])
    _pins()
    _credit_accounts()
    _credit_lots()
    _ledger()


def downgrade() -> None:
    op.drop_table("payment_ledger")
    op.drop_table("payment_credit_lots")
    op.drop_table("payment_credit_accounts")
    op.drop_table("merchant_pins")
    for statement in CARRY_BACK:
        op.execute(statement)
    op.drop_index("ix_payment_refunds_shop_id_state", "payment_refunds")
    op.drop_index("ix_payment_captures_shop_id_provider_txn", "payment_captures")
    now_one_of("payment_transactions", "ck_payment_transactions_state", "state", "open confirmed in_review closed")
    now_one_of("payment_refunds", "ck_payment_refunds_state", "state", REFUNDS_BEFORE)
    now_one_of("ordering_orders", "ck_ordering_orders_state", "state", ORDERS_BEFORE)
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(table, column.name)


def _added() -> dict[str, tuple[sa.Column[Any], ...]]:
    return {
        "payment_transactions": (
            words("customer_id", before=""),
            flag("called_off", before=False),
            data("cash", null=True),
            data("credits", before="[]"),
        ),
        "payment_attempts": (
            number("amount_minor", before="0"),
            words("currency", before=""),
            data("pace", before=PACE),
        ),
        "payment_captures": (
            number("allocated_minor", before="0"),
            number("credited_minor", before="0"),
            words("provider_txn", before=""),
            number("fee_minor", null=True),
            flag("taken_back", before=False),
        ),
        "payment_refunds": (
            words("payer", before=""),
            words("asked_by", before=""),
            data("approved_by", before="[]"),
            words("receipt", before=""),
        ),
        "merchant_shops": (data("terms", before=NO_TERMS),),
        "ordering_orders": (number("cash_minor", before="0"),),
    }


def _pins() -> None:
    op.create_table(
        "merchant_pins",
        words("shop_id"),
        words("staff_id"),
        words("salt"),
        words("hashed"),
        number("tries"),
        moment("locked_until", null=True),
        sa.PrimaryKeyConstraint("shop_id", "staff_id", name="pk_merchant_pins"),
    )


def _credit_accounts() -> None:
    op.create_table(
        "payment_credit_accounts",
        words("id"),
        words("shop_id"),
        number("version"),
        sa.PrimaryKeyConstraint("id", name="pk_payment_credit_accounts"),
    )


def _credit_lots() -> None:
    op.create_table(
        "payment_credit_lots",
        words("customer_id"),
        words("payment_id"),
        words("provider"),
        words("reference"),
        words("shop_id"),
        number("position"),
        number("amount_minor"),
        words("currency"),
        sa.PrimaryKeyConstraint("customer_id", "payment_id", "provider", "reference", name="pk_payment_credit_lots"),
        check("ck_payment_credit_lots_amount", "amount_minor > 0"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["payment_credit_accounts.id"], name="fk_payment_credit_lots_customer_id"
        ),
    )


def _ledger() -> None:
    op.create_table(
        "payment_ledger",
        words("event_id"),
        words("shop_id"),
        words("payment_id"),
        words("order_id"),
        moment("at"),
        words("debit"),
        words("credit"),
        number("amount_minor"),
        words("currency"),
        words("reference"),
        sa.PrimaryKeyConstraint("event_id", name="pk_payment_ledger"),
        check("ck_payment_ledger_entry", "amount_minor > 0 AND debit <> credit"),
    )
    op.create_index("ix_payment_ledger_shop_id_at", "payment_ledger", ["shop_id", "at"])
    op.create_index("ix_payment_ledger_payment_id", "payment_ledger", ["payment_id"])
