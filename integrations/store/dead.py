"""What was given up: kept with its reason, until somebody has looked at it and has it done again.

A dead letter is named by its box and its number there: `m12` came in, `o7` should have gone out, `e5` has happened
and not everybody was told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Table, and_, case, func, literal, or_, select, union_all, update

from domain.shared.ids import ShopId
from integrations.store.events import TRIES
from integrations.store.sql import locked, says
from integrations.store.tables.callbacks import callbacks
from integrations.store.tables.chat import inbox, outbox
from integrations.store.tables.events import events
from integrations.store.transaction import Transaction

LISTED = 200
UNCLAIMED_AFTER = timedelta(days=1)
"""A courier's report waits so long for its parcel before somebody should know."""


class Kind(StrEnum):
    MESSAGE = "message"
    PAYMENT = "payment"
    COURIER = "courier"
    OUTGOING = "outgoing"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """`name` is its key in its box: whose event, which id. `content` is what came, should go, or has happened."""

    box: str
    number: int
    kind: Kind
    shop_id: ShopId | None
    source: str
    name: str
    reason: str
    tries: int
    since: datetime
    content: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{self.box}{self.number}"


class DeadLetters:
    """Of all shops, within the caller's transaction."""

    def __init__(self, connection: Transaction, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def all(self, limit: int = LISTED) -> list[DeadLetter]:
        """The oldest of each box."""
        return [letter for box in BOXES for letter in self._read(box, limit)]

    def find(self, id: str) -> DeadLetter | None:
        """None for one that is not dead, or not any more."""
        box, number = id[:1], id[1:]
        if box not in BOXES or not (number.isascii() and number.isdigit() and len(number) < 19):
            return None
        found = self._read(box, 1, BOXES[box].c.id == int(number))
        return found[0] if found else None

    def counts(self) -> dict[Kind, int]:
        """Of every kind: zero is said too."""
        known = dict.fromkeys(Kind, 0)
        for box, table in BOXES.items():
            kind = _kind(box).label("kind")
            rows = self._connection.execute(select(kind, func.count()).where(self._among(table)).group_by(kind))
            known |= {Kind(kind): count for kind, count in rows}
        return known

    def claim(self, number: int) -> bool:
        """One of the inbox for a new turn, locked; False where somebody else has had it."""
        chosen = select(inbox.c.id).where(inbox.c.id == number, self._is_dead(inbox))
        return self._connection.execute(locked(chosen)).scalar() is not None

    def send_again(self, number: int) -> bool:
        """From the beginning; what was ever tried is asked about first, for it may have gone out."""
        state = case((outbox.c.first_tried_at.is_(None), literal("pending")), else_=literal("unknown"))
        return self._revive(outbox, number, state=state, finished_at=None)

    def tell_again(self, number: int) -> bool:
        return self._revive(events, number)

    def reference_of(self, letter: DeadLetter) -> str | None:
        """What a wallet's callback names, as it was kept beside it."""
        _, provider, account = letter.source.split(":", 2)
        same = callbacks.c.provider == provider, callbacks.c.account == account, callbacks.c.at == letter.since
        return self._connection.execute(select(callbacks.c.ref).where(*same).order_by(callbacks.c.id)).scalar()

    def _revive(self, table: Table, number: int, **changes: Any) -> bool:
        fence = table.c.id == number, self._is_dead(table)
        fresh = {"tries": 0, "next_try_at": self._now, "error": "", **changes}
        return self._connection.execute(update(table).where(*fence).values(fresh)).rowcount == 1

    def _read(self, box: str, limit: int, *conditions: Any) -> list[DeadLetter]:
        table = BOXES[box]
        chosen = select(table, _kind(box).label("dead_kind")).where(self._among(table), *conditions)
        return [_letter(box, row) for row in self._connection.execute(chosen.order_by(table.c.id).limit(limit))]

    def _among(self, table: Table) -> Any:
        """The dead of a box, each kind of them found by its own index."""
        kinds = (select(table.c.id).where(condition) for condition in self._conditions(table))
        return table.c.id.in_(union_all(*kinds))

    def _is_dead(self, table: Table) -> Any:
        """Of one row, to be looked at again once it is locked."""
        return or_(*self._conditions(table))

    def _conditions(self, table: Table) -> list[Any]:
        if table is events:
            return [and_(events.c.handled_at.is_(None), events.c.tries >= TRIES)]
        if table is outbox:
            return [says(outbox.c.state, "failed")]
        forgotten = inbox.c.kind == Kind.COURIER.value, inbox.c.received_at < self._now - UNCLAIMED_AFTER
        return [says(inbox.c.state, "failed"), and_(says(inbox.c.state, "received"), *forgotten)]


BOXES: dict[str, Table] = {"m": inbox, "o": outbox, "e": events}


def _kind(box: str) -> Any:
    return {"m": inbox.c.kind, "o": literal(Kind.OUTGOING.value), "e": literal(Kind.EVENT.value)}[box]


def _letter(box: str, row: Row[Any]) -> DeadLetter:
    source, name, since, content = {
        "m": lambda: (row.source, row.provider_id, row.received_at, row.raw),
        "o": lambda: (row.channel, row.key, row.created_at, row.message),
        "e": lambda: (row.name, row.event_id, row.occurred_at, row.payload),
    }[box]()
    return DeadLetter(
        box=box,
        number=row.id,
        kind=Kind(row.dead_kind),
        shop_id=row.shop_id,
        source=source,
        name=name,
        reason=row.error,
        tries=row.tries,
        since=since,
        content=content,
    )
