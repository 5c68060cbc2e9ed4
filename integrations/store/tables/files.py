"""Rows of what buyers sent that is no words: asked for from their provider, kept a while for the shop."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlmodel import Field

from integrations.store.tables.base import Number, Row, Words, one_of, only_where, table_of


class FileRow(Row, table=True):
    """`token` is the secret of its link. `content` is there once it is kept; `lost`: it will never be."""

    __tablename__ = "chat_files"
    __table_args__ = (
        CheckConstraint(one_of("state", "waiting", "kept", "lost"), name="state"),
        Index("ix_chat_files_waiting", "next_try_at", **only_where("state = 'waiting'")),
        Index(None, "created_at"),
    )

    token: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    customer_id: str = Field(sa_type=Words)
    url: str = Field(sa_type=Words)
    kind: str = Field(sa_type=Words)
    content_type: str = Field(sa_type=Words)
    words: str = Field(sa_type=Words)
    state: str = Field(sa_type=Words)
    tries: int = Field(sa_type=Number)
    next_try_at: datetime
    content: bytes | None = Field(default=None, sa_type=LargeBinary)
    created_at: datetime


files = table_of(FileRow)
