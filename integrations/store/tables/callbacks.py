"""Rows of what wallets have told: some things they tell once, and never again when asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from integrations.store.tables.base import Row, Serial, Words, table_of


class CallbackRow(Row, table=True):
    """A callback as it came, and what it names; a claim, never a fact. `at_own_address`: the token of an attempt at
    that account stood in the address, which nobody but the wallet was told."""

    __tablename__ = "payment_callbacks"
    __table_args__ = (
        Index(None, "provider", "account", "ref"),
        Index(None, "shop_id", "provider_txn"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Serial)
    shop_id: str = Field(sa_type=Words)
    provider: str = Field(sa_type=Words)
    account: str = Field(sa_type=Words)
    ref: str | None = Field(default=None, sa_type=Words)
    provider_txn: str | None = Field(default=None, sa_type=Words)
    attempt_id: str | None = Field(default=None, sa_type=Words)
    auth: str = Field(sa_type=Words)
    at_own_address: bool
    body: str = Field(sa_type=Words)
    at: datetime


callbacks = table_of(CallbackRow)
