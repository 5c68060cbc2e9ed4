"""Where each talk stands. Its revision keeps two messages of one person from both answering the same question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from domain.shared.ids import ShopId
from integrations.store.sql import locked
from integrations.store.tables.chat import conversations
from integrations.store.transaction import Transaction
from integrations.store.writes import insert_rows, update_row

COLUMNS = "shop_id", "person", "role", "revision", "language", "state", "human", "heard_at"
Key = tuple[str, str, str]


@dataclass(slots=True)
class StoredConversation:
    """The talk of one person, in one role, with one shop. `state` belongs to the conversation engine.

    `human`: somebody of the shop is talking, the bot keeps silent. `heard_at`: the person's last message. Revision 0:
    nothing was said yet, and nothing is stored.
    """

    shop_id: ShopId
    person: str
    role: str
    revision: int
    language: str
    state: dict[str, Any]
    human: bool
    heard_at: datetime | None


class Conversations:
    """Within the caller's transaction."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection
        self._known: dict[Key, StoredConversation] = {}

    def prime(self, stored: StoredConversation) -> None:
        """It was read already: whoever asks for it need not wait for its lock, and risks to be overtaken."""
        self._known[stored.shop_id, stored.person, stored.role] = stored

    def lock(self, shop_id: ShopId, person: str, role: str) -> StoredConversation:
        """The conversation, new where there was none, for this transaction alone until it ends."""
        known = self._known.pop((shop_id, person, role), None)
        return known or self._find(shop_id, person, role, lock=True) or begun(shop_id, person, role)

    def find(self, shop_id: ShopId, person: str, role: str) -> StoredConversation | None:
        """For reading only."""
        return self._find(shop_id, person, role, lock=False)

    def with_human(self, shop_id: ShopId) -> list[StoredConversation]:
        """Those in which somebody of the shop has taken over, the longest first."""
        chosen = conversations.c.shop_id == shop_id, conversations.c.human
        statement = select(*_columns()).where(*chosen).order_by(conversations.c.updated_at)
        return [StoredConversation(**row._mapping) for row in self._connection.execute(statement)]

    def save(self, stored: StoredConversation, now: datetime) -> None:
        """Where somebody else saved it since it was read, the whole transaction is overtaken."""
        key = {"shop_id": stored.shop_id, "person": stored.person, "role": stored.role}
        changes = {
            "revision": stored.revision + 1,
            "language": stored.language,
            "state": stored.state,
            "human": stored.human,
            "heard_at": stored.heard_at,
            "updated_at": now,
        }
        if stored.revision:
            same = key | {"revision": stored.revision}
            self._connection.later(update_row(conversations, same, changes, must_hit=True))
        else:
            self._connection.later(insert_rows(conversations, [key | changes]))
        stored.revision += 1

    def _find(self, shop_id: ShopId, person: str, role: str, *, lock: bool) -> StoredConversation | None:
        key = conversations.c
        statement = select(*_columns()).where(key.shop_id == shop_id, key.person == person, key.role == role)
        row = self._connection.execute(locked(statement) if lock else statement).one_or_none()
        return None if row is None else StoredConversation(**row._mapping)


def begun(shop_id: ShopId, person: str, role: str) -> StoredConversation:
    """One in which nothing has been said."""
    return StoredConversation(shop_id, person, role, 0, "", {}, False, None)


def _columns() -> list[Any]:
    return [conversations.c[name] for name in COLUMNS]
