"""What is held of the shelf."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from domain.catalog.hold import Hold, HoldState
from domain.shared.ids import CustomerId, OrderId, ShopId
from domain.shared.sku import ProductSKU
from integrations.store.repositories.base import Scope
from integrations.store.sql import locked, says
from integrations.store.tables.catalog import hold_lines, holds
from integrations.store.writes import insert_rows, update_row


class SqlHolds:
    """A hold never changes what it holds, only until when and in which state."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._connection = scope.connection
        self._lapsed_of: Collection[str] | None = None

    def prime(self, lapsed_of: Collection[str]) -> None:
        """The SKUs that some hold past its time holds, or one that is kept for whose turn it is: of all others nothing
        has lapsed."""
        self._lapsed_of = lapsed_of

    def add(self, hold: Hold) -> None:
        row = {"order_id": hold.order_id, "shop_id": hold.shop_id, "until": hold.until, "state": hold.state}
        row["kept_for"] = hold.kept_for
        lines = [
            {"order_id": hold.order_id, "shop_id": hold.shop_id, "sku": str(sku), "quantity": quantity}
            for sku, quantity in hold.quantities.items()
        ]
        self._connection.later(insert_rows(holds, [row]))
        self._connection.later(insert_rows(hold_lines, lines))

    def find(self, order_id: OrderId) -> Hold | None:
        self._scope.turns.take(order_id)
        found = self._read(locked(self._chosen(holds.c.order_id == order_id)))
        return found[0] if found else None

    def lapsed(
        self, now: datetime, skus: Iterable[ProductSKU] | None = None, buyer: CustomerId | None = None
    ) -> list[Hold]:
        """A hold that another transaction has locked is passed over: that one is busy ending it, and waiting for
        it here, with products locked, could make both wait for ever."""
        if skus is not None and self._lapsed_of is not None and not set(self._lapsed_of) & set(map(str, skus)):
            return []
        over = or_(holds.c.until <= now, holds.c.kept_for == buyer) if buyer else holds.c.until <= now
        chosen = self._chosen(says(holds.c.state, HoldState.HELD.value), over)
        if skus is not None:
            touching = select(hold_lines.c.order_id).where(
                hold_lines.c.shop_id == self._scope.shop_id, hold_lines.c.sku.in_([str(sku) for sku in skus])
            )
            chosen = chosen.where(holds.c.order_id.in_(touching))
        return self._read(locked(chosen.order_by(holds.c.until, holds.c.order_id), skip_locked=True))

    def kept_for(self, customer_id: CustomerId) -> list[Hold]:
        mine = says(holds.c.state, HoldState.HELD.value), holds.c.kept_for == customer_id
        return self._read(locked(self._chosen(*mine).order_by(holds.c.order_id)))

    def save(self, hold: Hold) -> None:
        news = {"until": hold.until, "state": hold.state}
        self._connection.later(update_row(holds, {"order_id": hold.order_id}, news))

    def _chosen(self, *conditions: Any) -> Any:
        return select(holds).where(holds.c.shop_id == self._scope.shop_id, *conditions)

    def _read(self, chosen: Any) -> list[Hold]:
        rows = self._connection.execute(chosen).all()
        lines = self._lines([row.order_id for row in rows]) if rows else {}
        return [
            Hold(
                OrderId(row.order_id),
                ShopId(row.shop_id),
                lines[row.order_id],
                row.until,
                HoldState(row.state),
                kept_for=row.kept_for,
            )
            for row in rows
        ]

    def _lines(self, order_ids: list[str]) -> dict[str, dict[ProductSKU, int]]:
        chosen = select(hold_lines).where(hold_lines.c.order_id.in_(order_ids)).order_by(hold_lines.c.sku)
        lines: dict[str, dict[ProductSKU, int]] = {}
        for row in self._connection.execute(chosen):
            lines.setdefault(row.order_id, {})[ProductSKU(row.sku)] = row.quantity
        return lines
