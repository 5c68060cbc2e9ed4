"""A payment: the tries to collect what a bill owes, and what the wallets said of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from domain.payment.attempt import PaymentAttempt
from domain.payment.capture import Capture
from domain.payment.errors import AttemptUnderWay, CaptureUnsupported, NothingToPay
from domain.payment.events import PaymentFailed, PaymentInitiated
from domain.payment.gateway import Accepted, RefundReport, RefundState, Rejected, StatusReport, Unknown
from domain.payment.ledger import Account
from domain.payment.paying_back import PaidBack
from domain.payment.values import AttemptState, MobileMoneyReference, PaymentState, Reason
from domain.shared.errors import NotFound
from domain.shared.ids import AttemptId, CustomerId, OrderId, PaymentId, RefundId, ShopId
from domain.shared.money import Money


class PaymentTransaction(PaidBack):
    """The root: one per order. Invariants: one live attempt; refunds never exceed what was captured."""

    def __init__(
        self,
        id: PaymentId,
        shop_id: ShopId,
        order_id: OrderId,
        customer_id: CustomerId,
        amount: Money,
        link: str,
        *,
        wallet: str = "",
        payer: str = "",
        attempts: Iterable[PaymentAttempt] = (),
        **settled: Any,
    ) -> None:
        super().__init__(id, shop_id, order_id, customer_id, amount, **settled)
        self.link = link
        self.wallet = wallet
        self.payer = payer
        self.attempts = list(attempts)

    @classmethod
    def initiate(
        cls,
        id: PaymentId,
        shop_id: ShopId,
        order_id: OrderId,
        customer_id: CustomerId,
        amount: Money,
        link: str,
        now: datetime,
    ) -> PaymentTransaction:
        payment = cls(id, shop_id, order_id, customer_id, amount, link)
        payment._say(PaymentInitiated, now, amount=amount)
        payment._move(Account.DUE, Account.EARNED, amount, "", now)
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
        if self.state != PaymentState.OPEN or self.held:
            raise NothingToPay("in_review" if self.held else self.state)
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
            report = replace(report, money=attempt.amount)
        mine = attempt.may_be_told_of(report)
        if mine and report.state == AttemptState.SUCCEEDED and report.money is not None and report.money.minor > 0:
            self._captured(attempt, ref, report, report.money, now)
        elif mine and ref == (attempt.ref or ref) and attempt.state.is_live:
            if attempt.not_paid(ref, report, now):
                self._failed(attempt, now)
        else:
            attempt.schedule(now)
        attempt.answered_for(ref, report, now)

    def ask_again(self, now: datetime) -> bool:
        """Somebody says that it is paid: whatever may have been collected is asked about now. False: nothing may."""
        doubtful = [attempt for attempt in self.attempts if attempt.may_have_collected]
        for attempt in doubtful:
            attempt.signalled(None, now)
        return bool(doubtful)

    def _failed(self, attempt: PaymentAttempt, now: datetime) -> None:
        if self.state == PaymentState.OPEN:
            self._say(PaymentFailed, now, attempt_id=attempt.id, reason=attempt.reason or Reason.OTHER)

    def _captured(self, attempt: PaymentAttempt, ref: str, report: StatusReport, money: Money, now: datetime) -> None:
        reference = MobileMoneyReference(attempt.provider, ref)
        if ref == (attempt.ref or ref):
            attempt.succeeded(ref, now)
        capture = next((each for each in self.captures if each.reference == reference), None)
        if capture is None:
            nothing, payer = Money.zero(money.currency), report.payer or str(attempt.payer or "")
            capture = Capture(reference, attempt.id, attempt.account, money, payer, now, nothing, nothing)
            capture.provider_txn, capture.fee = report.provider_txn or "", report.fee
            (self.receive_taken_back if report.taken_back else self.receive)(capture, now)
        elif report.taken_back:
            self.already_back(capture, now)
            self.lose(capture, now)

    def refund_answered(
        self, refund_id: RefundId, outcome: Accepted | Rejected | Unknown | RefundReport, now: datetime
    ) -> None:
        """Why a wallet will not pay back is worth a question: it may have done so by itself."""
        super().refund_answered(refund_id, outcome, now)
        refund = self.refund_of(refund_id)
        if refund.state == RefundState.BY_HAND:
            collected = self._capture(refund.reference)
            self.attempt(collected.attempt_id).signalled(refund.reference.reference, now)

    def capture_authorised(self) -> None:
        """Wallets take money at once: there is never anything to capture. Raises CaptureUnsupported."""
        raise CaptureUnsupported
