"""What a conversation comes back to by itself, if nobody writes before: one reminder each, the last one set."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from domain.shared.ids import ShopId
from integrations.store.tables.chat import reminders
from integrations.store.transaction import Transaction
from integrations.store.writes import insert_rows

KEY = "shop_id", "person", "role"


class Reminders:
    """Within the caller's transaction. What a reminder holds belongs to the conversation engine."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    def set(self, shop_id: ShopId, person: str, role: str, due_at: datetime, reminder: dict[str, Any]) -> None:
        values = {"due_at": due_at, "reminder": reminder}
        row = {"shop_id": shop_id, "person": person, "role": role, **values}
        self._connection.later(insert_rows(reminders, [row], once=KEY, renewed=tuple(values)))

    def due(self, now: datetime, limit: int) -> list[tuple[ShopId, str, str]]:
        """Whose, the longest due first: shop, person, role. Nothing is locked."""
        columns = (reminders.c[name] for name in KEY)
        statement = select(*columns).where(reminders.c.due_at <= now).order_by(reminders.c.due_at).limit(limit)
        return [(ShopId(shop_id), person, role) for shop_id, person, role in self._connection.execute(statement)]

    def take(self, shop_id: ShopId, person: str, role: str, now: datetime) -> dict[str, Any] | None:
        """For the one who gets it: what there was, away with this transaction. None where it was set anew meanwhile."""
        chosen = (
            reminders.c.shop_id == shop_id,
            reminders.c.person == person,
            reminders.c.role == role,
            reminders.c.due_at <= now,
        )
        taken = delete(reminders).where(*chosen).returning(reminders.c.reminder)
        return self._connection.execute(taken).scalar_one_or_none()
