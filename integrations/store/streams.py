"""Where each event stream stands. A lease makes one publisher work at a time; its token is a fence for the others."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, update

from domain.shared.ids import Ids
from integrations.store.feed import Cursor
from integrations.store.gaps import Gap
from integrations.store.sql import insert
from integrations.store.tables.streams import streams
from integrations.store.transaction import Transaction


class SqlStreams:
    """Within the caller's transaction."""

    def __init__(self, connection: Transaction, ids: Ids) -> None:
        self._connection = connection
        self._ids = ids

    def claim(self, stream: str, now: datetime, lease_for: timedelta) -> Cursor | None:
        """None while another publisher works on it. One that nobody knows yet begins with the oldest event."""
        self._add(stream, now)
        token = self._ids.token()
        is_free = or_(streams.c.lease_token.is_(None), streams.c.leased_until <= now)
        taken = (
            update(streams)
            .where(streams.c.name == stream, is_free)
            .values(lease_token=token, leased_until=now + lease_for)
            .returning(streams.c.position, streams.c.batches, streams.c.gaps)
        )
        row = self._connection.execute(taken).one_or_none()
        return Cursor(stream, token, row.position, row.batches, _gaps(row.gaps)) if row else None

    def give_back(self, cursor: Cursor, now: datetime) -> bool:
        """Moved on or not. False where the lease was lost meanwhile: whoever took it moves on by themselves."""
        held = streams.c.name == cursor.stream, streams.c.lease_token == cursor.token
        moved = update(streams).where(*held).values(**_values(cursor), lease_token=None, updated_at=now)
        return self._connection.execute(moved).rowcount == 1

    def _add(self, stream: str, now: datetime) -> None:
        new = {**_values(Cursor(stream, "")), "name": stream, "leased_until": now, "updated_at": now}
        self._connection.execute(insert(self._connection, streams).values(new).on_conflict_do_nothing())


def _values(cursor: Cursor) -> dict[str, Any]:
    gaps = [[gap.first, gap.last, sorted(gap.writers)] for gap in cursor.gaps]
    return {"position": cursor.position, "batches": cursor.batches, "gaps": gaps}


def _gaps(stored: list[Any]) -> tuple[Gap, ...]:
    return tuple(Gap(first, last, frozenset(writers)) for first, last, writers in stored)
