"""The few places where SQLite and PostgreSQL are spoken to differently."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import JSON, FromClause, Select, String, Table, bindparam, cast, column, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine


class Speaks(Protocol):
    """A connection, or a transaction of ours."""

    @property
    def dialect(self) -> Dialect: ...

    def execute(self, statement: Any, parameters: Any = None, /) -> Any: ...


def is_postgres(connection: Speaks) -> bool:
    return connection.dialect.name == "postgresql"


def insert(connection: Speaks, table: Table) -> Any:
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


def is_in_list(dialect: Dialect, column: Any, name: str) -> Any:
    """`column` is one of a list of words, given as the parameter `name`, as `listed` writes it: however many they are,
    the statement stays the same."""
    if dialect.name == "postgresql":
        return column == func.any(bindparam(name, type_=postgresql.ARRAY(String())))
    return column.in_(select(rows_in_list(dialect, name).c.value))


def rows_in_list(dialect: Dialect, name: str) -> Any:
    """Such a list as rows with one column, `value`."""
    if dialect.name == "postgresql":
        return func.unnest(bindparam(name, type_=postgresql.ARRAY(String()))).table_valued("value").render_derived()
    return func.json_each(bindparam(name, type_=String())).table_valued("value")


def listed(dialect: Dialect, words: Sequence[str]) -> Any:
    """A list of words as such a parameter."""
    return list(words) if dialect.name == "postgresql" else json.dumps(list(words))


def rows_of(connection: Speaks, name: str, **columns: TypeEngine[Any]) -> FromClause:
    """A list of JSON objects, given as the parameter `name`, as a table of that name: however many rows it has, the
    statement stays the same."""
    given = bindparam(name, type_=String())
    if is_postgres(connection):
        rows = func.json_to_recordset(cast(given, JSON))
        typed = [column(each, kind) for each, kind in columns.items()]
        return rows.table_valued(*typed).render_derived(name=name, with_types=True)
    row = func.json_each(given).table_valued("value")
    fields = (func.json_extract(row.c.value, f"$.{each}").label(each) for each in columns)
    return select(*fields).select_from(row).subquery(name)


def take_turns(connection: Speaks, name: str) -> None:
    """Transactions that name the same thing run one after the other, from here to their end."""
    if is_postgres(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
