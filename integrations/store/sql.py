"""The few places where SQLite and PostgreSQL are spoken to differently."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, text
from sqlalchemy.dialects import postgresql, sqlite


def is_postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def insert(connection: Connection, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT: both dialects have it, under different names."""
    return postgresql.insert(table) if is_postgres(connection) else sqlite.insert(table)


def locked(statement: Select[Any], *, of: Table | None = None, skip_locked: bool = False) -> Select[Any]:
    """Rows are locked until the transaction ends. SQLite leaves the words out: there a transaction that
    writes is alone from its beginning (BEGIN IMMEDIATE)."""
    return statement.with_for_update(of=of, skip_locked=skip_locked)


def says(column: Any, word: str) -> Any:
    """`column` is this word, written into the statement: a placeholder would hide a partial index from it."""
    return column == bindparam(None, word, literal_execute=True)


def says_one_of(column: Any, words: Sequence[str]) -> Any:
    """`column` is one of these words, likewise."""
    return column.in_(bindparam(None, list(words), expanding=True, literal_execute=True))


def take_turns(connection: Connection, name: str) -> None:
    """Transactions that name the same thing run one after the other, from here to their end."""
    if is_postgres(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
