"""Archives for what is finished and old, partitioned by month on PostgreSQL; receipts found by their age."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from integrations.store.migrations.columns import data, flag, index_beside, moment, number, words

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    index_beside("ix_chat_receipts_at", "chat_receipts", ["at"])
    for name, (key, columns, lookups) in _archives().items():
        primary = sa.PrimaryKeyConstraint(*key, name=f"pk_{name}")
        op.create_table(name, *columns, primary, postgresql_partition_by=f"RANGE ({key[0]})")
        for lookup in lookups:
            op.create_index("_".join(["ix", name, *lookup]), name, lookup)


def downgrade() -> None:
    for name in _archives():
        op.drop_table(name)
    op.drop_index("ix_chat_receipts_at", "chat_receipts")


def counted(name: str) -> sa.Column[Any]:
    """A serial number of the hot table: as wide, and not counted up here."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, nullable=False, autoincrement=False)


def _archives() -> dict[str, tuple[list[str], list[sa.Column[Any]], list[list[str]]]]:
    """The key, which begins with the time, the columns and the lookups of each."""
    return {
        "chat_inbox_archive": (["received_at", "id"], _inbox(), []),
        "chat_outbox_archive": (["created_at", "id"], _outbox(), []),
        "chat_receipts_archive": (["at", "channel", "provider_id"], _receipts(), []),
        "simulator_messages_archive": (["at", "n"], _screens(), []),
        "events_archive": (["occurred_at", "id"], _events(), [["shop_id", "about"]]),
        "event_reactions_archive": (["at", "event_id", "reaction"], _reactions(), []),
        "payment_callbacks_archive": (
            ["at", "id"],
            _callbacks(),
            [["provider", "account", "ref"], ["shop_id", "provider_txn"]],
        ),
    }


def _inbox() -> list[sa.Column[Any]]:
    return [
        moment("received_at"),
        counted("id"),
        words("shop_id", null=True),
        words("source"),
        words("provider_id"),
        words("kind"),
        data("raw"),
        words("state"),
        words("error"),
        number("tries"),
        moment("done_at", null=True),
    ]


def _outbox() -> list[sa.Column[Any]]:
    return [
        moment("created_at"),
        counted("id"),
        words("shop_id"),
        words("key"),
        words("channel"),
        words("sender"),
        words("recipient"),
        number("priority"),
        data("message"),
        words("state"),
        number("tries"),
        moment("next_try_at"),
        words("lease_token", null=True),
        moment("first_tried_at", null=True),
        words("provider_id", null=True),
        words("error"),
        moment("finished_at", null=True),
    ]


def _receipts() -> list[sa.Column[Any]]:
    return [
        moment("at"),
        words("channel"),
        words("provider_id"),
        words("status"),
        number("rank"),
        words("error"),
    ]


def _screens() -> list[sa.Column[Any]]:
    return [
        moment("at"),
        counted("n"),
        words("direction"),
        words("key"),
        words("person"),
        words("shop"),
        data("message"),
    ]


def _events() -> list[sa.Column[Any]]:
    return [
        moment("occurred_at"),
        counted("id"),
        words("shop_id"),
        words("event_id"),
        words("name"),
        number("schema_version"),
        words("about"),
        words("trace_id"),
        data("payload"),
        moment("handled_at", null=True),
        moment("next_try_at"),
        number("tries"),
        words("error"),
    ]


def _reactions() -> list[sa.Column[Any]]:
    return [moment("at"), words("event_id"), words("reaction"), words("shop_id")]


def _callbacks() -> list[sa.Column[Any]]:
    return [
        moment("at"),
        counted("id"),
        words("shop_id"),
        words("provider"),
        words("account"),
        words("ref", null=True),
        words("provider_txn", null=True),
        words("attempt_id", null=True),
        words("auth"),
        flag("at_own_address"),
        words("body"),
    ]
