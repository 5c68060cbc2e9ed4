"""What must go out. To one person messages go one after the other; a lease says who is sending which.

    pending --claim--> sending --sent--> sent
       ^                  |----failed--> failed
       |-----retry--------|
                          |----unknown--> unknown --claim--> sending, `was_interrupted`

A sender that dies leaves a row in `sending` whose lease ends: it is claimed again, `was_interrupted`. Nobody
knows then whether the provider has the message: the next sender asks before it sends.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Row, Text, func, select, update

from domain.customer.messages import OutboundMessage
from domain.shared.ids import Ids, ShopId
from integrations.store import receipts
from integrations.store.codec import Unreadable, dump, load
from integrations.store.lines import IN_FLIGHT, UNFINISHED, claimable, claimable_after, due
from integrations.store.outgoing import Outgoing, Result
from integrations.store.sql import rows_of, says_one_of
from integrations.store.tables.chat import outbox
from integrations.store.transaction import Transaction
from integrations.store.writes import insert_rows

REPLY, NOTICE, CAMPAIGN = range(3)
"""Who waits for an answer goes first; then who has bought; then whom the shop would like to remind of itself."""
PRIORITY_OF = {"reply": REPLY, "cart_waits": CAMPAIGN, "campaign": CAMPAIGN}
"""By the message's kind; every other kind is a notice."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits to go out, and since when."""

    count: int
    oldest: datetime | None


class Outbox:
    """Within the caller's transaction."""

    def __init__(self, connection: Transaction, ids: Ids) -> None:
        self._connection = connection
        self._ids = ids

    def add(self, message: OutboundMessage, shop_id: ShopId, now: datetime) -> None:
        """Where a message of this key is there already, this one is left out."""
        row = {
            "shop_id": shop_id,
            "key": message.key,
            "channel": message.channel,
            "sender": message.sender,
            "recipient": message.recipient,
            "priority": PRIORITY_OF.get(message.kind, NOTICE),
            "message": dump(message),
            "state": "pending",
            "tries": 0,
            "next_try_at": now,
            "error": "",
            "created_at": now,
        }
        self._connection.later(insert_rows(outbox, [row], once=("key",)))

    def claim(
        self, now: datetime, lease_for: timedelta, batch: int = 50, *, resting: Collection[str] = ()
    ) -> list[Outgoing]:
        """The next message of each person whose turn it is, replies first, leased to the caller. What goes out from a
        number that is `resting` is left where it is."""
        chosen = {"now": now, "batch": batch, "resting": list(resting)}
        while rows := self._connection.execute(claimable(), chosen).all():
            if leased := self._lease(rows, now, lease_for):
                return leased
        return []

    def claim_after(self, settled: Collection[int], now: datetime, lease_for: timedelta) -> list[Outgoing]:
        """What comes next to those people who have just got the messages `settled`."""
        chosen = {"now": now, "settled": list(settled)}
        return self._lease(self._connection.execute(claimable_after(), chosen).all(), now, lease_for)

    def settle(self, results: Sequence[Result], now: datetime) -> set[int]:
        """The ids of those that are kept: where the lease was lost, nothing is changed. However many were sent, they
        are marked in one statement."""
        sent = [result for result in results if result.state == "sent"]
        kept = self._mark_sent(sent, now) if sent else set()
        others = (result for result in results if result.state != "sent")
        return kept | {result.outgoing.id for result in others if self._end_lease(result, now)}

    def status(
        self, channel: str, provider_id: str, status: str, now: datetime, *, error: str = "", key: str = ""
    ) -> bool:
        """A provider's receipt; False where it says less than is known. With the message's own `key` it also
        settles whether a message of unknown outcome went out."""
        return receipts.keep(self._connection, channel, provider_id, status, now, error, key)

    def doubt_all(self) -> int:
        """Whatever waits may have gone out since it was written: ask first."""
        doubted = {"state": "unknown", "first_tried_at": func.coalesce(outbox.c.first_tried_at, outbox.c.created_at)}
        waiting = says_one_of(outbox.c.state, UNFINISHED)
        return self._connection.execute(update(outbox).where(waiting).values(doubted | {"lease_token": None})).rowcount

    def unfinished(self, channel: str, sender: str, recipient: str) -> int:
        """How many messages to this person are not out yet."""
        line = outbox.c.channel == channel, outbox.c.sender == sender, outbox.c.recipient == recipient
        statement = select(func.count()).where(*line, says_one_of(outbox.c.state, UNFINISHED))
        return int(self._connection.execute(statement).scalar_one())

    def backlog(self, now: datetime) -> Backlog:
        """What is due and not out."""
        statement = select(func.count(), func.min(outbox.c.created_at)).where(due(now))
        return Backlog(*self._connection.execute(statement).one())

    def backlogs(self) -> dict[int, Backlog]:
        """What is not out, due or not, by priority."""
        facts = outbox.c.priority, func.count(), func.min(outbox.c.created_at)
        statement = select(*facts).where(says_one_of(outbox.c.state, UNFINISHED)).group_by(outbox.c.priority)
        return {row[0]: Backlog(row[1], row[2]) for row in self._connection.execute(statement)}

    def _read(self, row: Row[Any], token: str, now: datetime) -> Outgoing | None:
        """One that this release cannot read is given up: it would keep everybody's messages from going out."""
        try:
            return _outgoing(row, token, now)
        except Unreadable as why:
            given_up = {"state": "failed", "error": f"unreadable: {why}"[:500], "finished_at": now, "lease_token": None}
            self._connection.execute(update(outbox).where(outbox.c.id == row.id).values(given_up))
            return None

    def _lease(self, rows: Sequence[Row[Any]], now: datetime, lease_for: timedelta) -> list[Outgoing]:
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
        return [outgoing for row in rows if (outgoing := self._read(row, token, now))]

    def _mark_sent(self, results: Sequence[Result], now: datetime) -> set[int]:
        done = rows_of(self._connection, "done", id=BigInteger(), lease_token=Text(), provider_id=Text())
        fence = outbox.c.id == done.c.id, outbox.c.lease_token == done.c.lease_token
        changes = {"state": "sent", "error": "", "lease_token": None, "provider_id": done.c.provider_id}
        statement = update(outbox).where(*fence).values(**changes, finished_at=now).returning(outbox.c.id)
        rows = [
            {"id": one.outgoing.id, "lease_token": one.outgoing.lease_token, "provider_id": one.provider_id}
            for one in results
        ]
        return set(self._connection.execute(statement, {"done": json.dumps(rows)}).scalars())

    def _end_lease(self, result: Result, now: datetime) -> bool:
        outgoing, changes = result.outgoing, result.changes(now)
        fence = outbox.c.id == outgoing.id, outbox.c.lease_token == outgoing.lease_token
        statement = update(outbox).where(*fence).values(lease_token=None, **changes)
        return self._connection.execute(statement).rowcount == 1


def _outgoing(row: Row[Any], token: str, now: datetime) -> Outgoing:
    return Outgoing(
        id=row.id,
        shop_id=row.shop_id,
        message=load(OutboundMessage, row.message),
        lease_token=token,
        leased_at=now,
        tries=row.tries + 1,
        first_tried_at=row.first_tried_at or now,
        was_interrupted=row.state in IN_FLIGHT,
    )
