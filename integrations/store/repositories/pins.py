"""The codes of a shop's people."""

from __future__ import annotations

from sqlalchemy import select

from domain.merchant.pin import Pin
from domain.shared.ids import ShopId, StaffId
from integrations.store.repositories.base import Scope
from integrations.store.sql import insert, locked
from integrations.store.tables.merchant import pins

PLAIN = ("salt", "hashed", "tries", "locked_until")


class SqlPins:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._connection = scope.connection

    def find(self, staff_id: StaffId) -> Pin | None:
        mine = pins.c.shop_id == self._scope.shop_id, pins.c.staff_id == staff_id
        row = self._connection.execute(locked(select(pins).where(*mine))).mappings().one_or_none()
        if row is None:
            return None
        return Pin(ShopId(row["shop_id"]), StaffId(row["staff_id"]), **{name: row[name] for name in PLAIN})

    def save(self, pin: Pin) -> None:
        values = {name: getattr(pin, name) for name in PLAIN}
        statement = insert(self._connection, pins).values(shop_id=pin.shop_id, staff_id=pin.staff_id, **values)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["shop_id", "staff_id"], set_=values))
