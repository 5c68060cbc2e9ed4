"""Rows of how far each event stream has been given what has happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field

from integrations.store.tables.base import Json, Number, Row, Words, table_of


class StreamRow(Row, table=True):
    """`position` is the highest event that it was given, `gaps` those below that may still come. `lease_token` is
    that of the one publisher who works on it, until `leased_until`."""

    __tablename__ = "event_streams"

    name: str = Field(primary_key=True, sa_type=Words)
    position: int = Field(sa_type=Number)
    gaps: list[Any] = Field(sa_type=Json)
    batches: int = Field(sa_type=Number)
    lease_token: str | None = Field(default=None, sa_type=Words)
    leased_until: datetime
    updated_at: datetime


streams = table_of(StreamRow)
