"""Rows of reconciliation: each day of each wallet account, held against the wallet's own list."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from domain.payment.reconciliation import DayState
from integrations.store.tables.base import Json, Number, Row, Words, one_of, table_of


class ReconciliationRow(Row, table=True):
    """`orphans` are what is left over now, `reported` the keys of all that people were ever told of."""

    __tablename__ = "payment_reconciliations"
    __table_args__ = (CheckConstraint(one_of("state", *DayState), name="state"), Index(None, "day"))

    shop_id: str = Field(primary_key=True, sa_type=Words)
    provider: str = Field(primary_key=True, sa_type=Words)
    account: str = Field(primary_key=True, sa_type=Words)
    day: dt.date = Field(primary_key=True)
    state: str = Field(sa_type=Words)
    ours: int = Field(sa_type=Number)
    theirs: int = Field(sa_type=Number)
    orphans: list[Any] = Field(sa_type=Json)
    reported: list[Any] = Field(sa_type=Json)
    at: dt.datetime


reconciliations = table_of(ReconciliationRow)
