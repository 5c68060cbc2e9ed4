"""In which shop somebody is, of those that answer at one number: one small row, read only where there are several."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from domain.shared.ids import ShopId
from integrations.store.tables.chat import conversations, places
from integrations.store.transaction import Transaction
from integrations.store.writes import insert_rows, update_row


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands. Nowhere yet: `shop_id` is None, and `asked` what they have said so far.

    `listed` is what the open list of shops offers, place by place. Revision 0: nothing is stored.
    """

    number: str
    person: str
    revision: int = 0
    shop_id: ShopId | None = None
    listed: tuple[str, ...] = ()
    asked: str = ""


class Places:
    """Within the caller's transaction."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    def find(self, number: str, person: str) -> Place:
        """Nothing is locked: who writes it is held against its revision."""
        columns = (places.c[name] for name in ("revision", "shop_id", "listed", "asked"))
        chosen = select(*columns).where(places.c.number == number, places.c.person == person)
        row = self._connection.look(chosen).one_or_none()
        if row is None:
            return Place(number, person)
        return Place(number, person, row.revision, row.shop_id, tuple(row.listed), row.asked)

    def known_to(self, shop_ids: Collection[ShopId], person: str) -> list[ShopId]:
        """Those of these shops that this person has talked with."""
        chosen = conversations.c.shop_id.in_(shop_ids), conversations.c.person == person
        found = self._connection.look(select(conversations.c.shop_id).where(*chosen).distinct())
        return [ShopId(shop_id) for shop_id in found.scalars()]

    def save(self, place: Place, now: datetime) -> None:
        """Where somebody else saved it since it was read, the whole transaction is overtaken."""
        key = {"number": place.number, "person": place.person}
        changes = {
            "revision": place.revision + 1,
            "shop_id": place.shop_id,
            "listed": list(place.listed),
            "asked": place.asked,
            "updated_at": now,
        }
        if place.revision:
            same = key | {"revision": place.revision}
            self._connection.later(update_row(places, same, changes, must_hit=True))
        else:
            self._connection.later(insert_rows(places, [key | changes]))
