"""Money on its way back to whoever paid."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.payment.gateway import (
    Accepted,
    RefundReport,
    RefundState,
    Rejected,
    Unknown,
)
from domain.payment.values import MobileMoneyReference, Reason
from domain.shared.errors import IllegalTransition
from domain.shared.ids import RefundId
from domain.shared.money import Money

LEASE = timedelta(seconds=40)
LOOKS = (5, 15, 60, 300, 3600)
REMIND_EVERY = timedelta(days=1)
"""How often the shop is told of a payout that it still has to make by itself."""
ENDED = {RefundState.DONE, RefundState.DECLINED}


@dataclass(slots=True)
class Refund:
    """ASKED -> REQUESTED | DECLINED; REQUESTED -> SUBMITTED | UNKNOWN -> DONE | BY_HAND; BY_HAND -> DONE.

    `id` is the idempotency key on the wire. ASKED is reserved and moves nothing before somebody approves it; BY_HAND
    is a payout that no wallet makes: the shop does, and says so with `receipt`, the number of its own transfer.
    """

    id: RefundId
    reference: MobileMoneyReference
    account: str
    payer: str
    amount: Money
    reason: str
    state: RefundState = RefundState.REQUESTED
    asked_by: str = ""
    approved_by: list[str] = field(default_factory=list)
    receipt: str = ""
    looks: int = 0
    next_look_at: datetime | None = None

    @property
    def is_void(self) -> bool:
        """Will never leave: it does not count against what was captured."""
        return self.state == RefundState.DECLINED

    @property
    def has_begun(self) -> bool:
        """It is on its way, or has arrived."""
        return self.state not in (RefundState.ASKED, RefundState.DECLINED)

    def approve(self, by: str, needed: int, now: datetime) -> bool:
        """Returns whether that was the last approval needed. The same person counts once."""
        self._expect(RefundState.ASKED, RefundState.REQUESTED)
        if by not in self.approved_by:
            self.approved_by.append(by)
        if len(self.approved_by) < needed:
            return False
        self.begin(now)
        return True

    def begin(self, now: datetime) -> None:
        self._expect(RefundState.ASKED, RefundState.REQUESTED)
        self.state, self.next_look_at = RefundState.REQUESTED, now

    def decline(self) -> None:
        self._expect(RefundState.ASKED, RefundState.DECLINED)
        self.state = RefundState.DECLINED

    def paid_by_hand(self, receipt: str) -> None:
        self._expect(RefundState.BY_HAND, RefundState.DONE)
        self.state, self.receipt, self.next_look_at = RefundState.DONE, receipt, None

    def looking(self, now: datetime) -> RefundState:
        """Somebody submits it, or asks about it, now: what it was before tells which of the two.

        From the first call on a crash leaves it UNKNOWN: to be asked about, not to be sent again.
        """
        before = self.state
        if before == RefundState.REQUESTED:
            self.state = RefundState.UNKNOWN
        self.looks += 1
        self.next_look_at = now + (REMIND_EVERY if before == RefundState.BY_HAND else LEASE)
        return before

    def answered(self, outcome: Accepted | Rejected | Unknown | RefundReport, now: datetime) -> bool:
        """Returns whether that settled it, once: it has arrived, or no wallet will ever bring it."""
        if self.state in ENDED:
            self.next_look_at = None  # and nobody asks again
        if self.state in ENDED | {RefundState.ASKED, RefundState.BY_HAND}:
            return False
        self.state = self._after(outcome)
        self.next_look_at = self._next_look(now)
        return self.state in (RefundState.DONE, RefundState.BY_HAND)

    def _after(self, outcome: Accepted | Rejected | Unknown | RefundReport) -> RefundState:
        match outcome:
            case Accepted():
                return RefundState.SUBMITTED
            case Rejected(reason=Reason.PROVIDER_DOWN):
                return RefundState.REQUESTED  # it never arrived: sent again, under the same id
            case Rejected() | RefundReport(state=RefundState.REJECTED | RefundState.FAILED):
                return RefundState.BY_HAND
            case Unknown():
                return RefundState.UNKNOWN
            case RefundReport(known=False):
                return RefundState.REQUESTED
            case RefundReport(state=RefundState() as state):
                return state
            case _:
                return self.state

    def _next_look(self, now: datetime) -> datetime | None:
        if self.state == RefundState.DONE:
            return None
        if self.state == RefundState.BY_HAND:
            return now + REMIND_EVERY
        return now + timedelta(seconds=LOOKS[min(self.looks, len(LOOKS) - 1)])

    def _expect(self, state: RefundState, wanted: RefundState) -> None:
        if self.state != state:
            raise IllegalTransition("refund", self.state, wanted)
