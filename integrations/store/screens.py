"""The simulated WhatsApp's memory: every bubble on every phone, in both directions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, cast, select

from domain.customer.messages import InboundMessage, OutboundMessage
from integrations.store.codec import dump, load
from integrations.store.sql import insert, take_turns
from integrations.store.tables.chat import receipts
from integrations.store.tables.simulator import screens
from integrations.store.transaction import Transaction

CHANNEL = "simulator"


@dataclass(frozen=True, slots=True)
class Bubble:
    """The `n`-th message of the simulation. `status` is how far one of ours got: sent, delivered, read, failed."""

    n: int
    message: InboundMessage | OutboundMessage
    at: datetime
    status: str | None


class Screens:
    """Within the caller's transaction."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    def show(self, message: OutboundMessage, now: datetime) -> str:
        """The provider's id of the message. The same key twice is one bubble."""
        return str(self._keep("out", message.key, message.recipient, message.sender, message, now))

    def find(self, key: str) -> str | None:
        """The provider's id of what was shown under this key."""
        n = self._number("out", key)
        return None if n is None else str(n)

    def hear(self, message: InboundMessage, now: datetime) -> str:
        """What a person typed or tapped, on their own screen."""
        return str(self._keep("in", message.provider_id, message.sender, message.recipient, message, now))

    def since(self, person: str, after: int = 0, with_number: str | None = None) -> list[Bubble]:
        """What `person`'s phone shows past `after`; of one chat only, where `with_number` names it."""
        statement = (
            select(screens, receipts.c.status)
            .outerjoin(receipts, _receipt_of_bubble())
            .where(screens.c.person == person, screens.c.n > after)
            .order_by(screens.c.n)
        )
        if with_number is not None:
            statement = statement.where(screens.c.shop == with_number)
        return [_bubble(row) for row in self._connection.execute(statement)]

    def _keep(
        self,
        direction: str,
        key: str,
        person: str,
        shop: str,
        message: InboundMessage | OutboundMessage,
        now: datetime,
    ) -> int:
        """Bubbles of one person are numbered as they become visible: who polls misses none."""
        take_turns(self._connection, f"screen {person}")
        statement = insert(self._connection, screens).values(
            direction=direction, key=key, person=person, shop=shop, message=dump(message), at=now
        )
        kept = statement.on_conflict_do_nothing(index_elements=["direction", "key"]).returning(screens.c.n)
        number = self._connection.execute(kept).scalar()
        return number if number is not None else self._known(direction, key)

    def _known(self, direction: str, key: str) -> int:
        number = self._number(direction, key)
        assert number is not None
        return number

    def _number(self, direction: str, key: str) -> int | None:
        chosen = screens.c.direction == direction, screens.c.key == key
        return self._connection.execute(select(screens.c.n).where(*chosen)).scalar()


def _receipt_of_bubble() -> Any:
    return and_(
        screens.c.direction == "out",
        receipts.c.channel == CHANNEL,
        receipts.c.provider_id == cast(screens.c.n, String),
    )


def _bubble(row: Any) -> Bubble:
    kind: type[Any] = OutboundMessage if row.direction == "out" else InboundMessage
    return Bubble(n=row.n, message=load(kind, row.message), at=row.at, status=row.status)
