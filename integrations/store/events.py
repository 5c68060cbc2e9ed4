"""What has happened, kept in the transaction in which it happened, until every later reaction has had it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from domain.shared.events import DomainEvent, event_types
from domain.shared.ids import ShopId
from integrations.store.codec import Unreadable, dump, load
from integrations.store.sql import insert, locked
from integrations.store.tables.archive import all_events
from integrations.store.tables.events import events, reactions
from integrations.store.transaction import Transaction
from integrations.store.writes import insert_rows

TRIES = 20
"""So often a later reaction may fail, over some two hours: then the event is dead until somebody retries it."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event that still has reactions to come, as it lies in the store."""

    id: int
    event_id: str
    shop_id: ShopId
    name: str
    tries: int
    payload: dict[str, Any]

    @property
    def event(self) -> DomainEvent:
        """Raises Unreadable where this release does not know it."""
        kind = event_types().get(self.name)
        if kind is None:
            raise Unreadable(f"no event is called {self.name}")
        return load(kind, self.payload)


class Events:
    """Within the caller's transaction."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    def append(
        self,
        happened: Iterable[DomainEvent],
        now: datetime,
        awaited: Callable[[DomainEvent], bool] = lambda event: True,
    ) -> None:
        """Those that are not `awaited` by any later reaction are handled from the start."""
        rows = [_row(event, now) | {"handled_at": None if awaited(event) else now} for event in happened]
        if rows:
            self._connection.later(insert_rows(events, rows))

    def unhandled(self, now: datetime, batch: int = 50) -> list[StoredEvent]:
        """The oldest whose time has come, locked for this transaction; what another one holds is passed over."""
        statement = (
            select(*(events.c[name] for name in StoredEvent.__slots__))
            .where(events.c.handled_at.is_(None), events.c.tries < TRIES, events.c.next_try_at <= now)
            .order_by(events.c.id)
            .limit(batch)
        )
        rows = self._connection.execute(locked(statement, skip_locked=True))
        return [StoredEvent(**row._mapping) for row in rows]

    def waiting(self) -> int:
        """How many have later reactions to come, those that were given up left out."""
        open_ones = events.c.handled_at.is_(None), events.c.tries < TRIES
        return int(self._connection.execute(select(func.count()).where(*open_ones)).scalar_one())

    def handled(self, id: int, now: datetime) -> None:
        self._change(id, handled_at=now, error="")

    def retry(self, id: int, at: datetime, error: str) -> None:
        """A reaction failed: the event comes again, and those that have reacted will not react twice."""
        self._change(id, next_try_at=at, error=error, tries=events.c.tries + 1)

    def postpone(self, id: int, until: datetime) -> None:
        """Nothing has failed: it is to be told then."""
        self._change(id, next_try_at=until)

    def applied_once(self, event_id: str, reaction: str, shop_id: ShopId, now: datetime) -> bool:
        """True exactly once: the mark is kept or lost together with what the reaction does."""
        statement = (
            insert(self._connection, reactions)
            .values(event_id=event_id, reaction=reaction, shop_id=shop_id, at=now)
            .on_conflict_do_nothing(index_elements=["event_id", "reaction"])
            .returning(reactions.c.event_id)
        )
        return self._connection.execute(statement).scalar() is not None

    def about(self, shop_id: ShopId, id: str) -> list[DomainEvent]:
        """The story of one aggregate, in the order in which it happened."""
        statement = (
            select(*(all_events.c[name] for name in StoredEvent.__slots__))
            .where(all_events.c.shop_id == shop_id, all_events.c.about == id)
            .order_by(all_events.c.id)
        )
        return [StoredEvent(**row._mapping).event for row in self._connection.execute(statement)]

    def _change(self, id: int, **changes: Any) -> None:
        self._connection.execute(update(events).where(events.c.id == id).values(**changes))


def _row(event: DomainEvent, now: datetime) -> dict[str, Any]:
    return {
        "shop_id": event.shop_id,
        "event_id": event.event_id,
        "name": type(event).__name__,
        "schema_version": event.schema_version,
        "about": event.about,
        "trace_id": event.trace_id,
        "payload": dump(event),
        "occurred_at": event.occurred_at,
        "next_try_at": now,
        "tries": 0,
        "error": "",
    }
