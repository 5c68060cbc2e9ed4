"""How an aggregate lies in tables: one root row and the rows of its parts, of which only what changed is written.

Root and parts are read by two statements, never by a join: whoever waited for the lock on the root then sees the
parts as the one before left them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from sqlalchemy import Connection, Select, Table, and_, bindparam, delete, insert, select, update

from domain.shared.clock import Clock
from domain.shared.errors import Conflict, NotFound
from domain.shared.events import DomainEvent
from domain.shared.ids import ShopId
from integrations.store.sql import locked
from integrations.store.turns import OrderTurns

Values = dict[str, Any]
Stored = Mapping[Any, Any]
"""A row as it was read, by column name."""


class Aggregate(Protocol):
    version: int

    def collect(self) -> list[DomainEvent]: ...


Root = TypeVar("Root", bound=Aggregate)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a repository works in: one transaction, one shop. `happened` takes an aggregate's events."""

    connection: Connection
    turns: OrderTurns
    shop_id: ShopId
    clock: Clock
    happened: Callable[[Iterable[DomainEvent]], None]


@dataclass(frozen=True, slots=True)
class Part:
    """A table of parts: `parent` names the root, `key` tells the parts of one root apart."""

    table: Table
    parent: str
    key: tuple[str, ...]
    order_by: str = "position"
    makes_versions: bool = True


@dataclass(frozen=True, slots=True)
class Rows:
    """An aggregate as rows: the root's values, and those of each part, in the order of `parts`."""

    root: Values
    parts: tuple[list[Values], ...] = field(default=())


class Repository(Generic[Root]):
    """Reads lock, unless they say otherwise. `save` takes what this unit of work has read or added."""

    what: ClassVar[str]
    table: ClassVar[Table]
    id: ClassVar[str] = "id"
    parts: ClassVar[tuple[Part, ...]] = ()

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._connection = scope.connection
        self._as_stored: dict[str, Rows] = {}

    def to_rows(self, root: Root) -> Rows:
        raise NotImplementedError

    def from_rows(self, row: Stored, parts: Sequence[list[Stored]]) -> Root:
        raise NotImplementedError

    # -- writing ----------------------------------------------------------------------------------------------

    def add(self, root: Root) -> None:
        rows = self.to_rows(root)
        self._insert_root(rows.root)
        for part, values in zip(self.parts, rows.parts, strict=True):
            self._insert(part.table, values)
        self._kept(root, rows)

    def save(self, root: Root) -> None:
        """Raises Conflict when somebody else saved it since it was read."""
        rows = self.to_rows(root)
        before = self._as_stored[rows.root[self.id]]
        root_changes = {name: value for name, value in rows.root.items() if before.root[name] != value}
        pairs = list(zip(self.parts, before.parts, rows.parts, strict=True))
        if root_changes or any(old != new and part.makes_versions for part, old, new in pairs):
            self._update_root(rows.root[self.id], root_changes, root.version)
            root.version += 1
        for part, old, new in pairs:
            self._write_differences(part, old, new)
        self._kept(root, rows)

    def _kept(self, root: Root, rows: Rows) -> None:
        self._as_stored[rows.root[self.id]] = rows
        self._scope.happened(root.collect())

    def _insert_root(self, values: Values) -> None:
        self._insert(self.table, [values | {"version": 0}])

    def _update_root(self, id: str, changes: Values, version: int) -> None:
        same = self.table.c[self.id] == id, self.table.c.version == version
        changed = update(self.table).where(*same).values(**changes, version=version + 1)
        if self._connection.execute(changed).rowcount != 1:
            raise Conflict(f"{self.what} {id}")

    def _write_differences(self, part: Part, old: list[Values], new: list[Values]) -> None:
        if old == new:
            return
        names = (part.parent, *part.key)
        before = {tuple(row[name] for name in names): row for row in old}
        after = {tuple(row[name] for name in names): row for row in new}
        self._delete(part.table, names, [key for key in before if key not in after])
        self._insert(part.table, [row for key, row in after.items() if key not in before])
        self._update(part.table, names, [r for key, r in after.items() if before.get(key, r) != r])

    def _insert(self, table: Table, rows: list[Values]) -> None:
        if rows:
            self._connection.execute(insert(table), rows)

    def _update(self, table: Table, names: tuple[str, ...], rows: list[Values]) -> None:
        if rows:
            rest: Values = {name: bindparam(f"new_{name}") for name in rows[0] if name not in names}
            statement = update(table).where(_is(table, names)).values(rest)
            values = [{f"{'is' if name in names else 'new'}_{name}": row[name] for name in row} for row in rows]
            self._connection.execute(statement, values)

    def _delete(self, table: Table, names: tuple[str, ...], keys: list[tuple[Any, ...]]) -> None:
        if keys:
            values = [{f"is_{name}": item for name, item in zip(names, key, strict=True)} for key in keys]
            self._connection.execute(delete(table).where(_is(table, names)), values)

    # -- reading ----------------------------------------------------------------------------------------------

    def _get(self, condition: Any, name: object) -> Root:
        found = self._find(condition)
        if found is None:
            raise NotFound(self.what, name)
        return found

    def _find(self, condition: Any, **how: Any) -> Root | None:
        found = self._all(condition, **how)
        return found[0] if found else None

    def _all(
        self, condition: Any, *, order_by: tuple[Any, ...] = (), limit: int | None = None, lock: bool = True
    ) -> list[Root]:
        chosen = select(self.table).where(self._mine(), condition)
        chosen = chosen.order_by(*order_by, self.table.c[self.id]).limit(limit)
        rows = self._connection.execute(locked(chosen) if lock else chosen).mappings().all()
        parts = [self._parts_of(part, [row[self.id] for row in rows]) for part in self.parts] if rows else []
        return [self._read(row, [part.get(row[self.id], []) for part in parts]) for row in rows]

    def _read(self, row: Stored, parts: list[list[Stored]]) -> Root:
        root = self.from_rows(row, parts)
        self._as_stored[row[self.id]] = self.to_rows(root)
        return root

    def _parts_of(self, part: Part, roots: list[str]) -> dict[str, list[Stored]]:
        found: dict[str, list[Stored]] = {}
        for row in self._connection.execute(_of_roots(part), {"roots": roots}).mappings():
            found.setdefault(row[part.parent], []).append(row)
        return found

    def _mine(self) -> Any:
        return self.table.c.shop_id == self._scope.shop_id


@cache
def _of_roots(part: Part) -> Select[Any]:
    """Built once: to build a statement costs more than to run it."""
    mine = part.table.c[part.parent].in_(bindparam("roots", expanding=True))
    return select(part.table).where(mine).order_by(part.table.c[part.order_by])


def _is(table: Table, names: tuple[str, ...]) -> Any:
    return and_(*(table.c[name] == bindparam(f"is_{name}") for name in names))
