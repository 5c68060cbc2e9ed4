"""A buyer who waits for a human has a ticket: its number, and who of the shop has it."""

from __future__ import annotations

from alembic import op

from integrations.store.migrations.columns import flag, number, words

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("customer_customers", number("ticket_number", before="0"))
    op.add_column("customer_customers", flag("ticket_is_called", before=True))
    op.add_column("customer_customers", words("ticket_taken_by", before=""))
    op.add_column("customer_customers", flag("ticket_owned_up", before=False))


def downgrade() -> None:
    for name in ("ticket_owned_up", "ticket_taken_by", "ticket_is_called", "ticket_number"):
        op.drop_column("customer_customers", name)
