"""Numbers that somebody shows as proofs of payment, looked up among what was captured and what was asked for."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from sqlalchemy import func, or_, select, true

from domain.payment.gateway import CallbackAuth
from domain.payment.proofs import Billed
from domain.payment.values import MobileMoneyReference
from domain.shared.ids import OrderId, PaymentId
from domain.shared.money import Money
from integrations.store.repositories.base import Scope
from integrations.store.tables.archive import all_callbacks as callbacks
from integrations.store.tables.ordering import orders
from integrations.store.tables.payment import attempts, captures, transactions

is_proved = callbacks.c.auth != CallbackAuth.NONE.value
UUID = re.compile(r"(\w{8})(\w{4})(\w{4})(\w{4})(\w{12})")


class SqlProofs:
    """As it is usually spelled by an index; only what is not found so is looked for in all of the shop's."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._connection = scope.connection

    def captured(self, number: str) -> tuple[OrderId, MobileMoneyReference] | None:
        columns = transactions.c.order_id, captures.c.provider, captures.c.reference
        mine = select(*columns).join(transactions, transactions.c.id == captures.c.payment_id)
        mine = mine.where(captures.c.shop_id == self._scope.shop_id)
        names = captures.c.provider_txn, captures.c.reference
        spelled = captures.c.provider_txn.in_(spellings(number))
        told = captures.c.attempt_id.in_(self._told(number, callbacks.c.at_own_address | is_proved))
        loosely = or_(*(bare_column(c) == bare(number) for c in names))
        row = self._first(mine, spelled) or self._first(mine, told) or self._first(mine, loosely)
        return (OrderId(row.order_id), MobileMoneyReference(row.provider, row.reference)) if row else None

    def attempted(self, number: str, providers: Collection[str]) -> PaymentId | None:
        mine = select(attempts.c.payment_id).where(attempts.c.shop_id == self._scope.shop_id)
        at_these = attempts.c.provider.in_(sorted(providers)) & attempts.c.ref.in_(spellings(number))
        known = attempts.c.id.in_(spellings(number)) | attempts.c.id.in_(self._told(number, true()))
        row = self._first(mine, at_these) or self._first(mine, known)
        return PaymentId(row.payment_id) if row else None

    def billed(self, number: int) -> Billed | None:
        columns = transactions.c.order_id, transactions.c.id, transactions.c.amount_minor, transactions.c.currency
        mine = select(*columns).join(orders, orders.c.id == transactions.c.order_id)
        row = self._first(mine, (orders.c.shop_id == self._scope.shop_id) & (orders.c.number == number))
        if row is None:
            return None
        return Billed(OrderId(row.order_id), PaymentId(row.id), Money(row.amount_minor, row.currency))

    def _told(self, number: str, believed: Any) -> Any:
        """Attempts that callbacks have named together with it: M-Pesa says its number nowhere else."""
        named = callbacks.c.shop_id == self._scope.shop_id, callbacks.c.provider_txn.in_(spellings(number))
        return select(callbacks.c.attempt_id).where(*named, callbacks.c.attempt_id.is_not(None), believed)

    def _first(self, statement: Any, condition: Any) -> Any:
        return self._connection.execute(statement.where(condition).limit(1)).first()


def bare(number: str) -> str:
    return re.sub(r"[\s-]", "", number).lower()


def bare_column(column: Any) -> Any:
    return func.replace(func.replace(func.lower(column), "-", ""), " ", "")


def spellings(number: str) -> list[str]:
    """How providers write what people copy."""
    written = {number, bare(number), bare(number).upper()}
    if found := UUID.fullmatch(bare(number)):
        written.add("-".join(found.groups()))
    return sorted(written)
