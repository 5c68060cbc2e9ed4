"""Callbacks: kept with the change they tell of, signed when they leave, sent until they are answered."""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox_wallet.collection import Collection
from bot.sandbox_wallet.database import Database, insert, written
from domain.shared.clock import Clock

PAUSES = (1, 2, 5, 10, 30, 60, 300, 900, 3600, 3600, 3600)
SIGNED, UNSIGNED, WRONGLY_SIGNED = "signed", "unsigned", "wrongly_signed"


@dataclass(frozen=True, slots=True)
class Callback:
    """One delivery that is due."""

    seq: int
    account: str
    url: str
    body: bytes
    proof: str
    attempts: int


class Callbacks:
    """The table of deliveries: a row is due until somebody answered it or the last pause is over."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self._clock = clock

    def keep(
        self,
        db: sqlite3.Connection,
        collection: Collection,
        data: dict[str, object],
        *,
        times: int = 1,
        proof: str = SIGNED,
    ) -> None:
        """One row for each time; the event's id is a function of what happened, so all carry the same one."""
        if collection.callback_url is None:
            return
        kind = f"collection.{data['status']}"
        body = json.dumps({"id": _event_id(collection.id, kind), "type": kind, "data": data})
        row = {"account": collection.account, "url": collection.callback_url, "body": body, "proof": proof}
        for _ in range(times):
            insert(db, "callbacks", **row, due_at=written(self._clock.now()))

    def due(self, busy: set[int]) -> list[Callback]:
        """The oldest that may leave now, but for those that are on their way."""
        with self.database.reading() as db:
            rows = db.execute(
                "SELECT * FROM callbacks WHERE due_at <= ? ORDER BY due_at, seq LIMIT 100",
                (written(self._clock.now()),),
            ).fetchall()
        return [_from_row(row) for row in rows if row["seq"] not in busy]

    def answered(self, callback: Callback, outcome: str) -> None:
        self._update(callback, None, outcome)

    def failed(self, callback: Callback, outcome: str) -> None:
        """Again after a pause, unless all pauses are used up."""
        last = callback.attempts >= len(PAUSES) or callback.proof != SIGNED
        due = None if last else self._clock.now() + timedelta(seconds=PAUSES[callback.attempts])
        self._update(callback, due, outcome)

    def sign(self, callback: Callback, secret: str) -> dict[str, str]:
        """The headers to send it with; `t` is the moment of this delivery, not of the event."""
        if callback.proof == UNSIGNED:
            return {}
        key = secret if callback.proof == SIGNED else f"not {secret}"
        return {"Sandbox-Signature": signature(key, int(self._clock.now().timestamp()), callback.body)}

    def _update(self, callback: Callback, due: datetime | None, outcome: str) -> None:
        with self.database.transaction() as db:
            db.execute(
                "UPDATE callbacks SET attempts = attempts + 1, due_at = ?, outcome = ? WHERE seq = ?",
                (written(due) if due else None, outcome, callback.seq),
            )


def signature(secret: str, at: int, body: bytes) -> str:
    digest = hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def _event_id(*parts: str) -> str:
    return f"evt_{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:24]}"


def _from_row(row: sqlite3.Row) -> Callback:
    body = row["body"].encode()
    return Callback(row["seq"], row["account"], row["url"], body, row["proof"], row["attempts"])
