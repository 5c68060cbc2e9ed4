"""What must go out. To one person messages go one after the other; a lease says who is sending which.

    pending --claim--> sending --sent--> sent
       ^                  |----failed--> failed
       |-----retry--------|
                          |----unknown--> unknown --claim--> sending, `was_interrupted`

A sender that dies leaves a row in `sending` whose lease ends: it is claimed again, `was_interrupted`. Nobody
knows then whether the provider has the message: the next sender asks before it sends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, exists, func, or_, select, update

from domain.customer.messages import OutboundMessage
from domain.shared.ids import Ids, ShopId
from integrations.store import receipts
from integrations.store.codec import dump, load
from integrations.store.sql import insert, locked, says_one_of
from integrations.store.tables.chat import outbox

REPLY, NOTICE = 0, 1
UNFINISHED = ("pending", "sending", "unknown")
IN_FLIGHT = ("sending", "unknown")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that this sender, and nobody else, may send while its lease lasts.

    `was_interrupted`: it may have been sent already, some time after `first_tried_at`: ask before sending.
    """

    id: int
    shop_id: ShopId
    message: OutboundMessage
    lease_token: str
    tries: int
    first_tried_at: datetime
    was_interrupted: bool


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits to go out, and since when."""

    count: int
    oldest: datetime | None


class Outbox:
    """Within the caller's transaction."""

    def __init__(self, connection: Connection, ids: Ids) -> None:
        self._connection = connection
        self._ids = ids

    def add(self, message: OutboundMessage, shop_id: ShopId, now: datetime) -> bool:
        """False: a message of this key is there already, and this one is left out."""
        statement = insert(self._connection, outbox).values(
            shop_id=shop_id,
            key=message.key,
            channel=message.channel,
            sender=message.sender,
            recipient=message.recipient,
            priority=REPLY if message.kind == "reply" else NOTICE,
            message=dump(message),
            state="pending",
            tries=0,
            next_try_at=now,
            error="",
            created_at=now,
        )
        added = statement.on_conflict_do_nothing(index_elements=["key"]).returning(outbox.c.id)
        return self._connection.execute(added).scalar() is not None

    def claim(self, now: datetime, lease_for: timedelta, batch: int = 50) -> list[Outgoing]:
        """The next message of each person whose turn it is, replies before notices, leased to the caller."""
        rows = self._connection.execute(_claimable(), {"now": now, "batch": batch}).all()
        if not rows:
            return []
        token = self._ids.token()
        self._connection.execute(
            update(outbox)
            .where(outbox.c.id.in_([row.id for row in rows]))
            .values(
                state="sending",
                lease_token=token,
                next_try_at=now + lease_for,
                tries=outbox.c.tries + 1,
                first_tried_at=func.coalesce(outbox.c.first_tried_at, now),
            )
        )
        return [_outgoing(row, token, now) for row in rows]

    def sent(self, outgoing: Outgoing, provider_id: str, now: datetime) -> bool:
        """As with every result: False where the lease was lost, and nothing is changed."""
        return self._end_lease(outgoing, state="sent", provider_id=provider_id, finished_at=now, error="")

    def failed(self, outgoing: Outgoing, error: str, now: datetime) -> bool:
        return self._end_lease(outgoing, state="failed", finished_at=now, error=error)

    def retry(self, outgoing: Outgoing, at: datetime, error: str) -> bool:
        """It surely did not go out."""
        return self._end_lease(outgoing, state="pending", next_try_at=at, error=error)

    def unknown(self, outgoing: Outgoing, ask_at: datetime, error: str) -> bool:
        """It may have gone out: from `ask_at` on somebody asks."""
        return self._end_lease(outgoing, state="unknown", next_try_at=ask_at, error=error)

    def status(
        self, channel: str, provider_id: str, status: str, now: datetime, *, error: str = "", key: str = ""
    ) -> bool:
        """A provider's receipt; False where it says less than is known. With the message's own `key` it also
        settles whether a message of unknown outcome went out."""
        if key:
            self._settle(key, provider_id, now)
        return receipts.keep(self._connection, channel, provider_id, status, now, error)

    def unfinished(self, channel: str, sender: str, recipient: str) -> int:
        """How many messages to this person are not out yet."""
        line = outbox.c.channel == channel, outbox.c.sender == sender, outbox.c.recipient == recipient
        statement = select(func.count()).where(*line, says_one_of(outbox.c.state, UNFINISHED))
        return self._connection.execute(statement).scalar_one()

    def backlog(self, now: datetime) -> Backlog:
        """What is due and not out."""
        statement = select(func.count(), func.min(outbox.c.created_at)).where(_due(now))
        return Backlog(*self._connection.execute(statement).one())

    def _end_lease(self, outgoing: Outgoing, **changes: Any) -> bool:
        fence = outbox.c.id == outgoing.id, outbox.c.lease_token == outgoing.lease_token
        statement = update(outbox).where(*fence).values(lease_token=None, **changes)
        return self._connection.execute(statement).rowcount == 1

    def _settle(self, key: str, provider_id: str, now: datetime) -> None:
        open_ones = outbox.c.key == key, says_one_of(outbox.c.state, IN_FLIGHT)
        changes = {"state": "sent", "provider_id": provider_id, "finished_at": now, "lease_token": None}
        self._connection.execute(update(outbox).where(*open_ones).values(changes))


@cache
def _claimable() -> Any:
    """Due, and first in its person's line: whatever is in flight comes first, then the oldest. Asked by every sweep, so
    it is put together once."""
    other = outbox.alias("other")
    same_person = and_(*(outbox.c[name] == other.c[name] for name in ("channel", "sender", "recipient")))
    flies, other_flies = says_one_of(outbox.c.state, IN_FLIGHT), says_one_of(other.c.state, IN_FLIGHT)
    goes_first = or_(
        and_(other_flies, ~flies),
        and_(other.c.id < outbox.c.id, or_(other_flies, ~flies)),
    )
    waits = exists().where(same_person, says_one_of(other.c.state, UNFINISHED), goes_first)
    columns = (outbox.c[name] for name in ("id", "shop_id", "message", "state", "tries", "first_tried_at"))
    due = _due(bindparam("now", type_=outbox.c.next_try_at.type))
    statement = select(*columns).where(due, ~waits).order_by(outbox.c.priority, outbox.c.id)
    return locked(statement.limit(bindparam("batch")), of=outbox, skip_locked=True)


def _due(now: Any) -> Any:
    return and_(says_one_of(outbox.c.state, UNFINISHED), outbox.c.next_try_at <= now)


def _outgoing(row: Row[Any], token: str, now: datetime) -> Outgoing:
    return Outgoing(
        id=row.id,
        shop_id=row.shop_id,
        message=load(OutboundMessage, row.message),
        lease_token=token,
        tries=row.tries + 1,
        first_tried_at=row.first_tried_at or now,
        was_interrupted=row.state in IN_FLIGHT,
    )
