"""The ledger: one row for each movement, keyed by its event."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import func, select

from domain.payment.events import MoneyMoved
from domain.payment.ledger import Account, Balances, enter
from integrations.store.repositories.base import Scope
from integrations.store.sql import insert
from integrations.store.tables.payment import ledger


class SqlLedger:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._connection = scope.connection

    def post(self, movement: MoneyMoved) -> None:
        statement = insert(self._connection, ledger).values(
            event_id=movement.event_id,
            shop_id=self._scope.shop_id,
            payment_id=movement.payment_id,
            order_id=movement.order_id,
            at=movement.occurred_at,
            debit=movement.debit,
            credit=movement.credit,
            amount_minor=movement.amount.minor,
            currency=movement.amount.currency,
            reference=movement.reference,
        )
        self._connection.execute(statement.on_conflict_do_nothing(index_elements=["event_id"]))

    def balances(self, since: datetime | None = None, until: datetime | None = None) -> tuple[Balances, ...]:
        conditions = [ledger.c.shop_id == self._scope.shop_id]
        conditions += [ledger.c.at >= since] if since else []
        conditions += [ledger.c.at < until] if until else []
        keys = ledger.c.currency, ledger.c.debit, ledger.c.credit
        chosen = select(*keys, func.sum(ledger.c.amount_minor).label("minor")).where(*conditions).group_by(*keys)
        found: dict[str, dict[Account, int]] = defaultdict(dict)
        for row in self._connection.execute(chosen):
            enter(found[row.currency], Account(row.debit), int(row.minor))
            enter(found[row.currency], Account(row.credit), -int(row.minor))
        return tuple(Balances(currency, found[currency]) for currency in sorted(found))
