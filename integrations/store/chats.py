"""What went to and fro in a shop's chats since a moment, and what happened meanwhile: what is archived is left out.

Nobody reads this in a turn: it goes through the boxes from end to end.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from domain.customer.messages import OutboundMessage
from domain.shared.ids import ShopId
from integrations.store.codec import load
from integrations.store.inbox import FLOOD, MESSAGE
from integrations.store.tables.chat import inbox, outbox
from integrations.store.tables.events import events
from integrations.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Came:
    """A message as its transport brought it."""

    id: int
    source: str
    provider_id: str
    raw: dict[str, Any]
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Went:
    """A message to somebody. Its `key` tells what it was the answer to, or the notice of."""

    id: int
    key: str
    recipient: str
    message: OutboundMessage
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as it was kept. What one turn or one job did shares a `trace_id`."""

    event_id: str
    name: str
    trace_id: str
    payload: dict[str, Any]
    occurred_at: datetime


class Chats:
    """Of one shop, within the caller's transaction."""

    def __init__(self, connection: Transaction, shop_id: ShopId, since: datetime) -> None:
        self._connection = connection
        self._shop_id = shop_id
        self._since = since

    def came(self) -> list[Came]:
        chosen = (
            inbox.c.shop_id == self._shop_id,
            inbox.c.kind.in_([MESSAGE, FLOOD]),
            inbox.c.received_at >= self._since,
        )
        statement = select(*(inbox.c[name] for name in Came.__slots__)).where(*chosen).order_by(inbox.c.id)
        return [Came(**row._mapping) for row in self._connection.execute(statement)]

    def went(self, recipients: Collection[str]) -> list[Went]:
        columns = (outbox.c[name] for name in Went.__slots__)
        chosen = outbox.c.shop_id == self._shop_id, outbox.c.created_at >= self._since
        statement = select(*columns).where(*chosen, outbox.c.recipient.in_(recipients)).order_by(outbox.c.id)
        rows = [dict(row._mapping) for row in self._connection.execute(statement)]
        return [Went(**row | {"message": load(OutboundMessage, row["message"])}) for row in rows]

    def happened(self) -> list[Happened]:
        columns = (events.c[name] for name in Happened.__slots__)
        chosen = events.c.shop_id == self._shop_id, events.c.occurred_at >= self._since
        statement = select(*columns).where(*chosen).order_by(events.c.id)
        return [Happened(**row._mapping) for row in self._connection.execute(statement)]
