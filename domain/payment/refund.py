"""Money on its way back to whoever paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.payment.events import RefundCompleted, RefundFailed, RefundInitiated
from domain.payment.gateway import (
    Accepted,
    RefundReport,
    RefundState,
    Rejected,
    Unknown,
)
from domain.payment.values import MobileMoneyReference, Reason
from domain.shared.events import DomainEvent
from domain.shared.ids import OrderId, PaymentId, RefundId, ShopId
from domain.shared.money import Money

LEASE = timedelta(seconds=40)
LOOKS = (5, 15, 60, 300, 3600)
ENDED = {RefundState.DONE, RefundState.FAILED, RefundState.REJECTED}


@dataclass(slots=True)
class Refund:
    """REQUESTED -> SUBMITTED | UNKNOWN -> DONE | FAILED; `id` is the idempotency key on the wire."""

    id: RefundId
    reference: MobileMoneyReference
    account: str
    amount: Money
    reason: str
    state: RefundState = RefundState.REQUESTED
    looks: int = 0
    next_look_at: datetime | None = None

    @property
    def is_void(self) -> bool:
        """Never left: does not count against what was captured."""
        return self.state in (RefundState.REJECTED, RefundState.FAILED)

    def looking(self, now: datetime) -> RefundState:
        """Somebody submits it, or asks about it, now: what it was before tells which of the two.

        From the first call on a crash leaves it UNKNOWN: to be asked about, not to be sent again.
        """
        before = self.state
        if before == RefundState.REQUESTED:
            self.state = RefundState.UNKNOWN
        self.looks += 1
        self.next_look_at = now + LEASE
        return before

    def initiated(self, shop_id: ShopId, payment_id: PaymentId, order_id: OrderId, now: datetime) -> DomainEvent:
        return RefundInitiated(
            shop_id=shop_id,
            occurred_at=now,
            payment_id=payment_id,
            order_id=order_id,
            refund_id=self.id,
            amount=self.amount,
            reason=self.reason,
        )

    def answered(
        self,
        outcome: Accepted | Rejected | Unknown | RefundReport,
        shop_id: ShopId,
        payment_id: PaymentId,
        order_id: OrderId,
        now: datetime,
    ) -> DomainEvent | None:
        """Returns what is to be said of it, once. An ended refund stays as it ended, and nobody asks again."""
        if self.state in ENDED:
            self.next_look_at = None
            return None
        self.state = self._after(outcome)
        self.next_look_at = self._next_look(now)
        if self.state not in ENDED:
            return None
        kind = RefundCompleted if self.state == RefundState.DONE else RefundFailed
        return kind(
            shop_id=shop_id,
            occurred_at=now,
            payment_id=payment_id,
            order_id=order_id,
            refund_id=self.id,
            amount=self.amount,
        )

    def _after(self, outcome: Accepted | Rejected | Unknown | RefundReport) -> RefundState:
        match outcome:
            case Accepted():
                return RefundState.SUBMITTED
            case Rejected(reason=Reason.PROVIDER_DOWN):
                return RefundState.REQUESTED  # it never arrived: sent again, under the same id
            case Rejected():
                return RefundState.REJECTED
            case Unknown():
                return RefundState.UNKNOWN
            case RefundReport(known=False):
                return RefundState.REQUESTED
            case RefundReport(state=RefundState() as state):
                return state
            case _:
                return self.state

    def _next_look(self, now: datetime) -> datetime | None:
        if self.state in ENDED:
            return None
        return now + timedelta(seconds=LOOKS[min(self.looks, len(LOOKS) - 1)])
