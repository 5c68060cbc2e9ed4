"""What waits to be written: few shapes of INSERT, UPDATE and DELETE, each put into words once.

PostgreSQL takes any number of them in one statement, and with it in one round trip: each is a part of one WITH, all of
them happen or none. SQLite, which is in the same process, takes one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.engine import Dialect

MOST_AT_ONCE = 60
"""So many writes make one statement: the server plans each shape of it anew."""
Values = dict[str, Any]
Processor = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """A statement without its values. `columns` are set, `added` are added to, `where` names the row; where `rows` is
    not one, so many are inserted at once. `once` names a unique key: what is there already stays, but for `renewed`.

    `must_hit`: somebody else was faster where it changes nothing.
    """

    verb: str
    table: Table
    columns: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    rows: int = 1
    once: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    must_hit: bool = False


@dataclass(frozen=True, slots=True)
class Write:
    """A shape and its values, in the order of their places."""

    shape: Shape
    values: tuple[Any, ...]

    @property
    def row(self) -> object:
        """What tells the row that it writes from every other; of a row without a number yet, nothing does."""
        shape = self.shape
        names = shape.columns if shape.verb == "insert" else shape.where
        given = dict(zip(names, self.values[len(self.values) - len(names) :], strict=True))
        key = tuple(given.get(column.name) for column in shape.table.primary_key)
        return (shape.table.name, key) if None not in key else object()

    def bound(self, dialect: Dialect) -> list[Any]:
        """As the driver takes them."""
        return [
            value if to is None else to(value)
            for to, value in zip(_processors(self.shape, dialect), self.values, strict=True)
        ]


def insert_rows(
    table: Table, rows: Sequence[Values], *, once: tuple[str, ...] = (), renewed: tuple[str, ...] = ()
) -> Write:
    """Rows of the same columns."""
    columns = tuple(rows[0])
    shape = Shape("insert", table, columns, rows=len(rows), once=once, renewed=renewed)
    return Write(shape, tuple(row[name] for row in rows for name in columns))


def update_row(
    table: Table, where: Values, changes: Values, *, added: Values | None = None, must_hit: bool = False
) -> Write:
    more = added or {}
    shape = Shape("update", table, tuple(changes), tuple(more), tuple(where), must_hit=must_hit)
    return Write(shape, (*changes.values(), *more.values(), *where.values()))


def delete_row(table: Table, where: Values) -> Write:
    return Write(Shape("delete", table, where=tuple(where)), tuple(where.values()))


def in_batches(writes: Iterable[Write]) -> Iterator[list[Write]]:
    """Each batch may go out at once: no row is written twice in it. Rows of one table and the same columns are inserted
    together, where the first of them stood: they are numbered in this order."""
    batch: list[Write] = []
    taken: set[object] = set()
    for write in writes:
        row = write.row
        if row in taken or len(batch) == MOST_AT_ONCE:
            yield _rows_together(batch)
            batch, taken = [], set()
        batch.append(write)
        taken.add(row)
    if batch:
        yield _rows_together(batch)


def _rows_together(writes: list[Write]) -> list[Write]:
    found: dict[object, list[Write]] = {}
    for write in writes:
        shape = write.shape
        alike = (shape.table.name, shape.columns, shape.once, shape.renewed) if shape.verb == "insert" else object()
        found.setdefault(alike, []).append(write)
    return [_together(each) for each in found.values()]


def _together(writes: list[Write]) -> Write:
    first = writes[0]
    if len(writes) == 1:
        return first
    rows = sum(write.shape.rows for write in writes)
    return Write(replace(first.shape, rows=rows), tuple(value for write in writes for value in write.values))


# -- in words -----------------------------------------------------------------------------------------------------


@cache
def in_words(shape: Shape, mark: str) -> str:
    """`mark` is the driver's sign for a value."""
    table = shape.table.name
    if shape.verb == "insert":
        row = f"({', '.join([mark] * len(shape.columns))})"
        names = ", ".join(map(_quoted, shape.columns))
        return f"INSERT INTO {table} ({names}) VALUES {', '.join([row] * shape.rows)}{_where_it_is_there(shape)}"  # noqa: S608 - names of our own tables
    condition = " AND ".join(f"{_quoted(name)} = {mark}" for name in shape.where)
    if shape.verb == "delete":
        return f"DELETE FROM {table} WHERE {condition}"  # noqa: S608
    news = [f"{_quoted(name)} = {mark}" for name in shape.columns]
    news += [f"{_quoted(name)} = {_quoted(name)} + {mark}" for name in shape.added]
    return f"UPDATE {table} SET {', '.join(news)} WHERE {condition}"  # noqa: S608


@lru_cache(maxsize=1000)
def in_one_statement(shapes: tuple[Shape, ...]) -> str:
    """For PostgreSQL, which carries the parts out in the order in which the SELECT asks for them. A write that had to
    hit and did not makes the whole divide by zero: nothing of it happens. Values are numbered, as the server itself
    has them: the driver need not look for them in four kilobytes of text."""
    parts = [f"w{n} AS ({in_words(shape, '%s')} RETURNING 1)" for n, shape in enumerate(shapes)]
    done = [f"{'1 / ' if shape.must_hit else ''}(SELECT count(*) FROM w{n})" for n, shape in enumerate(shapes)]  # noqa: S608
    pieces = f"WITH {', '.join(parts)} SELECT {', '.join(done)}".split("%s")
    return "".join(f"{piece}${n}" for n, piece in enumerate(pieces[:-1], 1)) + pieces[-1]


def _where_it_is_there(shape: Shape) -> str:
    if not shape.once:
        return ""
    key = ", ".join(map(_quoted, shape.once))
    news = ", ".join(f"{_quoted(name)} = excluded.{_quoted(name)}" for name in shape.renewed)
    return f" ON CONFLICT ({key}) DO " + (f"UPDATE SET {news}" if news else "NOTHING")


def _quoted(name: str) -> str:
    return f'"{name}"'


@cache
def _processors(shape: Shape, dialect: Dialect) -> tuple[Processor | None, ...]:
    return tuple(_to_driver(shape.table, name, dialect) for name in _places(shape))


def _places(shape: Shape) -> Iterator[str]:
    for _ in range(shape.rows):
        yield from shape.columns
    yield from shape.added
    yield from shape.where


@cache
def _to_driver(table: Table, name: str, dialect: Dialect) -> Processor | None:
    return table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
