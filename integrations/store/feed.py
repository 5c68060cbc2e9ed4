"""Everything that has happened, read from where a stream stopped: each event once it can be seen, none passed over.

In order for each order: whoever writes of an order has its turn (`turns.py`) until they commit, and takes the ids of
their events within it. So of two events of one order the lower id is visible whenever the higher one is, and one
statement, which sees one moment, gives them in that order. Nothing waits for a slow transaction of somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import or_, select, text, union_all

from domain.shared.ids import ShopId
from integrations.store.gaps import Gap, missing, still_open
from integrations.store.sql import is_postgres
from integrations.store.tables.events import events
from integrations.store.transaction import Transaction

WRITERS = text("""
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND relation = 'events'::regclass AND mode = 'RowExclusiveLock' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
""")
"""An INSERT locks its table before it takes an id, and lets go after its transaction has become visible."""


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """As it lies in the store, whether or not this release knows what it says."""

    id: int
    event_id: str
    shop_id: ShopId
    name: str
    schema_version: int
    trace_id: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a stream is: all up to `position` but for the gaps. Who holds `token` may move it on."""

    stream: str
    token: str
    position: int = 0
    batches: int = 0
    gaps: tuple[Gap, ...] = ()

    @property
    def floor(self) -> int:
        """Before this id nothing is missing."""
        return min((gap.first for gap in self.gaps), default=self.position + 1)


class SqlFeed:
    """Reads only."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    def after(self, cursor: Cursor, batch: int) -> tuple[list[KeptEvent], Cursor]:
        """What can be seen now, and where the cursor stands once all of it is published."""
        writing = self._writers() if cursor.gaps else frozenset[str]()
        found = self._visible(cursor, batch)
        ids = [event.id for event in found]
        position = max([cursor.position, *ids])
        new = list(missing(cursor.position + 1, position, [id for id in ids if id > cursor.position]))
        writers = self._writers() if new else frozenset[str]()
        gaps = (*still_open(cursor.gaps, ids, writing), *(Gap(first, last, writers) for first, last in new))
        return found, replace(cursor, position=position, gaps=gaps)

    def before_the_last(self, count: int) -> int:
        """The position that so many events follow."""
        statement = select(events.c.id).order_by(events.c.id.desc()).offset(count).limit(1)
        return self._connection.execute(statement).scalar() or 0

    def _visible(self, cursor: Cursor, batch: int) -> list[KeptEvent]:
        columns = [events.c[name] for name in KeptEvent.__slots__]
        new = select(*columns).where(events.c.id > cursor.position).order_by(events.c.id).limit(batch).subquery()
        late = [events.c.id.between(gap.first, gap.last) for gap in cursor.gaps]
        both = union_all(select(new), select(*columns).where(or_(*late))) if late else select(new)
        rows = self._connection.execute(both.order_by("id"))
        return [KeptEvent(**row._mapping) for row in rows]

    def _writers(self) -> frozenset[str]:
        """The transactions that may have taken ids. SQLite has no such: there a writer is alone."""
        if not is_postgres(self._connection):
            return frozenset()
        return frozenset(self._connection.execute(WRITERS).scalars())
