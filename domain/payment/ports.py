"""Where payment transactions are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.payment.credit import Credits
from domain.payment.ledger import Ledger
from domain.payment.transaction import PaymentTransaction
from domain.shared.ids import AttemptId, OrderId, PaymentId, RefundId, ShopId
from domain.shared.unit_of_work import Work


class Payments(Protocol):
    """Where payment transactions are kept, of one shop."""

    def add(self, payment: PaymentTransaction) -> None: ...

    def get(self, payment_id: PaymentId) -> PaymentTransaction:
        """Locked until the unit of work ends. Raises NotFound."""
        ...

    def of_order(self, order_id: OrderId) -> PaymentTransaction:
        """Raises NotFound."""
        ...

    def save(self, payment: PaymentTransaction) -> None: ...


@dataclass(frozen=True, slots=True)
class PaymentKey:
    """Where a transaction found from outside (by link, callback or attempt) is kept."""

    shop_id: ShopId
    payment_id: PaymentId


@dataclass(frozen=True, slots=True)
class DueAttempt:
    """One that is to be looked at, and at which account of which wallet."""

    key: PaymentKey
    attempt_id: AttemptId
    provider: str
    account: str


class PaymentWork(Work, Protocol):
    @property
    def payments(self) -> Payments: ...

    @property
    def credits(self) -> Credits: ...

    @property
    def ledger(self) -> Ledger: ...


class PaymentsToLookAt(Protocol):
    """Across all shops: what the clock, a link or a callback points at. Nothing here is locked."""

    def attempts_due(self, now: datetime, limit: int) -> list[DueAttempt]:
        """`limit` of each account, so that a slow wallet stands in no other's way. Those that somebody has signalled
        come first, then the oldest."""
        ...

    def refunds_due(self, now: datetime, limit: int) -> list[tuple[PaymentKey, RefundId]]: ...

    def by_link(self, token: str, since: datetime) -> PaymentKey | None:
        """Where its order was to be paid after that."""
        ...

    def by_attempt(self, attempt_id: str) -> tuple[PaymentKey, AttemptId] | None: ...

    def by_attempt_token(self, token: str) -> tuple[PaymentKey, AttemptId] | None: ...

    def by_reference(self, provider: str, ref: str) -> tuple[PaymentKey, AttemptId] | None: ...
