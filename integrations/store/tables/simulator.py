"""Rows of the simulated WhatsApp. They belong to the outside world, which knows numbers and no shops."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from integrations.store.tables.base import Json, Row, Serial, Words, one_of, table_of


class ScreenRow(Row, table=True):
    """A bubble on a simulated phone: `person` is whose phone, `shop` the number that they write with."""

    __tablename__ = "simulator_messages"
    __table_args__ = (
        UniqueConstraint("direction", "key"),
        CheckConstraint(one_of("direction", "in", "out"), name="direction"),
        Index(None, "person", "n"),
    )

    n: int | None = Field(default=None, primary_key=True, sa_type=Serial)
    direction: str = Field(sa_type=Words)  # as the shop sees it: in | out
    key: str = Field(sa_type=Words)
    person: str = Field(sa_type=Words)
    shop: str = Field(sa_type=Words)
    message: dict[str, Any] = Field(sa_type=Json)
    at: datetime


screens = table_of(ScreenRow)
