"""The minimal durable turn on SQLite: WAL, `synchronous=NORMAL`, one BEGIN IMMEDIATE."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable

from tests.benchmarks.floors.postgres import STATE

TABLES = """
    CREATE TABLE IF NOT EXISTS floor_inbox (id TEXT PRIMARY KEY, received_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
    CREATE TABLE IF NOT EXISTS floor_conversations (person TEXT PRIMARY KEY, version INTEGER NOT NULL, state TEXT);
    CREATE TABLE IF NOT EXISTS floor_outbox (n INTEGER PRIMARY KEY, person TEXT NOT NULL, body TEXT NOT NULL);
"""
KEEP = "INSERT INTO floor_inbox (id) VALUES (?) ON CONFLICT DO NOTHING"
LOOK = "SELECT version, state FROM floor_conversations WHERE person = ?"
MOVE = """
    INSERT INTO floor_conversations (person, version, state) VALUES (?, 1, ?)
    ON CONFLICT (person) DO UPDATE SET version = version + 1, state = excluded.state
"""
SAY = "INSERT INTO floor_outbox (person, body) VALUES (?, ?)"


class Connections(threading.local):
    """One for each thread, opened once."""

    def __init__(self, path: str) -> None:
        self.mine = sqlite3.connect(path, isolation_level=None)
        for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=NORMAL"):
            self.mine.execute(f"PRAGMA {pragma}")


def prepare(url: str) -> None:
    Connections(_path(url)).mine.executescript(TABLES)


def turning(url: str) -> Callable[[str, str, str], None]:
    here = Connections(_path(url))

    def turn(id: str, person: str, words: str) -> None:
        mine = here.mine
        mine.execute("BEGIN IMMEDIATE")
        try:
            if mine.execute(KEEP, (id,)).rowcount:
                mine.execute(LOOK, (person,)).fetchone()
                mine.execute(MOVE, (person, STATE))
                mine.execute(SAY, (person, words))
            mine.execute("COMMIT")
        except sqlite3.Error:
            mine.execute("ROLLBACK")
            raise

    return turn


def _path(url: str) -> str:
    return url.removeprefix("sqlite:///")
