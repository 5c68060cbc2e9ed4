"""What goes back of what a bill has brought in: asked for, approved, sent, arrived; or paid out by hand."""

from __future__ import annotations

from datetime import datetime

from domain.payment.capture import Capture
from domain.payment.credit import Lot
from domain.payment.errors import NotYours, RefundTooLarge
from domain.payment.events import (
    RefundAsked,
    RefundCompleted,
    RefundFailed,
    RefundInitiated,
    RefundSeconded,
)
from domain.payment.gateway import Accepted, RefundReport, RefundState, Rejected, Unknown
from domain.payment.ledger import Account
from domain.payment.other_means import PaidOtherwise
from domain.payment.refund import Refund
from domain.payment.values import MobileMoneyReference
from domain.shared.errors import NotFound
from domain.shared.events import DomainEvent
from domain.shared.ids import Ids, RefundId
from domain.shared.money import Money

A = Account
TAKEN_BACK = "taken back"
"""In place of a receipt: the wallet did by itself what it had refused to do for us."""


class PaidBack(PaidOtherwise):
    """Never more goes back than came in, and to whoever paid it."""

    @property
    def refundable(self) -> Money:
        """All that may still be asked back, in the order's currency."""
        return sum((capture.refundable(self.refunds) for capture in self._fitting), self._nothing)

    @property
    def _fitting(self) -> list[Capture]:
        """What came in the order's currency: what came in another one is given back whole."""
        return [capture for capture in self.captures if capture.money.currency == self.amount.currency]

    # -- asked and approved -----------------------------------------------------------------------------------------

    def ask_refund(self, ids: Ids, amount: Money, words: str, by: str, now: datetime) -> list[Refund]:
        """Reserves `amount`, of as many captures as it takes. Raises RefundTooLarge."""
        if amount.minor <= 0 or amount > self.refundable:
            raise RefundTooLarge(self.refundable)
        asked = []
        for capture in self._fitting:
            part = min(amount, capture.refundable(self.refunds), key=lambda money: money.minor)
            if part:
                asked.append(self._add(RefundId(ids.new()), capture, part, "asked", RefundState.ASKED))
                amount = amount - part
        for refund in asked:
            refund.asked_by = by
            self._tell(RefundAsked, refund, now, by=by, words=words)
        return asked

    def approve_refunds(self, by: str, needed: int, now: datetime) -> list[Refund]:
        """Everything that was asked for. `needed` people must approve, each once. Raises NotYours to whom nothing is
        left to do."""
        asked = self.asked
        if asked and all(by in refund.approved_by for refund in asked):
            raise NotYours
        for refund in asked:
            if refund.approve(by, needed, now):
                self._begin(refund, now)
            else:
                self._tell(RefundSeconded, refund, now, by=by)
        return asked

    def decline_refunds(self, now: datetime) -> list[Refund]:
        asked = self.asked
        self._void(asked, now)
        return asked

    @property
    def asked(self) -> list[Refund]:
        """What waits for an approval. Raises NotFound where nothing does."""
        asked = [refund for refund in self.refunds if refund.state == RefundState.ASKED]
        if not asked:
            raise NotFound("refund", self.order_id)
        return asked

    # -- by itself --------------------------------------------------------------------------------------------------

    def give_back(self, ids: Ids, reason: str, now: datetime, reference: MobileMoneyReference | None = None) -> None:
        """All that is left of one capture, or of all, in whatever currency; twice is once. Of all: what was asked for
        needs nobody's approval any more, and credit that was used is credit again."""
        for refund in self.refunds:
            if reference is None and refund.state == RefundState.ASKED:
                refund.begin(now)
                self._begin(refund, now)
        for capture in self.captures:
            left = capture.refundable(self.refunds)
            if left and reference in (None, capture.reference):
                self._begin(self._add(RefundId(ids.new()), capture, left, reason, RefundState.REQUESTED, now), now)
        if reference is None:
            self._return_credit(now)

    def refund_credit(self, ids: Ids, lots: list[Lot], now: datetime) -> None:
        """Credit that came from here, and was taken off the buyer's account, goes back to whoever paid it."""
        for lot in lots:
            capture = self._capture(lot.reference)
            capture.credited -= lot.amount
            self._move(A.CREDITED, A.HELD, lot.amount, lot.reference.reference, now)
            refund = self._add(RefundId(ids.new()), capture, lot.amount, "credit", RefundState.REQUESTED, now)
            self._begin(refund, now)

    def void_credit(self, lots: list[Lot], now: datetime) -> None:
        """Credit from money that the wallet took back, and that nobody has spent yet: there is nothing behind it."""
        for lot in lots:
            self._capture(lot.reference).credited -= lot.amount
            self._move(A.CREDITED, A.EARNED, lot.amount, lot.reference.reference, now)

    # -- on its way -------------------------------------------------------------------------------------------------

    def refund_of(self, refund_id: RefundId) -> Refund:
        for refund in self.refunds:
            if refund.id == refund_id:
                return refund
        raise NotFound("refund", refund_id)

    def look_at_refund(self, refund_id: RefundId, now: datetime) -> tuple[Refund, RefundState]:
        """The refund, and what it was before somebody looked; a payout that the shop still owes is said again."""
        refund = self.refund_of(refund_id)
        before = refund.looking(now)
        if before == RefundState.BY_HAND:
            self._tell(RefundFailed, refund, now, payer=refund.payer)
        return refund, before

    def refund_answered(
        self, refund_id: RefundId, outcome: Accepted | Rejected | Unknown | RefundReport, now: datetime
    ) -> None:
        refund = self.refund_of(refund_id)
        if refund.answered(outcome, now):
            if refund.state == RefundState.DONE:
                self._arrived(refund, now)
            else:
                self._tell(RefundFailed, refund, now, payer=refund.payer)

    def paid_out_by_hand(self, receipt: str, now: datetime) -> list[Refund]:
        """The shop has made every payout that no wallet would. Raises NotFound where there was none to make."""
        owed = [refund for refund in self.refunds if refund.state == RefundState.BY_HAND]
        if not owed:
            raise NotFound("payout", self.order_id)
        for refund in owed:
            refund.paid_by_hand(receipt)
            self._arrived(refund, now)
        return owed

    def already_back(self, capture: Capture, now: datetime) -> None:
        """The wallet has given it back by itself: nothing of it is left for the shop to pay out."""
        for refund in self.refunds:
            if refund.reference == capture.reference and refund.state == RefundState.BY_HAND:
                refund.paid_by_hand(TAKEN_BACK)
                self._arrived(refund, now)

    def _arrived(self, refund: Refund, now: datetime) -> None:
        self._move(A.RETURNING, A.REFUNDED, refund.amount, refund.reference.reference, now)
        self._tell(RefundCompleted, refund, now)

    def _begin(self, refund: Refund, now: datetime) -> None:
        """It leaves what it had paid."""
        capture = self._capture(refund.reference)
        missing = capture.free(self.refunds) * -1
        if missing.minor > 0:
            self._unpay(capture, missing, now)
        self._move(A.HELD, A.RETURNING, refund.amount, refund.reference.reference, now)
        self._tell(RefundInitiated, refund, now, reason=refund.reason)

    def _add(
        self,
        id: RefundId,
        capture: Capture,
        amount: Money,
        reason: str,
        state: RefundState,
        next_look_at: datetime | None = None,
    ) -> Refund:
        refund = Refund(
            id, capture.reference, capture.account, capture.payer, amount, reason, state, next_look_at=next_look_at
        )
        self.refunds.append(refund)
        return refund

    def _capture(self, reference: MobileMoneyReference) -> Capture:
        for capture in self.captures:
            if capture.reference == reference:
                return capture
        raise NotFound("capture", reference.reference)

    def _tell(self, kind: type[DomainEvent], refund: Refund, now: datetime, **facts: str) -> None:
        self._say(kind, now, refund_id=refund.id, amount=refund.amount, **facts)
