"""Messages that were kept before they had their turn: each person's in the order in which they came."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, literal_column, select

from domain.shared.ids import ShopId
from integrations.store.inbox import MESSAGE
from integrations.store.outbox import Backlog
from integrations.store.sql import insert
from integrations.store.tables.chat import inbox
from integrations.store.transaction import Transaction
from integrations.store.writes import update_row

RECEIVED = "received"
WAITS: Any = literal_column(f"'{RECEIVED}'")
"""Written into the statement: a placeholder would hide the index of those that wait."""


@dataclass(frozen=True, slots=True)
class Postponed:
    """One that is the next of its person. `raw` is what came, as it came."""

    id: int
    source: str
    provider_id: str
    shop_id: ShopId | None
    received_at: datetime
    raw: dict[str, Any] = field(compare=False)


COLUMNS = tuple(inbox.c[name] for name in Postponed.__slots__)


class PostponedMessages:
    """Within the caller's transaction."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    def keep(
        self, source: str, provider_id: str, line: str, raw: dict[str, Any], shop_id: ShopId | None, now: datetime
    ) -> bool:
        """In one statement, kept at once. False: it is known already. `shop_id`: None where only its turn can tell."""
        row = {
            "source": source,
            "provider_id": provider_id,
            "kind": MESSAGE,
            "raw": raw,
            "shop_id": shop_id,
            "state": RECEIVED,
            "error": "",
            "tries": 0,
            "received_at": now,
            "line": line,
        }
        statement = insert(self._connection, inbox).values(row)
        once = statement.on_conflict_do_nothing(index_elements=["source", "provider_id"])
        return self._connection.by_itself(once.execution_options(preserve_rowcount=True)).rowcount == 1

    def of(self, line: str, limit: int) -> list[Postponed]:
        """The messages of one person, in the order in which they came."""
        chosen = inbox.c.line == line, inbox.c.state == WAITS
        return self._read(select(*COLUMNS).where(*chosen).order_by(inbox.c.id).limit(limit))

    def first_of_each(self, limit: int) -> list[Postponed]:
        """The next message of each person, those first that have waited the longest."""
        earlier = inbox.alias()
        follows = exists().where(earlier.c.line == inbox.c.line, earlier.c.state == WAITS, earlier.c.id < inbox.c.id)
        chosen = inbox.c.state == WAITS, inbox.c.line.is_not(None), ~follows
        return self._read(select(*COLUMNS).where(*chosen).order_by(inbox.c.received_at, inbox.c.id).limit(limit))

    def end(self, id: int, raw: dict[str, Any], shop_id: ShopId | None, now: datetime, error: str = "") -> None:
        """It has its turn in this very transaction, or failed. Whoever comes second with it is overtaken."""
        changes = {
            "state": "failed" if error else "done",
            "error": error,
            "raw": raw,
            "shop_id": shop_id,
            "done_at": now,
        }
        self._connection.later(update_row(inbox, {"id": id, "state": RECEIVED}, changes, must_hit=True))

    def backlog(self) -> Backlog:
        statement = select(func.count(), func.min(inbox.c.received_at))
        chosen = inbox.c.state == WAITS, inbox.c.line.is_not(None)
        return Backlog(*self._connection.execute(statement.where(*chosen)).one())

    def _read(self, statement: Select[Any]) -> list[Postponed]:
        return [Postponed(**row._mapping) for row in self._connection.execute(statement)]


def line_of(channel: str, number: str, person: str) -> str:
    """Of everything that this person writes to this number, whichever of its shops it is for."""
    return f"{channel} {number} {person}"


def first_in_line(line: Any) -> Any:
    """The number of the person's message that has waited the longest, or nothing."""
    first: Select[Any] = select(func.min(inbox.c.id)).where(inbox.c.line == line, inbox.c.state == WAITS)
    return first.scalar_subquery()
