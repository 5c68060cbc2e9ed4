"""How an aggregate lies in tables: one root row and the rows of its parts, of which only what changed is written.

Under a lock root and parts are read by two statements, never by a join: whoever waited for the lock on the root then
sees the parts as the one before left them. Where nothing is locked, one statement reads both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from sqlalchemy import Select, Table, bindparam, select

from domain.shared.clock import Clock
from domain.shared.errors import NotFound
from domain.shared.events import DomainEvent
from domain.shared.ids import ShopId
from integrations.store.repositories.rows import Found, Part, Rows, Stored, differences, parts_as_json, rows_in
from integrations.store.sql import locked
from integrations.store.transaction import Transaction
from integrations.store.turns import OrderTurns
from integrations.store.writes import Values, Write, insert_rows, update_row


class Aggregate(Protocol):
    version: int

    def collect(self) -> list[DomainEvent]: ...


Root = TypeVar("Root", bound=Aggregate)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a repository works in: one transaction, one shop. `happened` takes an aggregate's events."""

    connection: Transaction
    turns: OrderTurns
    shop_id: ShopId
    clock: Clock
    happened: Callable[[Iterable[DomainEvent]], None]


@dataclass(slots=True)
class Image:
    """An aggregate as this unit of work leaves it, and as the database has it: None where it is new."""

    rows: Rows
    stored: Rows | None


class Repository(Generic[Root]):
    """Reads lock, unless they say otherwise. `save` takes what this unit of work has read or added; it is written with
    everything else that waits, once however often it was saved, and only what has changed."""

    what: ClassVar[str]
    table: ClassVar[Table]
    id: ClassVar[str] = "id"
    parts: ClassVar[tuple[Part, ...]] = ()

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._connection = scope.connection
        self._images: dict[str, Image] = {}
        self._known: dict[object, str | None] = {}

    def to_rows(self, root: Root) -> Rows:
        raise NotImplementedError

    def from_rows(self, row: Stored, parts: Sequence[Sequence[Stored]]) -> Root:
        raise NotImplementedError

    # -- writing ----------------------------------------------------------------------------------------------

    def add(self, root: Root) -> None:
        rows = self._rows(root)
        self._connection.fresh.add(rows.root[self.id])
        self._keep(root, Image(rows, None))

    def save(self, root: Root) -> None:
        """Somebody else saved it since it was read: then the whole unit of work is overtaken."""
        rows = self._rows(root)
        image = self._images[rows.root[self.id]]
        if self._makes_version(image.rows, rows):
            root.version += 1
        self._keep(root, Image(rows.of_version(root.version), image.stored))

    def _rows(self, root: Root) -> Rows:
        return self.to_rows(root).of_version(root.version)

    def _makes_version(self, old: Rows, new: Rows) -> bool:
        pairs = zip(self.parts, old.parts, new.parts, strict=True)
        return old.root != new.root or any(part.makes_versions and was != now for part, was, now in pairs)

    def _keep(self, root: Root, image: Image) -> None:
        id = image.rows.root[self.id]
        self._images[id] = image
        self._connection.touched.add(self.table.name)
        self._connection.later_as_it_will_be((self.table.name, id), lambda: self._writes(id))
        self._scope.happened(root.collect())

    def _writes(self, id: str) -> Iterator[Write]:
        """What makes the database say what the image says."""
        image = self._images[id]
        now, stored = image.rows, image.stored
        self._images[id] = Image(now, now)
        if stored is None:
            yield insert_rows(self.table, [now.root])
        elif changes := {name: value for name, value in now.root.items() if stored.root[name] != value}:
            yield self._update(stored.root, changes)
        for n, part in enumerate(self.parts):
            yield from differences(part, stored.parts[n] if stored else [], now.parts[n])

    def _update(self, stored: Values, changes: Values) -> Write:
        same = {self.id: stored[self.id], "version": stored["version"]}
        return update_row(self.table, same, changes, must_hit=True)

    def forget(self) -> None:
        """What was read is read anew."""
        self._images.clear()
        self._known.clear()

    # -- what was read beforehand -----------------------------------------------------------------------------

    def prime(self, key: object, found: Found | None) -> None:
        """Whoever asks by `key` from now on gets this one, or none, as this unit of work has left it. It is not
        locked: whoever is faster overtakes."""
        if found is not None:
            self._read(*found)
        self._known[key] = found[0][self.id] if found else None

    def _recall(self, key: object) -> Root | None:
        id = self._known[key]
        return None if id is None else self._recalled(id)

    def _known_as(self, name: object) -> Root:
        root = self._recall(name)
        if root is None:
            raise NotFound(self.what, name)
        return root

    def _recalled(self, id: str) -> Root:
        rows = self._images[id].rows
        return self.from_rows(rows.root, rows.parts)

    # -- reading ----------------------------------------------------------------------------------------------

    def _get(self, condition: Any, name: object) -> Root:
        if name in self._known:
            return self._known_as(name)
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
        found = self._connection.execute(locked(chosen)) if lock else self._connection.read(chosen)
        rows = found.mappings().all()
        parts = [self._parts_of(part, [row[self.id] for row in rows]) for part in self.parts] if rows else []
        return [self._read(row, [part.get(row[self.id], []) for part in parts]) for row in rows]

    def _all_at_once(self, condition: Any) -> list[Root]:
        """Without a lock, root and parts in one round trip: what is counted is held against what is there when it is
        written, all else against the version."""
        listed = (parts_as_json(self._connection.dialect, part, self.table.c[self.id]) for part in self.parts)
        chosen = select(self.table, *listed).where(self._mine(), condition).order_by(self.table.c[self.id])
        rows = self._connection.read(chosen).mappings().all()
        return [self._read(row, [rows_in(row[part.table.name]) for part in self.parts]) for row in rows]

    def _read(self, row: Stored, parts: Sequence[Sequence[Stored]]) -> Root:
        root = self.from_rows(row, parts)
        rows = self._rows(root)
        self._images[row[self.id]] = Image(rows, rows)
        return root

    def _parts_of(self, part: Part, roots: list[str]) -> dict[str, list[Stored]]:
        found: dict[str, list[Stored]] = {}
        for row in self._connection.read(_of_roots(part), {"roots": roots}).mappings():
            found.setdefault(row[part.parent], []).append(row)
        return found

    def _mine(self) -> Any:
        return self.table.c.shop_id == self._scope.shop_id


@cache
def _of_roots(part: Part) -> Select[Any]:
    """Built once: to build a statement costs more than to run it."""
    mine = part.table.c[part.parent].in_(bindparam("roots", expanding=True))
    return select(part.table).where(mine).order_by(part.table.c[part.order_by])
