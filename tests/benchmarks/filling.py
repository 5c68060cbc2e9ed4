"""Rows by the million, made by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Integer,
    String,
    Table,
    cast,
    column,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.sql.selectable import FromClause

from integrations.store.sql import is_postgres
from integrations.store.tables.base import Words

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
BLANK: dict[type[Any], Any] = {int: 0, bool: False, date: LONG_AGO.date()}

Number = ColumnElement[int]
Value = Callable[[Number], ColumnElement[Any]] | Any


def fill(connection: Connection, table: Table, count: int, **columns: Value) -> None:
    """`count` rows: a value is the same in all of them, or made of the row's number, from 1. What must hold something
    and is not named holds nothing much."""
    if count < 1:
        return
    numbers = _numbers(connection, count)
    blank = {each.name: _blank(each) for each in table.columns if _must_be_given(each) and each.name not in columns}
    values = {name: _expression(value, table.c[name], numbers.c.n) for name, value in (blank | columns).items()}
    rows = select(*values.values()).select_from(numbers)
    connection.execute(insert(table).from_select(list(values), rows))


def named(prefix: str, width: int = 0) -> Callable[[Number], ColumnElement[Any]]:
    """`p1`, `p2`; with a width, `p0001`."""
    if not width:
        return lambda n: literal(prefix) + cast(n, String)
    return lambda n: literal(prefix) + func.substr(cast(n + 10**width, String), 2)


def _numbers(connection: Connection, count: int) -> FromClause:
    if is_postgres(connection):
        return func.generate_series(1, count).table_valued(column("n", Integer)).render_derived(name="numbers")
    first = select(literal(1).label("n")).cte("numbers", recursive=True)
    return first.union_all(select(first.c.n + 1).where(first.c.n < count))


def _must_be_given(each: Column[Any]) -> bool:
    counts_itself = list(each.table.primary_key) == [each] and isinstance(each.type, Integer)
    return not each.nullable and not counts_itself


def _blank(each: Column[Any]) -> Any:
    if isinstance(each.type, JSON):
        return []
    return "" if isinstance(each.type, Words) else BLANK.get(each.type.python_type, LONG_AGO)


def _expression(value: Value, each: Column[Any], n: Number) -> ColumnElement[Any]:
    made = value(n) if callable(value) else literal(value, each.type)
    return made if isinstance(made, ColumnElement) else literal(made, each.type)
