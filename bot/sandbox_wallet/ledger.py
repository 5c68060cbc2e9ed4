"""The wallet's truth about collections: who was asked for what, and what was collected."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta

from bot.sandbox_wallet.callbacks import Callbacks
from bot.sandbox_wallet.collection import Collection
from bot.sandbox_wallet.database import Database, insert, written
from bot.sandbox_wallet.errors import conflict, missing
from bot.sandbox_wallet.settings import WalletSettings
from bot.sandbox_wallet.sums import Sum
from bot.sandbox_wallet.wire import CollectionOrder
from domain.shared.clock import Clock
from domain.shared.ids import Ids

PAGE = 100


class Ledger:
    """Reads open their own view; a method with `db` first takes part in its caller's transaction."""

    def __init__(self, database: Database, settings: WalletSettings, clock: Clock, ids: Ids) -> None:
        self.database = database
        self.clock = clock
        self.callbacks = Callbacks(database, clock)
        self._settings = settings
        self._ids = ids

    # -- asking

    def collect(self, account: str, key: str, order: CollectionOrder) -> str:
        """The answer's body: the same for the same `key` and order, however often it is asked."""
        fingerprint = hashlib.sha256(json.dumps(asdict(order), sort_keys=True).encode()).hexdigest()
        with self.database.transaction() as db:
            if said := _answer(db, account, key, fingerprint):
                return said
            if _find(db, "account = ? AND reference = ?", account, order.reference):
                raise conflict("duplicate_reference", "another request has already used this reference")
            body = json.dumps(self.shown(self.open(db, account, order)))
            insert(db, "answers", account=account, key=key, fingerprint=fingerprint, body=body)
        return body

    def open(self, db: sqlite3.Connection, account: str, order: CollectionOrder) -> Collection:
        now = self.clock.now()
        identity = f"col_{self._ids.token()}"
        times = {"created_at": written(now), "expires_at": written(now + self._settings.expires_after)}
        own = {"id": identity, "token": self._ids.token(), "account": account, "state": "pending"}
        insert(db, "collections", **own, **times, **asdict(order))
        return self.again(db, identity)

    # -- reading

    def get(self, account: str, identity: str) -> Collection:
        return self._one("account = ? AND id = ?", account, identity)

    def of_token(self, token: str) -> Collection:
        return self._one("token = ?", token)

    def of_reference(self, account: str, reference: str) -> list[Collection]:
        """Oldest first: the first is the one that was asked for."""
        with self.database.reading() as db:
            return _find(db, "account = ? AND reference = ? ORDER BY seq", account, reference)

    def of_day(self, account: str, day: date, page: int) -> tuple[list[Collection], bool]:
        """What came in on that day (UTC), oldest first, be it taken back since or not; and whether there is more."""
        since = datetime.combine(day, time(), UTC)
        between = account, written(since), written(since + timedelta(days=1))
        where = "account = ? AND state = 'succeeded' AND settled_at >= ? AND settled_at < ?"
        with self.database.reading() as db:
            order = "ORDER BY settled_at, seq LIMIT ? OFFSET ?"
            found = _find(db, f"{where} {order}", *between, PAGE + 1, (page - 1) * PAGE)
        return found[:PAGE], len(found) > PAGE

    def of_payer(self, payer: str, limit: int) -> list[Collection]:
        """Newest first."""
        with self.database.reading() as db:
            return _find(db, "payer = ? ORDER BY seq DESC LIMIT ?", payer, limit)

    def again(self, db: sqlite3.Connection, identity: str) -> Collection:
        return _find(db, "id = ?", identity)[0]

    def shown(self, collection: Collection) -> dict[str, object]:
        return collection.as_json(self.clock.now(), self._settings.address)

    def is_given_back(self, collection: Collection) -> bool:
        """The money of it, whole or in part."""
        query = "SELECT 1 FROM refunds WHERE collection = ? AND failure IS NULL AND done_at <= ?"
        with self.database.reading() as db:
            return db.execute(query, (collection.id, written(self.clock.now()))).fetchone() is not None

    # -- ending

    def succeed(
        self, db: sqlite3.Connection, collection: Collection, payer: str | None = None, paid: Sum | None = None
    ) -> None:
        """The money has moved: what was asked for, unless it is another sum."""
        payer, transaction = payer or collection.payer, f"TXN{self._ids.digits(12)}"
        paid = paid or collection.asked
        db.execute(
            "UPDATE collections SET state = 'succeeded', failure = NULL, payer = ?, transaction_id = ?,"
            " settled_at = ?, paid_amount = ?, paid_currency = ? WHERE id = ? AND state <> 'succeeded'",
            (payer, transaction, written(self.clock.now()), paid.amount, paid.currency, collection.id),
        )

    def take_back(self, db: sqlite3.Connection, collection: Collection) -> None:
        """All of it is with the payer again; that it came in stays written."""
        if collection.state_at(self.clock.now()) != "succeeded":
            raise conflict("not_succeeded", "there is nothing to take back")
        given = "SELECT 1 FROM refunds WHERE collection = ? AND failure IS NULL"
        if db.execute(given, (collection.id,)).fetchone():
            raise conflict("given_back", "the shop has given of it back already")
        taken = "UPDATE collections SET reversed_at = ? WHERE id = ?"
        db.execute(taken, (written(self.clock.now()), collection.id))

    def end(self, db: sqlite3.Connection, collection: Collection, state: str, failure: str | None) -> None:
        """Without any money: `failed` or `expired`."""
        db.execute(
            "UPDATE collections SET state = ?, failure = ?, settled_at = ? WHERE id = ? AND state <> 'succeeded'",
            (state, failure, written(self.clock.now()), collection.id),
        )

    def announce(self, db: sqlite3.Connection, collection: Collection, *, times: int = 1) -> None:
        """Keep the callback that tells how the collection ended: the same event, however often it is told."""
        self.callbacks.keep(db, collection, self.shown(collection), times=times)

    def require_open(self, collection: Collection) -> None:
        state = collection.state_at(self.clock.now())
        if state != "pending":
            raise conflict("not_pending", f"this payment is already {state}")

    def _one(self, where: str, *values: object) -> Collection:
        with self.database.reading() as db:
            found = _find(db, where, *values)
        if not found:
            raise missing("collection")
        return found[0]


def _find(db: sqlite3.Connection, where: str, *values: object) -> list[Collection]:
    """`where` is this module's own text, never a caller's."""
    rows = db.execute(f"SELECT * FROM collections WHERE {where}", values)  # noqa: S608
    return [Collection.from_row(row) for row in rows]


def _answer(db: sqlite3.Connection, account: str, key: str, fingerprint: str) -> str | None:
    row = db.execute("SELECT * FROM answers WHERE account = ? AND key = ?", (account, key)).fetchone()
    if row is not None and row["fingerprint"] != fingerprint:
        raise conflict("idempotency_mismatch", "this Idempotency-Key came with another body before")
    return row["body"] if row is not None else None
