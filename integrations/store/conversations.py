"""Where each talk stands. Locking its row is what keeps two messages of one person from running together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from domain.shared.errors import Conflict
from domain.shared.ids import ShopId
from integrations.store.sql import insert, locked
from integrations.store.tables.chat import conversations

KEY = ["shop_id", "person", "role"]


@dataclass(slots=True)
class StoredConversation:
    """The talk of one person, in one role, with one shop. `state` belongs to the conversation engine.

    `human`: somebody of the shop is talking, the bot keeps silent. `heard_at`: the person's last message.
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

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self, shop_id: ShopId, person: str, role: str, now: datetime) -> StoredConversation:
        """The conversation, new where there was none, for this transaction alone until it ends."""
        found = self._find(shop_id, person, role, lock=True)
        if found is None:
            self._open(shop_id, person, role, now)
            found = self._find(shop_id, person, role, lock=True)
        assert found is not None
        return found

    def find(self, shop_id: ShopId, person: str, role: str) -> StoredConversation | None:
        """For reading only."""
        return self._find(shop_id, person, role, lock=False)

    def with_human(self, shop_id: ShopId) -> list[StoredConversation]:
        """Those in which somebody of the shop has taken over, the longest first."""
        chosen = conversations.c.shop_id == shop_id, conversations.c.human
        statement = select(*_columns()).where(*chosen).order_by(conversations.c.updated_at)
        return [StoredConversation(**row._mapping) for row in self._connection.execute(statement)]

    def save(self, stored: StoredConversation, now: datetime) -> None:
        """Raises Conflict when it was saved by somebody else since it was read."""
        statement = (
            update(conversations)
            .where(*_is(stored.shop_id, stored.person, stored.role))
            .where(conversations.c.revision == stored.revision)
            .values(
                revision=stored.revision + 1,
                language=stored.language,
                state=stored.state,
                human=stored.human,
                heard_at=stored.heard_at,
                updated_at=now,
            )
        )
        if self._connection.execute(statement).rowcount != 1:
            raise Conflict(f"conversation of {stored.role}")
        stored.revision += 1

    def _find(self, shop_id: ShopId, person: str, role: str, *, lock: bool) -> StoredConversation | None:
        statement = select(*_columns()).where(*_is(shop_id, person, role))
        row = self._connection.execute(locked(statement) if lock else statement).one_or_none()
        return None if row is None else StoredConversation(**row._mapping)

    def _open(self, shop_id: ShopId, person: str, role: str, now: datetime) -> None:
        statement = insert(self._connection, conversations).values(
            shop_id=shop_id,
            person=person,
            role=role,
            revision=0,
            language="",
            state={},
            human=False,
            updated_at=now,
        )
        self._connection.execute(statement.on_conflict_do_nothing(index_elements=KEY))


def _columns() -> list[Any]:
    return [conversations.c[name] for name in StoredConversation.__slots__]


def _is(shop_id: ShopId, person: str, role: str) -> tuple[Any, ...]:
    key = conversations.c
    return key.shop_id == shop_id, key.person == person, key.role == role
