"""Rows of money: what is owed, each try to collect it, what came, what goes back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from domain.payment.gateway import RefundState
from domain.payment.values import LIVE, AttemptState, PaymentState
from integrations.store.tables.base import Json, Number, Row, Words, one_of, only_where, table_of

IS_LIVE = one_of("state", *sorted(LIVE))


class TransactionRow(Row, table=True):
    """`credits` are the parts of other payments' credit that pay it; `cash` is what is taken at the door."""

    __tablename__ = "payment_transactions"
    __table_args__ = (
        UniqueConstraint("shop_id", "order_id"),
        UniqueConstraint("link"),
        CheckConstraint("amount_minor >= 0", name="amount"),
        CheckConstraint(one_of("state", *PaymentState), name="state"),
        Index("ix_payment_transactions_cash", "shop_id", **only_where("cash IS NOT NULL")),
    )

    id: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    order_id: str = Field(sa_type=Words)
    customer_id: str = Field(sa_type=Words)
    amount_minor: int = Field(sa_type=Number)
    currency: str = Field(sa_type=Words)
    link: str = Field(sa_type=Words)
    state: str = Field(sa_type=Words)
    called_off: bool
    wallet: str = Field(sa_type=Words)
    payer: str = Field(sa_type=Words)
    cash: dict[str, Any] | None = Field(default=None, sa_type=Json)
    credits: list[Any] = Field(sa_type=Json)
    version: int = Field(sa_type=Number)


class AttemptRow(Row, table=True):
    """At most one of a transaction is live; a provider's reference stands for one attempt."""

    __tablename__ = "payment_attempts"
    __table_args__ = (
        UniqueConstraint("token"),
        UniqueConstraint("provider", "ref"),
        CheckConstraint(one_of("state", *AttemptState), name="state"),
        Index("uq_payment_attempts_live", "payment_id", unique=True, **only_where(IS_LIVE)),
        Index(None, "payment_id"),
        Index("ix_payment_attempts_due", "next_look_at", **only_where("next_look_at IS NOT NULL")),
    )

    payment_id: str = Field(foreign_key="payment_transactions.id", sa_type=Words)
    id: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    position: int = Field(sa_type=Number)
    token: str = Field(sa_type=Words)
    wallet: str = Field(sa_type=Words)
    provider: str = Field(sa_type=Words)
    account: str = Field(sa_type=Words)
    amount_minor: int = Field(sa_type=Number)
    currency: str = Field(sa_type=Words)
    payer: str | None = Field(default=None, sa_type=Words)
    state: str = Field(sa_type=Words)
    ref: str | None = Field(default=None, sa_type=Words)
    url: str = Field(sa_type=Words)
    reason: str | None = Field(default=None, sa_type=Words)
    looks: int = Field(sa_type=Number)
    pace: list[Any] = Field(sa_type=Json)
    also_seen: list[Any] = Field(sa_type=Json)
    is_signalled: bool
    started_at: datetime
    expires_at: datetime | None = None
    next_look_at: datetime | None = None


class CaptureRow(Row, table=True):
    """Money is counted once: a provider's reference is captured once, whatever it is reported for."""

    __tablename__ = "payment_captures"
    __table_args__ = (Index(None, "shop_id", "provider_txn"), Index(None, "provider", "account", "at"))

    provider: str = Field(primary_key=True, sa_type=Words)
    reference: str = Field(primary_key=True, sa_type=Words)
    payment_id: str = Field(foreign_key="payment_transactions.id", index=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    position: int = Field(sa_type=Number)
    attempt_id: str = Field(sa_type=Words)
    account: str = Field(sa_type=Words)
    amount_minor: int = Field(sa_type=Number)
    currency: str = Field(sa_type=Words)
    payer: str = Field(sa_type=Words)
    at: datetime
    allocated_minor: int = Field(sa_type=Number)
    credited_minor: int = Field(sa_type=Number)
    provider_txn: str = Field(sa_type=Words)
    fee_minor: int | None = Field(default=None, sa_type=Number)
    taken_back: bool


class RefundRow(Row, table=True):
    __tablename__ = "payment_refunds"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint(one_of("state", *RefundState), name="state"),
        Index("ix_payment_refunds_due", "next_look_at", **only_where("next_look_at IS NOT NULL")),
        Index(None, "shop_id", "state"),
    )

    id: str = Field(primary_key=True, sa_type=Words)
    payment_id: str = Field(foreign_key="payment_transactions.id", index=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    position: int = Field(sa_type=Number)
    provider: str = Field(sa_type=Words)
    reference: str = Field(sa_type=Words)
    account: str = Field(sa_type=Words)
    payer: str = Field(sa_type=Words)
    amount_minor: int = Field(sa_type=Number)
    currency: str = Field(sa_type=Words)
    reason: str = Field(sa_type=Words)
    state: str = Field(sa_type=Words)
    asked_by: str = Field(sa_type=Words)
    approved_by: list[Any] = Field(sa_type=Json)
    receipt: str = Field(sa_type=Words)
    looks: int = Field(sa_type=Number)
    next_look_at: datetime | None = None


class CreditAccountRow(Row, table=True):
    """`id` is the customer's."""

    __tablename__ = "payment_credit_accounts"

    id: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    version: int = Field(sa_type=Number)


class CreditLotRow(Row, table=True):
    """What is left of the credit that came from one capture."""

    __tablename__ = "payment_credit_lots"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount"),)

    customer_id: str = Field(primary_key=True, foreign_key="payment_credit_accounts.id", sa_type=Words)
    payment_id: str = Field(primary_key=True, sa_type=Words)
    provider: str = Field(primary_key=True, sa_type=Words)
    reference: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    position: int = Field(sa_type=Number)
    amount_minor: int = Field(sa_type=Number)
    currency: str = Field(sa_type=Words)


class LedgerRow(Row, table=True):
    """One double entry: never changed, never removed."""

    __tablename__ = "payment_ledger"
    __table_args__ = (
        CheckConstraint("amount_minor > 0 AND debit <> credit", name="entry"),
        Index(None, "shop_id", "at"),
        Index(None, "payment_id"),
    )

    event_id: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    payment_id: str = Field(sa_type=Words)
    order_id: str = Field(sa_type=Words)
    at: datetime
    debit: str = Field(sa_type=Words)
    credit: str = Field(sa_type=Words)
    amount_minor: int = Field(sa_type=Number)
    currency: str = Field(sa_type=Words)
    reference: str = Field(sa_type=Words)


transactions = table_of(TransactionRow)
attempts = table_of(AttemptRow)
captures = table_of(CaptureRow)
refunds = table_of(RefundRow)
credit_accounts = table_of(CreditAccountRow)
credit_lots = table_of(CreditLotRow)
ledger = table_of(LedgerRow)
