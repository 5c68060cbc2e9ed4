"""What a wallet's list is held against, across all shops. Nothing here is locked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from domain.payment.capture import Capture
from domain.payment.ports import PaymentKey
from domain.payment.reconciliation import DayState, WalletAccount
from domain.shared.ids import AttemptId, PaymentId, ShopId
from integrations.store.repositories.payment_parts import capture_of
from integrations.store.tables.payment import attempts, captures
from integrations.store.tables.reconciliation import reconciliations
from integrations.store.transaction import Transaction

AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Looked:
    """At one day of one account, when it was last compared."""

    state: DayState
    at: datetime


class SqlReconciling:
    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    def looked_at_since(self, day: date) -> dict[tuple[WalletAccount, date], Looked]:
        rows = self._connection.execute(select(reconciliations).where(reconciliations.c.day >= day))
        return {
            (WalletAccount(ShopId(row.shop_id), row.provider, row.account), row.day): Looked(
                DayState(row.state), row.at
            )
            for row in rows
        }

    def captures_between(self, wallet: WalletAccount, since: datetime, until: datetime) -> list[Capture]:
        mine = captures.c.provider == wallet.provider, captures.c.account == wallet.account
        chosen = select(captures).where(*mine, captures.c.at >= since, captures.c.at < until)
        return [capture_of(row) for row in self._connection.execute(chosen).mappings()]

    def captures_named(self, provider: str, references: Iterable[str]) -> list[Capture]:
        of_provider = select(captures).where(captures.c.provider == provider)
        named = (of_provider.where(captures.c.reference.in_(some)) for some in _some(references))
        return [capture_of(row) for chosen in named for row in self._connection.execute(chosen).mappings()]

    def of_other_providers(self, provider: str, attempt_ids: Collection[str]) -> set[str]:
        """Those attempts that another wallet collects for: two wallets may share an account."""
        elsewhere = select(attempts.c.id).where(attempts.c.provider != provider)
        named = (elsewhere.where(attempts.c.id.in_(some)) for some in _some(attempt_ids))
        return {row.id for chosen in named for row in self._connection.execute(chosen)}

    def attempt_behind(
        self, provider: str, attempt_id: str | None, reference: str
    ) -> tuple[PaymentKey, AttemptId] | None:
        return self._attempt(attempts.c.id == attempt_id) or self._attempt(
            attempts.c.provider == provider, attempts.c.ref == reference
        )

    def _attempt(self, *conditions: Any) -> tuple[PaymentKey, AttemptId] | None:
        chosen = select(attempts.c.shop_id, attempts.c.payment_id, attempts.c.id).where(*conditions)
        row = self._connection.execute(chosen).one_or_none()
        if row is None:
            return None
        return PaymentKey(ShopId(row.shop_id), PaymentId(row.payment_id)), AttemptId(row.id)


def _some(names: Iterable[str]) -> Iterator[list[str]]:
    rest = sorted(names)
    return (rest[n : n + AT_A_TIME] for n in range(0, len(rest), AT_A_TIME))
