"""A collection: what one payer is asked to pay, and how that ended."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields
from datetime import datetime

from bot.sandbox_wallet.database import read
from bot.sandbox_wallet.sums import Sum


@dataclass(frozen=True, slots=True)
class Collection:
    """As kept: `state` says pending even when its time is over; `state_at` compares with now.

    `amount` is what is asked for, `paid_amount` what came in; it stays when the wallet takes it back (`reversed_at`).
    """

    id: str
    token: str
    account: str
    reference: str
    amount: str
    currency: str
    payer: str | None
    mode: str
    description: str
    business_name: str
    callback_url: str | None
    return_url: str | None
    language: str
    state: str
    failure: str | None
    transaction_id: str | None
    created_at: str
    expires_at: str
    settled_at: str | None
    paid_amount: str | None
    paid_currency: str | None
    reversed_at: str | None

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> Collection:
        return cls(**{field.name: row[field.name] for field in fields(cls)})

    def state_at(self, now: datetime) -> str:
        if self.reversed_at:
            return "reversed"
        over = self.state == "pending" and read(self.expires_at) <= now
        return "expired" if over else self.state

    @property
    def asked(self) -> Sum:
        return Sum(self.amount, self.currency)

    @property
    def paid(self) -> Sum | None:
        """What came in, whether or not it was taken back since."""
        if self.state != "succeeded":
            return None
        return Sum(self.paid_amount or self.amount, self.paid_currency or self.currency)

    @property
    def shop(self) -> str:
        return self.business_name or self.account

    def as_json(self, now: datetime, address: str) -> dict[str, object]:
        paid = self.paid
        return {
            "id": self.id,
            "reference": self.reference,
            "status": self.state_at(now),
            "amount": self.amount,
            "currency": self.currency,
            "collected": {"amount": paid.amount, "currency": paid.currency, "fee": paid.fee} if paid else None,
            "payer": self.payer,
            "mode": self.mode,
            "description": self.description,
            "business_name": self.business_name,
            "launch_url": f"{address}/pay/{self.token}",
            "transaction_id": self.transaction_id,
            "failure": {"code": self.failure} if self.failure else None,
            "created_at": self.created_at,
            "expires_at": self.expires_at,
            "settled_at": self.settled_at,
            "reversed_at": self.reversed_at,
        }
