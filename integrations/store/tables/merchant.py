"""Rows of shops and of what belongs to one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from integrations.store.tables.base import Json, Number, Row, Words, table_of


class ShopRow(Row, table=True):
    """`shop_id` is its own id: here too, every row says whose it is."""

    __tablename__ = "merchant_shops"
    __table_args__ = (
        Index("uq_merchant_shops_code", "code", unique=True),
        CheckConstraint("hold_minutes > 0", name="hold_minutes"),
    )

    shop_id: str = Field(primary_key=True, sa_type=Words)
    name: str = Field(sa_type=Words)
    number: str = Field(sa_type=Words)
    language: str = Field(sa_type=Words)
    region: str = Field(sa_type=Words)
    currency: str = Field(sa_type=Words)
    time_zone: str = Field(sa_type=Words)
    languages: list[Any] = Field(sa_type=Json)
    about: str = Field(sa_type=Words)
    pickup: str = Field(sa_type=Words)
    pickup_pin: dict[str, Any] | None = Field(default=None, sa_type=Json)
    hours: str = Field(sa_type=Words)
    hold_minutes: int = Field(sa_type=Number)
    terms: dict[str, Any] = Field(sa_type=Json)
    pause: dict[str, Any] | None = Field(default=None, sa_type=Json)
    code: str | None = Field(default=None, sa_type=Words)  # None: opened before shops had one
    version: int = Field(sa_type=Number)


class StaffRow(Row, table=True):
    __tablename__ = "merchant_staff"
    __table_args__ = (UniqueConstraint("shop_id", "identity"), Index(None, "identity"))

    shop_id: str = Field(primary_key=True, foreign_key="merchant_shops.shop_id", sa_type=Words)
    id: str = Field(primary_key=True, sa_type=Words)
    position: int = Field(sa_type=Number)
    name: str = Field(sa_type=Words)
    identity: str = Field(sa_type=Words)
    role: str = Field(sa_type=Words)


class ZoneRow(Row, table=True):
    __tablename__ = "merchant_zones"
    __table_args__ = (CheckConstraint("fee_minor >= 0", name="fee"),)

    shop_id: str = Field(primary_key=True, foreign_key="merchant_shops.shop_id", sa_type=Words)
    name: str = Field(primary_key=True, sa_type=Words)
    position: int = Field(sa_type=Number)
    fee_minor: int = Field(sa_type=Number)
    currency: str = Field(sa_type=Words)
    min_days: int = Field(sa_type=Number)
    max_days: int = Field(sa_type=Number)
    middle: dict[str, Any] | None = Field(default=None, sa_type=Json)
    aliases: list[Any] = Field(sa_type=Json)


class WalletRow(Row, table=True):
    __tablename__ = "merchant_wallets"
    __table_args__ = (Index(None, "provider", "account"),)

    shop_id: str = Field(primary_key=True, foreign_key="merchant_shops.shop_id", sa_type=Words)
    code: str = Field(primary_key=True, sa_type=Words)
    position: int = Field(sa_type=Number)
    name: str = Field(sa_type=Words)
    provider: str = Field(sa_type=Words)
    account: str = Field(sa_type=Words)
    mode: str = Field(sa_type=Words)


class CourierRow(Row, table=True):
    __tablename__ = "merchant_couriers"
    __table_args__ = (UniqueConstraint("account"),)

    shop_id: str = Field(primary_key=True, foreign_key="merchant_shops.shop_id", sa_type=Words)
    code: str = Field(primary_key=True, sa_type=Words)
    position: int = Field(sa_type=Number)
    name: str = Field(sa_type=Words)
    account: str = Field(sa_type=Words)
    secret: str = Field(sa_type=Words)


class PinRow(Row, table=True):
    """A member of staff's code, as a salted hash. Not part of the shop: opening it again changes no code."""

    __tablename__ = "merchant_pins"

    shop_id: str = Field(primary_key=True, sa_type=Words)
    staff_id: str = Field(primary_key=True, sa_type=Words)
    salt: str = Field(sa_type=Words)
    hashed: str = Field(sa_type=Words)
    tries: int = Field(sa_type=Number)
    locked_until: datetime | None = None


shops = table_of(ShopRow)
staff = table_of(StaffRow)
zones = table_of(ZoneRow)
wallets = table_of(WalletRow)
couriers = table_of(CourierRow)
pins = table_of(PinRow)
