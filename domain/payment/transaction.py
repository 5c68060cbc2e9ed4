"""What an order owes, what was collected for it, and what went back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from domain.payment.attempt import PaymentAttempt
from domain.payment.capture import Capture
from domain.payment.errors import AttemptUnderWay, CaptureUnsupported, NothingToPay, RefundTooLarge
from domain.payment.events import (
    DuplicatePaymentReceived,
    PaymentConfirmed,
    PaymentFailed,
    PaymentHeldForReview,
    PaymentInitiated,
)
from domain.payment.gateway import Accepted, RefundReport, Rejected, StatusReport, Unknown
from domain.payment.refund import Refund
from domain.payment.values import AttemptState, MobileMoneyReference, PaymentState, Reason
from domain.shared.errors import NotFound
from domain.shared.events import DomainEvent, Recorder
from domain.shared.ids import AttemptId, OrderId, PaymentId, RefundId, ShopId
from domain.shared.money import Money


class PaymentTransaction(Recorder):
    """The root: one per order. Invariants: one live attempt; refunds never exceed what was captured."""

    def __init__(
        self,
        id: PaymentId,
        shop_id: ShopId,
        order_id: OrderId,
        amount: Money,
        link: str,
        *,
        state: PaymentState = PaymentState.OPEN,
        wallet: str = "",
        payer: str = "",
        attempts: Iterable[PaymentAttempt] = (),
        captures: Iterable[Capture] = (),
        refunds: Iterable[Refund] = (),
        version: int = 0,
    ) -> None:
        super().__init__()
        self.id = id
        self.shop_id = shop_id
        self.order_id = order_id
        self.amount = amount
        self.link = link
        self.state = state
        self.wallet = wallet
        self.payer = payer
        self.attempts = list(attempts)
        self.captures = list(captures)
        self.refunds = list(refunds)
        self.version = version

    @classmethod
    def initiate(
        cls, id: PaymentId, shop_id: ShopId, order_id: OrderId, amount: Money, link: str, now: datetime
    ) -> PaymentTransaction:
        payment = cls(id, shop_id, order_id, amount, link)
        payment._say(PaymentInitiated, now, amount=amount)
        return payment

    # -- attempts -----------------------------------------------------------------------------------

    @property
    def live(self) -> PaymentAttempt | None:
        return next((attempt for attempt in self.attempts if attempt.state.is_live), None)

    def attempt(self, attempt_id: AttemptId) -> PaymentAttempt:
        for attempt in self.attempts:
            if attempt.id == attempt_id:
                return attempt
        raise NotFound("attempt", attempt_id)

    def prefer(self, wallet: str, payer: str) -> None:
        """What the buyer chose in the chat: the pay page begins with it."""
        self.wallet, self.payer = wallet, payer

    def begin(self, attempt: PaymentAttempt) -> None:
        """Raises NothingToPay; AttemptUnderWay while another is not settled."""
        if self.state != PaymentState.OPEN:
            raise NothingToPay(self.state)
        if self.live is not None:
            raise AttemptUnderWay(self.live.id)
        attempt.begin_sending(attempt.started_at)
        self.attempts.append(attempt)

    def answered(self, attempt_id: AttemptId, outcome: Accepted | Rejected | Unknown, now: datetime) -> PaymentAttempt:
        attempt = self.attempt(attempt_id)
        was_sending = attempt.state == AttemptState.SENDING
        attempt.answered(outcome, now)
        if was_sending and attempt.state == AttemptState.REJECTED:
            self._failed(attempt, now)
        return attempt

    def not_found(self, attempt_id: AttemptId, believed_after: timedelta, now: datetime) -> None:
        """The wallet was asked and has never heard of it: some time after it was sent that is believed."""
        attempt = self.attempt(attempt_id)
        if attempt.state == AttemptState.SENDING:
            attempt.state = AttemptState.UNKNOWN
        attempt.schedule(now)  # of one that has ended meanwhile nobody asks again
        if attempt.state == AttemptState.UNKNOWN and attempt.started_at + believed_after <= now:
            attempt.ended(AttemptState.FAILED, Reason.PROVIDER_DOWN, now)
            self._failed(attempt, now)

    def reported(self, attempt_id: AttemptId, ref: str, report: StatusReport, now: datetime) -> None:
        """What an authenticated query said of `ref`: the only thing that is believed about money.

        Any order, any number of times: the same reports end in the same state.
        """
        attempt = self.attempt(attempt_id)
        if report.as_asked and report.state == AttemptState.SUCCEEDED:
            report = replace(report, money=self.amount)
        mine = attempt.may_be_told_of(report)
        if mine and report.state == AttemptState.SUCCEEDED and report.money is not None:
            self._captured(attempt, ref, report, now)
        elif mine and ref == (attempt.ref or ref) and attempt.state.is_live:
            if attempt.not_paid(ref, report, now):
                self._failed(attempt, now)
        else:
            attempt.schedule(now)
        attempt.answered_for(ref, report, now)

    def _failed(self, attempt: PaymentAttempt, now: datetime) -> None:
        if self.state == PaymentState.OPEN:
            self._say(PaymentFailed, now, attempt_id=attempt.id, reason=attempt.reason or Reason.OTHER)

    # -- money --------------------------------------------------------------------------------------

    def _captured(self, attempt: PaymentAttempt, ref: str, report: StatusReport, now: datetime) -> None:
        reference = MobileMoneyReference(attempt.provider, ref)
        if ref == (attempt.ref or ref):
            attempt.succeeded(ref, now)
        if report.money is None or any(capture.reference == reference for capture in self.captures):
            return
        capture = Capture(reference, attempt.id, attempt.account, report.money, report.payer or "", now)
        self.captures.append(capture)
        self._accept(capture, now)

    def _accept(self, capture: Capture, now: datetime) -> None:
        name = capture.reference
        if self.state in (PaymentState.CONFIRMED, PaymentState.IN_REVIEW):
            self._say(DuplicatePaymentReceived, now, amount=capture.money, reference=name.reference)
        elif capture.money != self.amount:
            self.state = PaymentState.IN_REVIEW
            self._say(PaymentHeldForReview, now, expected=self.amount, received=capture.money)
        else:
            facts = {"provider": name.provider, "reference": name.reference, "late": self.state == PaymentState.CLOSED}
            self.state = PaymentState.CONFIRMED
            self._say(PaymentConfirmed, now, amount=capture.money, **facts)

    def capture_authorised(self) -> None:
        """Wallets take money at once: there is never anything to capture. Raises CaptureUnsupported."""
        raise CaptureUnsupported

    def close(self) -> None:
        """No more attempts: the order has ended. Money that comes late is still seen."""
        if self.state == PaymentState.OPEN:
            self.state = PaymentState.CLOSED

    # -- giving back --------------------------------------------------------------------------------

    @property
    def confirmed_reference(self) -> str:
        """The reference of the capture that paid the order: the first that fits. Raises NotFound."""
        for capture in self.captures:
            if capture.money == self.amount:
                return capture.reference.reference
        raise NotFound("capture", self.id)

    def refundable(self, reference: str) -> Money:
        """What is left of this capture."""
        return self._capture(reference).refundable(self.refunds)

    def refund(self, refund_id: RefundId, reference: str, amount: Money, reason: str, now: datetime) -> Refund:
        """Asks for `amount` of one capture back. Raises RefundTooLarge."""
        capture = self._capture(reference)
        if amount.minor <= 0 or amount > self.refundable(reference):
            raise RefundTooLarge
        refund = Refund(refund_id, capture.reference, capture.account, amount, reason, next_look_at=now)
        self.refunds.append(refund)
        self.record(refund.initiated(self.shop_id, self.id, self.order_id, now))
        return refund

    def give_back(self, refund_id: RefundId, reference: str, reason: str, now: datetime) -> None:
        """All that is left of one capture, of the one that paid the order where `reference` is empty; twice is once."""
        reference = reference or self.confirmed_reference
        if left := self.refundable(reference):
            self.refund(refund_id, reference, left, reason, now)

    def refund_of(self, refund_id: RefundId) -> Refund:
        for refund in self.refunds:
            if refund.id == refund_id:
                return refund
        raise NotFound("refund", refund_id)

    def refund_answered(
        self, refund_id: RefundId, outcome: Accepted | Rejected | Unknown | RefundReport, now: datetime
    ) -> None:
        event = self.refund_of(refund_id).answered(outcome, self.shop_id, self.id, self.order_id, now)
        if event is not None:
            self.record(event)

    def _capture(self, reference: str) -> Capture:
        for capture in self.captures:
            if capture.reference.reference == reference:
                return capture
        raise NotFound("capture", reference)

    def _say(self, kind: type[DomainEvent], now: datetime, **facts: Any) -> None:
        self.say(kind, now, payment_id=self.id, order_id=self.order_id, **facts)
