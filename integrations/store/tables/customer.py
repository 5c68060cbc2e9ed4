"""Rows of the people who write to a shop."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from integrations.store.tables.base import Json, Number, Row, Words, only_where, table_of


class CustomerRow(Row, table=True):
    """`wallets` is a list of (wallet, number): the order counts, and JSON objects have none."""

    __tablename__ = "customer_customers"
    __table_args__ = (
        Index(None, "shop_id"),
        Index(
            "ix_customer_customers_with_human",
            "shop_id",
            "with_human_since",
            **only_where("with_human_since IS NOT NULL"),
        ),
    )

    id: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    name: str = Field(sa_type=Words)
    language: str = Field(sa_type=Words)
    phone: str | None = Field(default=None, sa_type=Words)
    wallets: list[Any] = Field(sa_type=Json)
    addresses: list[Any] = Field(sa_type=Json)
    billing: dict[str, Any] | None = Field(default=None, sa_type=Json)
    consents: list[Any] = Field(sa_type=Json)
    with_human_since: datetime | None = None
    ticket_number: int = Field(sa_type=Number)
    ticket_is_called: bool
    ticket_taken_by: str = Field(sa_type=Words)
    ticket_owned_up: bool
    version: int = Field(sa_type=Number)


class IdentityRow(Row, table=True):
    """Somebody's number or user id on a channel: one customer's within a shop."""

    __tablename__ = "customer_identities"

    shop_id: str = Field(primary_key=True, sa_type=Words)
    channel: str = Field(primary_key=True, sa_type=Words)
    value: str = Field(primary_key=True, sa_type=Words)
    customer_id: str = Field(foreign_key="customer_customers.id", index=True, sa_type=Words)
    position: int = Field(sa_type=Number)


customers = table_of(CustomerRow)
identities = table_of(IdentityRow)
