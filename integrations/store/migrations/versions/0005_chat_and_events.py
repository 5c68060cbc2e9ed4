"""The chat, the event store, processes and the simulator."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.store.migrations.columns import data, flag, moment, number, one_of, only_where, serial, words

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _chat_conversations()
    _chat_inbox()
    _chat_outbox()
    _chat_receipts()
    _event_reactions()
    _events()
    _process_states()
    _simulator_messages()


def downgrade() -> None:
    op.drop_table("simulator_messages")
    op.drop_table("process_states")
    op.drop_table("events")
    op.drop_table("event_reactions")
    op.drop_table("chat_receipts")
    op.drop_table("chat_outbox")
    op.drop_table("chat_inbox")
    op.drop_table("chat_conversations")


def _chat_conversations() -> None:
    op.create_table(
        "chat_conversations",
        words("shop_id"),
        words("person"),
        words("role"),
        number("revision"),
        words("language"),
        data("state"),
        flag("human"),
        moment("heard_at", null=True),
        moment("updated_at"),
        sa.PrimaryKeyConstraint("shop_id", "person", "role", name="pk_chat_conversations"),
    )


def _chat_inbox() -> None:
    op.create_table(
        "chat_inbox",
        serial("id"),
        words("shop_id", null=True),
        words("source"),
        words("provider_id"),
        words("kind"),
        data("raw"),
        words("state"),
        words("error"),
        number("tries"),
        moment("received_at"),
        moment("done_at", null=True),
        sa.PrimaryKeyConstraint("id", name="pk_chat_inbox"),
        one_of("ck_chat_inbox_state", "state", "received done failed"),
        sa.UniqueConstraint("source", "provider_id", name="uq_chat_inbox_source_provider_id"),
    )
    op.create_index("ix_chat_inbox_open", "chat_inbox", ["received_at"], **only_where("state = 'received'"))


def _chat_outbox() -> None:
    op.create_table(
        "chat_outbox",
        serial("id"),
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
        moment("created_at"),
        moment("finished_at", null=True),
        sa.PrimaryKeyConstraint("id", name="pk_chat_outbox"),
        one_of("ck_chat_outbox_state", "state", "pending sending unknown sent failed"),
        sa.UniqueConstraint("key", name="uq_chat_outbox_key"),
    )
    op.create_index("ix_chat_outbox_channel_provider_id", "chat_outbox", ["channel", "provider_id"])
    op.create_index(
        "ix_chat_outbox_due",
        "chat_outbox",
        ["priority", "id"],
        **only_where("state IN ('pending', 'sending', 'unknown')"),
    )
    op.create_index(
        "ix_chat_outbox_line",
        "chat_outbox",
        ["channel", "sender", "recipient", "id"],
        **only_where("state IN ('pending', 'sending', 'unknown')"),
    )


def _chat_receipts() -> None:
    op.create_table(
        "chat_receipts",
        words("channel"),
        words("provider_id"),
        words("status"),
        number("rank"),
        words("error"),
        moment("at"),
        sa.PrimaryKeyConstraint("channel", "provider_id", name="pk_chat_receipts"),
    )


def _event_reactions() -> None:
    op.create_table(
        "event_reactions",
        words("event_id"),
        words("reaction"),
        words("shop_id"),
        moment("at"),
        sa.PrimaryKeyConstraint("event_id", "reaction", name="pk_event_reactions"),
    )


def _events() -> None:
    op.create_table(
        "events",
        serial("id"),
        words("shop_id"),
        words("event_id"),
        words("name"),
        number("schema_version"),
        words("about"),
        words("trace_id"),
        data("payload"),
        moment("occurred_at"),
        moment("handled_at", null=True),
        moment("next_try_at"),
        number("tries"),
        words("error"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("event_id", name="uq_events_event_id"),
    )
    op.create_index("ix_events_shop_id_about", "events", ["shop_id", "about"])
    op.create_index("ix_events_unhandled", "events", ["id"], **only_where("handled_at IS NULL"))


def _process_states() -> None:
    op.create_table(
        "process_states",
        words("process"),
        words("business_id"),
        words("shop_id"),
        data("state"),
        number("revision"),
        moment("updated_at"),
        sa.PrimaryKeyConstraint("process", "business_id", name="pk_process_states"),
    )


def _simulator_messages() -> None:
    op.create_table(
        "simulator_messages",
        serial("n"),
        words("direction"),
        words("key"),
        words("person"),
        words("shop"),
        data("message"),
        moment("at"),
        sa.PrimaryKeyConstraint("n", name="pk_simulator_messages"),
        one_of("ck_simulator_messages_direction", "direction", "in out"),
        sa.UniqueConstraint("direction", "key", name="uq_simulator_messages_direction_key"),
    )
    op.create_index("ix_simulator_messages_person_n", "simulator_messages", ["person", "n"])
