"""The ledger: one row for each movement, keyed by its event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from domain.payment.events import MoneyMoved
from domain.payment.ledger import Account, Balances, enter
from domain.shared.ids import OrderId, PaymentId, ShopId
from domain.shared.money import Money
from integrations.store.repositories.base import Scope
from integrations.store.tables.payment import ledger
from integrations.store.writes import insert_rows


class SqlLedger:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._connection = scope.connection

    def post(self, movement: MoneyMoved) -> None:
        row = {
            "event_id": movement.event_id,
            "shop_id": self._scope.shop_id,
            "payment_id": movement.payment_id,
            "order_id": movement.order_id,
            "at": movement.occurred_at,
            "debit": movement.debit,
            "credit": movement.credit,
            "amount_minor": movement.amount.minor,
            "currency": movement.amount.currency,
            "reference": movement.reference,
        }
        self._connection.later(insert_rows(ledger, [row], once=("event_id",)))

    def balances(self, since: datetime | None = None, until: datetime | None = None) -> tuple[Balances, ...]:
        keys = ledger.c.currency, ledger.c.debit, ledger.c.credit
        summed = select(*keys, func.sum(ledger.c.amount_minor).label("minor"))
        chosen = summed.where(*self._between(since, until)).group_by(*keys)
        found: dict[str, dict[Account, int]] = defaultdict(dict)
        for row in self._connection.execute(chosen):
            enter(found[row.currency], Account(row.debit), int(row.minor))
            enter(found[row.currency], Account(row.credit), -int(row.minor))
        return tuple(Balances(currency, found[currency]) for currency in sorted(found))

    def movements(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[MoneyMoved]:
        chosen = select(ledger).where(*self._between(since, until)).order_by(ledger.c.at, ledger.c.event_id)
        return (_movement(row) for row in self._connection.execute(chosen))

    def of_payment(self, payment_id: PaymentId) -> list[MoneyMoved]:
        mine = ledger.c.shop_id == self._scope.shop_id, ledger.c.payment_id == payment_id
        return [_movement(row) for row in self._connection.execute(select(ledger).where(*mine))]

    def _between(self, since: datetime | None, until: datetime | None) -> list[Any]:
        conditions = [ledger.c.shop_id == self._scope.shop_id]
        conditions += [ledger.c.at >= since] if since else []
        return conditions + ([ledger.c.at < until] if until else [])


def _movement(row: Any) -> MoneyMoved:
    return MoneyMoved(
        shop_id=ShopId(row.shop_id),
        occurred_at=row.at,
        event_id=row.event_id,
        payment_id=PaymentId(row.payment_id),
        order_id=OrderId(row.order_id),
        debit=row.debit,
        credit=row.credit,
        amount=Money(row.amount_minor, row.currency),
        reference=row.reference,
    )
