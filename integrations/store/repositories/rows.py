"""An aggregate as rows, and what turns the rows that are stored into others."""

from __future__ import annotations

import json
import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, func, literal_column, select
from sqlalchemy.engine import Dialect

from integrations.store.writes import Values, Write, delete_row, insert_rows, update_row

Stored = Mapping[Any, Any]
"""A row as it was read, by column name."""
Found = tuple[Stored, Sequence[Sequence[Stored]]]
"""An aggregate as it lies in its tables: the row of the root, and those of each part."""


@dataclass(frozen=True, slots=True)
class Part:
    """A table of parts: `parent` names the root, `key` tells the parts of one root apart. What is `counted` is added to
    and taken from, so that two who count at once are both right."""

    table: Table
    parent: str
    key: tuple[str, ...]
    order_by: str = "position"
    makes_versions: bool = True
    counted: tuple[str, ...] = ()

    def key_of(self, row: Values) -> Values:
        return {name: row[name] for name in (self.parent, *self.key)}


@dataclass(frozen=True, slots=True)
class Rows:
    """An aggregate as rows: the root's values, and those of each part, in the order of `parts`."""

    root: Values
    parts: tuple[list[Values], ...] = field(default=())

    def of_version(self, version: int) -> Rows:
        return Rows(self.root | {"version": version}, self.parts)


def differences(part: Part, old: Sequence[Values], new: Sequence[Values]) -> Iterator[Write]:
    """What turns the old rows of a part into the new ones."""
    if old == new:
        return
    key = operator.itemgetter(part.parent, *part.key)
    before, after = {key(row): row for row in old}, {key(row): row for row in new}
    for gone in before.keys() - after.keys():
        yield delete_row(part.table, part.key_of(before[gone]))
    added = [row for name, row in after.items() if name not in before]
    if added:
        yield insert_rows(part.table, added)
    for name in before.keys() & after.keys():
        yield from change(part, before[name], after[name])


def change(part: Part, old: Values, new: Values) -> Iterator[Write]:
    """Nothing where they are the same."""
    news = {name: value for name, value in new.items() if old[name] != value}
    if news:
        counted = {name: news.pop(name) - old[name] for name in part.counted if name in news}
        yield update_row(part.table, part.key_of(new), news, added=counted)


def parts_as_json(dialect: Dialect, part: Part, root: Any) -> Any:
    """The rows of a part as one column, called like its table: a JSON list in their order. For parts of words and
    numbers."""
    its = part.table.alias("its")
    rows = select(its).where(its.c[part.parent] == root).order_by(its.c[part.order_by]).correlate(root.table)
    is_postgres = dialect.name == "postgresql"
    found = rows.lateral("each") if is_postgres else rows.subquery("each")
    pairs = [each for column in found.c for each in (literal_column(f"'{column.name}'"), column)]
    row = func.json_build_object(*pairs) if is_postgres else func.json_object(*pairs)
    gathered = func.json_agg(row) if is_postgres else func.json_group_array(row)
    return select(gathered).select_from(found).scalar_subquery().label(part.table.name)


def rows_in(listed: Any) -> list[Any]:
    """Such a column's rows, as the drivers give them."""
    return json.loads(listed) if isinstance(listed, str) else listed or []
