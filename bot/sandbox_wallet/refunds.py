"""Giving back: each refund has its sender's id, and once is all it is ever given."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bot.sandbox_wallet.collection import Collection
from bot.sandbox_wallet.database import insert, read, written
from bot.sandbox_wallet.errors import WalletError, conflict, missing
from bot.sandbox_wallet.ledger import Ledger
from bot.sandbox_wallet.sums import Sum
from bot.sandbox_wallet.wire import refund_order


@dataclass(frozen=True, slots=True)
class Refunds:
    """A refund is done `done_after` it was asked for: found by comparison with now, no job moves it."""

    ledger: Ledger
    done_after: timedelta

    def request(self, account: str, identity: str, body: Any, failure: str | None = None) -> dict[str, object]:
        """The refund of that id, made now if this is the first time it is asked for."""
        self.ledger.get(account, identity)
        with self.ledger.database.transaction() as db:
            collection = self.ledger.again(db, identity)
            currency = (collection.paid or collection.asked).currency
            refund_id, amount = refund_order(body, currency)
            known = _row(db, account, refund_id)
            if known is None:
                self._require_refundable(db, collection, amount)
                self._keep(db, collection, refund_id, Sum(amount, currency), failure)
            elif (known["collection"], known["amount"]) != (identity, amount):
                raise conflict("refund_mismatch", "this refund id was used for another refund before")
            return self._shown(_row(db, account, refund_id))

    def get(self, account: str, refund_id: str) -> dict[str, object]:
        with self.ledger.database.reading() as db:
            row = _row(db, account, refund_id)
        if row is None:
            raise missing("refund")
        return self._shown(row)

    def _keep(
        self, db: sqlite3.Connection, collection: Collection, refund_id: str, back: Sum, failure: str | None
    ) -> None:
        now = self.ledger.clock.now()
        times = {"created_at": written(now), "done_at": written(now + self.done_after)}
        whose = {"account": collection.account, "id": refund_id, "collection": collection.id}
        insert(db, "refunds", **whose, **times, amount=back.amount, currency=back.currency, failure=failure)

    def _require_refundable(self, db: sqlite3.Connection, collection: Collection, amount: str) -> None:
        state, paid = collection.state_at(self.ledger.clock.now()), collection.paid
        if state != "succeeded" or paid is None:
            raise WalletError(422, "not_refundable", f"nothing to give back: it is {state}")
        not_failed = "SELECT amount FROM refunds WHERE collection = ? AND failure IS NULL"
        given = db.execute(not_failed, (collection.id,))
        left = Decimal(paid.amount) - sum((Decimal(row["amount"]) for row in given), Decimal(0))
        if Decimal(amount) > left:
            raise WalletError(422, "refund_too_large", f"at most {left} {paid.currency}", "amount")

    def _shown(self, row: sqlite3.Row) -> dict[str, object]:
        over = read(row["done_at"]) <= self.ledger.clock.now()
        ended = "failed" if row["failure"] else "succeeded"
        return {
            "id": row["id"],
            "collection": row["collection"],
            "status": ended if over else "pending",
            "amount": row["amount"],
            "currency": row["currency"],
            "failure": {"code": row["failure"]} if row["failure"] else None,
            "created_at": row["created_at"],
        }


def _row(db: sqlite3.Connection, account: str, refund_id: str) -> Any:
    return db.execute("SELECT * FROM refunds WHERE account = ? AND id = ?", (account, refund_id)).fetchone()
