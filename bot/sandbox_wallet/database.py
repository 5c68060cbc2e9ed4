"""The wallet's own SQLite file: one short transaction for each thing that happens."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS collections (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE, token TEXT NOT NULL UNIQUE, account TEXT NOT NULL, reference TEXT NOT NULL,
    amount TEXT NOT NULL, currency TEXT NOT NULL, payer TEXT, mode TEXT NOT NULL, description TEXT NOT NULL,
    business_name TEXT NOT NULL, callback_url TEXT, return_url TEXT, language TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed', 'expired')),
    failure TEXT, transaction_id TEXT UNIQUE,
    created_at TEXT NOT NULL, expires_at TEXT NOT NULL, settled_at TEXT,
    CHECK ((state = 'succeeded') = (transaction_id IS NOT NULL))
);
CREATE INDEX IF NOT EXISTS collections_by_day ON collections (account, settled_at);
CREATE INDEX IF NOT EXISTS collections_by_reference ON collections (account, reference);
CREATE INDEX IF NOT EXISTS collections_by_payer ON collections (payer, seq);
CREATE TABLE IF NOT EXISTS answers (
    account TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE TABLE IF NOT EXISTS refunds (
    account TEXT NOT NULL, id TEXT NOT NULL, collection TEXT NOT NULL REFERENCES collections (id),
    amount TEXT NOT NULL, currency TEXT NOT NULL, failure TEXT,
    created_at TEXT NOT NULL, done_at TEXT NOT NULL,
    PRIMARY KEY (account, id)
);
CREATE TABLE IF NOT EXISTS callbacks (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL, url TEXT NOT NULL, body TEXT NOT NULL, proof TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, due_at TEXT, outcome TEXT
);
CREATE INDEX IF NOT EXISTS callbacks_due ON callbacks (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS faults (
    door TEXT PRIMARY KEY, kind TEXT NOT NULL,
    times INTEGER NOT NULL, seconds REAL NOT NULL, effect INTEGER NOT NULL
);
"""

LATER_COLUMNS = ("paid_amount", "paid_currency", "reversed_at")
"""Of collections: an older file gets them when it is opened."""


class Database:
    """`changed` is set after every commit: the sender of callbacks waits for it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.changed = threading.Event()
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connect()) as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(SCHEMA)
            _grow(db)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Committed when the block ends normally, before any answer leaves."""
        with closing(self._connect()) as db:
            db.execute("BEGIN IMMEDIATE")
            yield db  # closing without COMMIT rolls back
            db.execute("COMMIT")
        self.changed.set()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        with closing(self._connect()) as db:
            yield db

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA foreign_keys = ON")
        return db


def _grow(db: sqlite3.Connection) -> None:
    known = {row["name"] for row in db.execute("PRAGMA table_info(collections)")}
    for name in LATER_COLUMNS:
        if name not in known:
            db.execute(f"ALTER TABLE collections ADD COLUMN {name} TEXT")


def insert(db: sqlite3.Connection, table: str, **row: object) -> None:
    """`table` and the names in `row` are this package's own words, never a caller's."""
    marks = ", ".join("?" * len(row))
    db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))  # noqa: S608


def written(at: datetime) -> str:
    """An instant as it is kept and sent: of one length, so that text order is time order."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read(text: str) -> datetime:
    return datetime.fromisoformat(text)
