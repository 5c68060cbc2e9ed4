"""Rows of what has happened, who has reacted to it, and where long processes stand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from integrations.store.tables.base import Json, Number, Row, Serial, Words, only_where, table_of


class EventRow(Row, table=True):
    """A domain event, written with the change it tells of. Never changed but for who has handled it when."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("event_id"),
        Index(None, "shop_id", "about"),
        Index("ix_events_unhandled", "id", **only_where("handled_at IS NULL")),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Serial)
    shop_id: str = Field(sa_type=Words)
    event_id: str = Field(sa_type=Words)
    name: str = Field(sa_type=Words)
    schema_version: int = Field(sa_type=Number)
    about: str = Field(sa_type=Words)
    trace_id: str = Field(sa_type=Words)
    payload: dict[str, Any] = Field(sa_type=Json)
    occurred_at: datetime
    handled_at: datetime | None = None
    next_try_at: datetime
    tries: int = Field(sa_type=Number)
    error: str = Field(sa_type=Words)


class ReactionRow(Row, table=True):
    """The mark that one reaction to one event has had its effect: at least once becomes once."""

    __tablename__ = "event_reactions"

    event_id: str = Field(primary_key=True, sa_type=Words)
    reaction: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    at: datetime


class ProcessRow(Row, table=True):
    """Where a process stands: its own state, found by its name and the id of the business it is about."""

    __tablename__ = "process_states"

    process: str = Field(primary_key=True, sa_type=Words)
    business_id: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    state: dict[str, Any] = Field(sa_type=Json)
    revision: int = Field(sa_type=Number)
    updated_at: datetime


events = table_of(EventRow)
reactions = table_of(ReactionRow)
processes = table_of(ProcessRow)
