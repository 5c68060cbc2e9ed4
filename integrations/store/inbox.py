"""What came in from outside, each event once for ever, until it has had its turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update

from domain.shared.ids import ShopId
from integrations.store.sql import insert, locked, says
from integrations.store.tables.chat import inbox
from integrations.store.transaction import Transaction
from integrations.store.writes import insert_rows

MOST_NAMES = 500
"""In one statement."""
MESSAGE, FLOOD = "message", "flood"
"""A message that had its turn, and one that came too fast for that."""


@dataclass(frozen=True, slots=True)
class Received:
    """An event that is kept and has not had its turn. `raw` is what came, as it came."""

    id: int
    source: str
    provider_id: str
    kind: str
    raw: dict[str, Any]
    shop_id: ShopId | None
    tries: int
    received_at: datetime


class Inbox:
    """Within the caller's transaction."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    def keep(
        self,
        source: str,
        provider_id: str,
        kind: str,
        raw: dict[str, Any],
        shop_id: ShopId | None,
        now: datetime,
    ) -> int | None:
        """The event's number, or None: it is kept already. Who comes second waits for who came first."""
        statement = (
            insert(self._connection, inbox)
            .values(
                source=source,
                provider_id=provider_id,
                kind=kind,
                raw=raw,
                shop_id=shop_id,
                state="received",
                error="",
                tries=0,
                received_at=now,
            )
            .on_conflict_do_nothing(index_elements=["source", "provider_id"])
            .returning(inbox.c.id)
        )
        return self._connection.execute(statement).scalar()

    def heard(
        self, source: str, provider_id: str, raw: dict[str, Any], shop_id: ShopId, now: datetime, error: str = ""
    ) -> None:
        """A message that has its turn in this very transaction; with an `error` it failed and is not tried again by
        itself. Somebody else's turn with the same message has overtaken this one."""
        row = {
            "source": source,
            "provider_id": provider_id,
            "kind": MESSAGE,
            "raw": raw,
            "shop_id": shop_id,
            "state": "failed" if error else "done",
            "error": error,
            "tries": 0,
            "received_at": now,
            "done_at": now,
        }
        self._connection.later(insert_rows(inbox, [row]))

    def supersede(self, source: str, provider_id: str, by: str, shop_id: ShopId, now: datetime) -> bool:
        """Whether a message had no turn: it has not come in yet, came in a flood or still waits. Another one stands for
        it then, and it will never have one."""
        kept = self.keep(source, provider_id, MESSAGE, {"superseded_by": by}, shop_id, now)
        if kept is not None:
            self.done(kept, now)
            return True
        this = inbox.c.source == source, inbox.c.provider_id == provider_id
        had_none = or_(inbox.c.kind == FLOOD, inbox.c.state == "received")
        changes = {"kind": MESSAGE, "state": "done", "done_at": now}
        return bool(self._connection.execute(update(inbox).where(*this, had_none).values(changes)).rowcount)

    def known(self, source: str, provider_ids: Sequence[str]) -> set[str]:
        """Which of these are kept already."""
        found: set[str] = set()
        for start in range(0, len(provider_ids), MOST_NAMES):
            some = inbox.c.provider_id.in_(provider_ids[start : start + MOST_NAMES])
            found |= set(
                self._connection.execute(select(inbox.c.provider_id).where(inbox.c.source == source, some)).scalars()
            )
        return found

    def newest(self, source: str) -> datetime | None:
        """When the newest event from there came in; None: there was none yet."""
        chosen = select(inbox.c.received_at).where(inbox.c.source == source).order_by(inbox.c.id.desc()).limit(1)
        return self._connection.execute(chosen).scalar()

    def done(self, id: int, now: datetime) -> None:
        self._finish(id, state="done", error="", done_at=now)

    def failed(self, id: int, error: str, now: datetime) -> None:
        """It will not be tried again by itself; it stays, with the reason."""
        self._finish(id, state="failed", error=error, done_at=now)

    def tried(self, id: int, error: str) -> None:
        """Its turn failed and may come again."""
        self._finish(id, error=error, tries=inbox.c.tries + 1)

    def claim(self, id: int) -> Received | None:
        """One that still waits, locked until the transaction ends; None where somebody else has it or had it."""
        found = self._waiting(1, inbox.c.id == id)
        return found[0] if found else None

    def pending(self, source: str, before: datetime, batch: int = 100) -> list[Received]:
        """Those that came before `before` and had no turn, oldest first: what a crash left behind."""
        return self._waiting(batch, inbox.c.source == source, inbox.c.received_at < before)

    def waiting(self, shop_id: ShopId, kind: str, batch: int = 200) -> list[Received]:
        """Those of one shop and kind that had no turn, oldest first, locked until the transaction ends."""
        return self._waiting(batch, inbox.c.shop_id == shop_id, inbox.c.kind == kind)

    def _waiting(self, batch: int, *conditions: Any) -> list[Received]:
        statement = (
            select(*(inbox.c[name] for name in Received.__slots__))
            .where(says(inbox.c.state, "received"), *conditions)
            .order_by(inbox.c.received_at, inbox.c.id)
            .limit(batch)
        )
        rows = self._connection.execute(locked(statement, skip_locked=True))
        return [Received(**row._mapping) for row in rows]

    def _finish(self, id: int, **changes: Any) -> None:
        self._connection.execute(update(inbox).where(inbox.c.id == id).values(**changes))
