"""How far each event stream is, and what all machines of an installation must agree on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.store.migrations.columns import data, moment, number, words

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "event_streams",
        words("name"),
        number("position"),
        data("gaps"),
        number("batches"),
        words("lease_token", null=True),
        moment("leased_until"),
        moment("updated_at"),
        sa.PrimaryKeyConstraint("name", name="pk_event_streams"),
    )
    op.create_table(
        "installation_facts",
        words("name"),
        words("value"),
        sa.PrimaryKeyConstraint("name", name="pk_installation_facts"),
    )


def downgrade() -> None:
    op.drop_table("installation_facts")
    op.drop_table("event_streams")
