"""Rows of what all machines of one installation must agree on."""

from __future__ import annotations

from sqlmodel import Field

from integrations.store.tables.base import Row, Words, table_of


class FactRow(Row, table=True):
    """Said by the first machine that came up."""

    __tablename__ = "installation_facts"

    name: str = Field(primary_key=True, sa_type=Words)
    value: str = Field(sa_type=Words)


facts = table_of(FactRow)
