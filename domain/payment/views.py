"""What can be read of payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.payment.values import AttemptState, Reason
from domain.shared.ids import OrderId
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One line of a payment's history."""

    id: str
    wallet: str
    payer: str
    state: AttemptState
    reason: Reason | None
    url: str
    started_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class PaymentView:
    """`state` is open, confirmed, in_review or closed; attempts newest first; `receipt` is the
    provider's reference of the money that paid it."""

    id: str
    order_id: OrderId
    amount: Money
    link: str
    state: str
    wallet: str
    payer: str
    attempts: tuple[AttemptView, ...]
    refunded: Money
    refund_pending: bool
    receipt: str = ""

    @property
    def latest(self) -> AttemptView | None:
        return self.attempts[0] if self.attempts else None


class PaymentQueries(Protocol):
    """Reads of one shop."""

    def of_order(self, order_id: OrderId) -> PaymentView | None: ...

    def by_link(self, token: str) -> PaymentView | None: ...
