"""Rows of the chat: what came in, what must go out, how far each message got, and where each talk stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from integrations.store.tables.base import (
    Json,
    Number,
    Row,
    Serial,
    Words,
    one_of,
    only_where,
    only_where_true,
    table_of,
)

UNFINISHED = one_of("state", "pending", "sending", "unknown")


class InboxRow(Row, table=True):
    """An event from outside, kept once for ever: `provider_id` is unique within its `source`. `line`: whose message it
    is, of one that was kept before it had its turn."""

    __tablename__ = "chat_inbox"
    __table_args__ = (
        UniqueConstraint("source", "provider_id"),
        CheckConstraint(one_of("state", "received", "done", "failed"), name="state"),
        Index("ix_chat_inbox_open", "received_at", **only_where("state = 'received'")),
        Index("ix_chat_inbox_failed", "id", **only_where("state = 'failed'")),
        Index("ix_chat_inbox_line", "line", "id", **only_where("state = 'received'")),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Serial)
    shop_id: str | None = Field(default=None, sa_type=Words)  # None: no shop has this number
    source: str = Field(sa_type=Words)
    provider_id: str = Field(sa_type=Words)
    kind: str = Field(sa_type=Words)
    raw: dict[str, Any] = Field(sa_type=Json)
    state: str = Field(sa_type=Words)
    error: str = Field(sa_type=Words)
    tries: int = Field(sa_type=Number)
    received_at: datetime
    done_at: datetime | None = None
    line: str | None = Field(default=None, sa_type=Words)


class OutboxRow(Row, table=True):
    """A message to one person. The rows of one (channel, sender, recipient) are a line: they go out by id."""

    __tablename__ = "chat_outbox"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint(one_of("state", "pending", "sending", "unknown", "sent", "failed"), name="state"),
        Index("ix_chat_outbox_line", "channel", "sender", "recipient", "id", **only_where(UNFINISHED)),
        Index("ix_chat_outbox_due", "priority", "id", **only_where(UNFINISHED)),
        Index("ix_chat_outbox_failed", "id", **only_where("state = 'failed'")),
        Index(None, "channel", "provider_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Serial)
    shop_id: str = Field(sa_type=Words)
    key: str = Field(sa_type=Words)
    channel: str = Field(sa_type=Words)
    sender: str = Field(sa_type=Words)
    recipient: str = Field(sa_type=Words)
    priority: int = Field(sa_type=Number)
    message: dict[str, Any] = Field(sa_type=Json)
    state: str = Field(sa_type=Words)
    tries: int = Field(sa_type=Number)
    next_try_at: datetime  # of a row that is being sent: when its lease ends
    lease_token: str | None = Field(default=None, sa_type=Words)
    first_tried_at: datetime | None = None
    provider_id: str | None = Field(default=None, sa_type=Words)
    error: str = Field(sa_type=Words)
    created_at: datetime
    finished_at: datetime | None = None


class ReceiptRow(Row, table=True):
    """The furthest that a sent message got. Kept apart from the outbox: a receipt may come before the answer
    to the very request that sent the message. `shop_id` is unknown until then, so it stands in the outbox only."""

    __tablename__ = "chat_receipts"

    channel: str = Field(primary_key=True, sa_type=Words)
    provider_id: str = Field(primary_key=True, sa_type=Words)
    status: str = Field(sa_type=Words)
    rank: int = Field(sa_type=Number)
    error: str = Field(sa_type=Words)
    at: datetime = Field(index=True)


class ConversationRow(Row, table=True):
    """Where the talk of one person, in one role, with one shop stands."""

    __tablename__ = "chat_conversations"
    __table_args__ = (Index("ix_chat_conversations_human", "shop_id", "updated_at", **only_where_true("human")),)

    shop_id: str = Field(primary_key=True, sa_type=Words)
    person: str = Field(primary_key=True, sa_type=Words)
    role: str = Field(primary_key=True, sa_type=Words)
    revision: int = Field(sa_type=Number)
    language: str = Field(sa_type=Words)
    state: dict[str, Any] = Field(sa_type=Json)
    human: bool
    heard_at: datetime | None = None
    updated_at: datetime


class PlaceRow(Row, table=True):
    """In which shop somebody is, of those that answer at one number. `asked` is what they said before they were in any,
    `listed` what the list of shops offered them, while it is open."""

    __tablename__ = "chat_places"

    number: str = Field(primary_key=True, sa_type=Words)
    person: str = Field(primary_key=True, sa_type=Words)
    revision: int = Field(sa_type=Number)
    shop_id: str | None = Field(default=None, sa_type=Words)
    listed: list[Any] = Field(sa_type=Json)
    asked: str = Field(sa_type=Words)
    updated_at: datetime


class ReminderRow(Row, table=True):
    """What a conversation comes back to by itself."""

    __tablename__ = "chat_reminders"

    shop_id: str = Field(primary_key=True, sa_type=Words)
    person: str = Field(primary_key=True, sa_type=Words)
    role: str = Field(primary_key=True, sa_type=Words)
    due_at: datetime = Field(index=True)
    reminder: dict[str, Any] = Field(sa_type=Json)


inbox = table_of(InboxRow)
outbox = table_of(OutboxRow)
receipts = table_of(ReceiptRow)
conversations = table_of(ConversationRow)
places = table_of(PlaceRow)
reminders = table_of(ReminderRow)
