"""What a conversation comes back to by itself, if nobody writes before: one reminder each, the last one set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from domain.shared.ids import ShopId
from integrations.store.tables.chat import reminders
from integrations.store.transaction import Transaction
from integrations.store.writes import insert_rows

KEY = "shop_id", "person", "role"


@dataclass(frozen=True, slots=True)
class StoredReminder:
    """`reminder` belongs to the conversation engine."""

    shop_id: ShopId
    person: str
    role: str
    reminder: dict[str, Any]


class Reminders:
    """Within the caller's transaction."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    def set(self, shop_id: ShopId, person: str, role: str, due_at: datetime, reminder: dict[str, Any]) -> None:
        values = {"due_at": due_at, "reminder": reminder}
        row = {"shop_id": shop_id, "person": person, "role": role, **values}
        self._connection.later(insert_rows(reminders, [row], once=KEY, renewed=tuple(values)))

    def due(self, now: datetime, limit: int) -> list[StoredReminder]:
        """Nothing is locked: whoever acts takes it away in the same transaction."""
        columns = (reminders.c[name] for name in StoredReminder.__slots__)
        statement = select(*columns).where(reminders.c.due_at <= now).order_by(reminders.c.due_at).limit(limit)
        return [StoredReminder(**row._mapping) for row in self._connection.execute(statement)]

    def take(self, shop_id: ShopId, person: str, role: str, now: datetime) -> bool:
        """True for the one who gets it; not where it was set anew meanwhile."""
        chosen = (
            reminders.c.shop_id == shop_id,
            reminders.c.person == person,
            reminders.c.role == role,
            reminders.c.due_at <= now,
        )
        return self._connection.execute(delete(reminders).where(*chosen)).rowcount == 1
