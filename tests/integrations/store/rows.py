"""Rows for tests that care about tables, not about what they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Engine, Table, TypeDecorator, inspect

from tests.integrations.store.conftest import NOW

Checks = Mapping[str, str]
"""What a column that may hold only certain words holds: one of them."""


def a_row(table: Table, n: int, checks: Checks | None = None, **known: Any) -> dict[str, Any]:
    """Every column filled, but for the number that the database counts up. Row `n` has other keys than row `n + 1`;
    what refers to another table refers to that table's row `n`."""
    columns = [each for each in table.columns if not counts_up(table, each)]
    return {each.name: (checks or {}).get(each.name) or _value(each, n) for each in columns} | known


def counts_up(table: Table, column: Column[Any]) -> bool:
    is_key = [each.name for each in table.primary_key] == [column.name]
    return is_key and _plain(column) is int


def _value(column: Column[Any], n: int) -> Any:
    if isinstance(column.type, JSON):
        return [n]
    kind = _plain(column)
    if kind is str:
        return f"{_leads_to(column)}-{n}"
    return {int: 1, bool: False, bytes: b"1", datetime: NOW, date: NOW.date()}[kind]


def _plain(column: Column[Any]) -> type[Any]:
    kind: Any = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return kind.python_type


def _leads_to(column: Column[Any]) -> str:
    """A name to fill it with: that of the column which it refers to in the end."""
    for key in column.foreign_keys:
        return _leads_to(key.column)
    return f"{column.table.name}.{column.name}"


def checks_of(database: Engine, table: str) -> Checks:
    """From the database's own words: the first that each `state IN ('one', 'other')` lists."""
    found = {}
    for check in inspect(database).get_check_constraints(table):
        if words := re.findall(r"'(\w+)'", check["sqltext"]):
            found[re.sub(r"\W*(\w+).*", r"\1", check["sqltext"], flags=re.DOTALL)] = words[0]
    return found
