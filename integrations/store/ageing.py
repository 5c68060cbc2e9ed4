"""What is finished and old moves from the tables that every turn reads to their archives, a few rows at a time.

Old rows are found by walking from the low end of an index that is there anyway: the serial number, or the time. A
stretch is looked at without a lock, then what is finished of it moves: on PostgreSQL in one statement that passes over
whatever somebody else holds, on SQLite in one transaction. A crash leaves each row where it was, or where it belongs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, and_, delete, func, or_, select, true, tuple_
from sqlalchemy import insert as plain_insert

from integrations.store.engine import connect, reading
from integrations.store.partitions import make_months
from integrations.store.sql import is_postgres, locked
from integrations.store.tables import archive
from integrations.store.tables.callbacks import callbacks
from integrations.store.tables.chat import inbox, outbox, receipts
from integrations.store.tables.events import events, reactions
from integrations.store.tables.simulator import screens

BATCH = 500
"""Rows of a stretch: their locks, and SQLite's only writer, are held for some ten milliseconds."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ageing:
    """How the rows of one table grow old. `walk` numbers them, older ones lower; of what is `done` nothing is awaited,
    what has `failed` somebody may still want to replay. `marks` belong to these rows, by the name in their `walk`, and
    go along."""

    hot: Table
    archive: Table
    time: str
    walk: str = "id"
    begins: Any = 0
    done: Any = None
    failed: Any = None
    marks: Ageing | None = None

    def movable(self, before: datetime, failed_before: datetime) -> Any:
        at, done = self.hot.c[self.time], true() if self.done is None else self.done
        old = and_(done, at < before)
        return old if self.failed is None else or_(old, and_(self.failed, at < min(before, failed_before)))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring rows: all that are numbered after `after`, up to `last`."""

    after: Any
    last: Any
    is_old: bool

    def holds(self, number: Any) -> Any:
        return and_(number > self.after, number <= self.last)


def _by_state(hot: Table, kept: Table, time: str, done: str) -> Ageing:
    return Ageing(hot, kept, time, done=hot.c.state == done, failed=hot.c.state == "failed")


REACTIONS = Ageing(reactions, archive.reactions_archive, "at", walk="event_id")
EVENTS = Ageing(events, archive.events_archive, "occurred_at", done=events.c.handled_at.is_not(None), marks=REACTIONS)
AGEING: Mapping[str, tuple[Ageing, ...]] = {
    "webhooks": (_by_state(inbox, archive.inbox_archive, "received_at", "done"),),
    "messages": (
        _by_state(outbox, archive.outbox_archive, "created_at", "sent"),
        Ageing(screens, archive.screens_archive, "at", walk="n"),
    ),
    "receipts": (Ageing(receipts, archive.receipts_archive, "at", walk="at", begins=LONG_AGO),),
    "events": (EVENTS,),
    "callbacks": (Ageing(callbacks, archive.callbacks_archive, "at"),),
}
"""By class: each has its own age at which it moves, and its own at which it is dropped."""


def archives_of(kind: str) -> list[Table]:
    every = [each for aged in AGEING[kind] for each in (aged, aged.marks) if each]
    return [each.archive for each in every]


def move_old(
    engine: Engine, aged: Ageing, before: datetime, failed_before: datetime, batch: int = BATCH
) -> Iterator[int]:
    """How many rows moved, stretch by stretch, each in a transaction of its own, until none is old."""
    movable, after = aged.movable(before, failed_before), aged.begins
    while (stretch := _next_stretch(engine, aged, after, before, batch)) and stretch.is_old:
        old = and_(stretch.holds(aged.hot.c[aged.walk]), aged.hot.c[aged.time] < before)
        with connect(engine) as connection, connection.begin():
            moved = _move_with_marks(connection, aged, old, and_(old, movable))
        yield moved
        after = stretch.last


def _next_stretch(engine: Engine, aged: Ageing, after: Any, before: datetime, batch: int) -> Stretch | None:
    """The newest row of all is never part of it: SQLite would give its number to the next one, once it is gone."""
    number, at = aged.hot.c[aged.walk], aged.hot.c[aged.time]
    looked_at = select(number.label("number"), (at < before).label("is_old")).where(number > after)
    with connect(reading(engine)) as connection:
        older = connection.execute(looked_at.order_by(number).limit(batch + 1)).all()[:-1]
    return Stretch(after, older[-1].number, any(row.is_old for row in older)) if older else None


def _move_with_marks(connection: Connection, aged: Ageing, old: Any, chosen: Any) -> int:
    if marks := aged.marks:
        ours, theirs = aged.hot.c[marks.walk], marks.hot.c[marks.walk]
        _move(connection, marks, *(theirs.in_(select(ours).where(rows)) for rows in (old, chosen)))
    return _move(connection, aged, old, chosen)


def _move(connection: Connection, aged: Ageing, old: Any, chosen: Any) -> int:
    """Who locked a row first moves it; nobody waits for anybody. What is `old` may be finished in a moment: there is a
    month for it too."""
    hot, names = aged.hot, list(aged.hot.columns.keys())
    moves = plain_insert(aged.archive)
    if not is_postgres(connection):
        connection.execute(moves.from_select(names, select(hot).where(chosen)))
        return connection.execute(delete(hot).where(chosen)).rowcount
    months = select(func.date_trunc("month", hot.c[aged.time])).where(old).distinct()
    make_months(connection, aged.archive, connection.execute(months).scalars().all())
    mine = locked(select(*hot.primary_key).where(chosen).order_by(*hot.primary_key), skip_locked=True)
    gone = delete(hot).where(tuple_(*hot.primary_key).in_(mine)).returning(*hot.columns).cte("gone")
    moved = moves.from_select(names, select(gone)).execution_options(preserve_rowcount=True)
    return connection.execute(moved).rowcount
