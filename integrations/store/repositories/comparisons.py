"""What came of each comparison with a wallet's list: one row for a day of an account."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from domain.payment.reconciliation import Comparison, DayState, Orphan, WalletAccount
from integrations.store.codec import dump, load
from integrations.store.repositories.base import Scope
from integrations.store.sql import insert, take_turns
from integrations.store.tables.reconciliation import reconciliations

KEY = ["shop_id", "provider", "account", "day"]


class SqlComparisons:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._connection = scope.connection

    def find(self, wallet: WalletAccount, day: date) -> Comparison | None:
        take_turns(self._connection, f"reconciliation:{wallet.provider}:{wallet.account}:{day}")
        mine = (reconciliations.c[name] == value for name, value in _key(wallet, day).items())
        row = self._connection.execute(select(reconciliations).where(*mine)).one_or_none()
        return None if row is None else comparison_of(row)

    def save(self, wallet: WalletAccount, comparison: Comparison) -> None:
        values = {
            "state": comparison.state.value,
            "ours": comparison.ours,
            "theirs": comparison.theirs,
            "orphans": [dump(orphan) for orphan in comparison.orphans],
            "reported": sorted(comparison.reported),
            "at": self._scope.clock.now(),
        }
        statement = insert(self._connection, reconciliations).values(**_key(wallet, comparison.day), **values)
        self._connection.execute(statement.on_conflict_do_update(index_elements=KEY, set_=values))


def comparison_of(row: Any) -> Comparison:
    return Comparison(
        row.day,
        DayState(row.state),
        row.ours,
        row.theirs,
        tuple(load(Orphan, each) for each in row.orphans),
        frozenset(row.reported),
    )


def _key(wallet: WalletAccount, day: date) -> dict[str, Any]:
    return {"shop_id": wallet.shop_id, "provider": wallet.provider, "account": wallet.account, "day": day}
