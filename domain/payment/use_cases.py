"""Each step of a payment is one transaction; the calls to the wallet stand between them, never inside."""

from __future__ import annotations

from datetime import timedelta

from domain.payment.attempt import PaymentAttempt
from domain.payment.gateway import (
    Accepted,
    RefundReport,
    RefundState,
    Rejected,
    StatusReport,
    Unknown,
)
from domain.payment.ports import PaymentWork
from domain.payment.refund import Refund
from domain.payment.transaction import PaymentTransaction
from domain.shared.ids import AttemptId, OrderId, PaymentId, RefundId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber


def initiate_payment(work: PaymentWork, order_id: OrderId, amount: Money) -> PaymentTransaction:
    """One per order, with its link; no wallet is called."""
    payment = PaymentTransaction.initiate(
        PaymentId(work.ids.new()), work.shop_id, order_id, amount, work.ids.token(), work.clock.now()
    )
    work.payments.add(payment)
    return payment


def prefer_wallet(work: PaymentWork, order_id: OrderId, wallet: str, payer: str) -> PaymentTransaction:
    payment = work.payments.of_order(order_id)
    payment.prefer(wallet, payer)
    work.payments.save(payment)
    return payment


def begin_attempt(
    work: PaymentWork,
    payment_id: PaymentId,
    wallet: str,
    provider: str,
    account: str,
    payer: PhoneNumber | None,
) -> PaymentAttempt:
    """Kept before the wallet is called. Raises NothingToPay, AttemptUnderWay."""
    payment = work.payments.get(payment_id)
    attempt = PaymentAttempt(
        AttemptId(work.ids.new()), work.ids.token(), wallet, provider, account, payer, work.clock.now()
    )
    payment.begin(attempt)
    work.payments.save(payment)
    return attempt


def record_answer(
    work: PaymentWork, payment_id: PaymentId, attempt_id: AttemptId, outcome: Accepted | Rejected | Unknown
) -> PaymentAttempt:
    """What `start` brought."""
    payment = work.payments.get(payment_id)
    attempt = payment.answered(attempt_id, outcome, work.clock.now())
    work.payments.save(payment)
    return attempt


def signal_attempt(work: PaymentWork, payment_id: PaymentId, attempt_id: AttemptId, ref: str | None) -> None:
    """A callback came: ask soon. Nothing that it says is believed."""
    payment = work.payments.get(payment_id)
    payment.attempt(attempt_id).signalled(ref, work.clock.now())
    work.payments.save(payment)


def begin_look(work: PaymentWork, payment_id: PaymentId, attempt_id: AttemptId) -> PaymentAttempt:
    """Somebody is about to ask the wallet."""
    payment = work.payments.get(payment_id)
    attempt = payment.attempt(attempt_id)
    attempt.looking(work.clock.now())
    work.payments.save(payment)
    return attempt


def confirm_payment(
    work: PaymentWork, payment_id: PaymentId, attempt_id: AttemptId, ref: str, report: StatusReport
) -> None:
    """Applies what the wallet said of `ref`: paid, failed, held for review, or still waiting."""
    payment = work.payments.get(payment_id)
    payment.reported(attempt_id, ref, report, work.clock.now())
    work.payments.save(payment)


def record_not_found(
    work: PaymentWork, payment_id: PaymentId, attempt_id: AttemptId, believed_after: timedelta
) -> None:
    payment = work.payments.get(payment_id)
    payment.not_found(attempt_id, believed_after, work.clock.now())
    work.payments.save(payment)


def close_payment(work: PaymentWork, order_id: OrderId) -> None:
    payment = work.payments.of_order(order_id)
    payment.close()
    work.payments.save(payment)


def issue_refund(
    work: PaymentWork, payment_id: PaymentId, reason: str, reference: str = "", amount: Money | None = None
) -> RefundId:
    """All that is left of the capture that paid the order, unless told otherwise. Raises RefundTooLarge."""
    payment = work.payments.get(payment_id)
    reference = reference or payment.confirmed_reference
    refund_id = RefundId(work.ids.new())
    amount = payment.refundable(reference) if amount is None else amount
    payment.refund(refund_id, reference, amount, reason, work.clock.now())
    work.payments.save(payment)
    return refund_id


def give_back(work: PaymentWork, payment_id: PaymentId, reason: str, reference: str = "") -> None:
    """What is left of a capture, of the one that paid the order unless told otherwise; twice is once."""
    payment = work.payments.get(payment_id)
    payment.give_back(RefundId(work.ids.new()), reference, reason, work.clock.now())
    work.payments.save(payment)


def begin_refund_look(work: PaymentWork, payment_id: PaymentId, refund_id: RefundId) -> tuple[Refund, RefundState]:
    """Returns the refund, and the state it was in: REQUESTED is to be submitted, any other asked about."""
    payment = work.payments.get(payment_id)
    refund = payment.refund_of(refund_id)
    before = refund.looking(work.clock.now())
    work.payments.save(payment)
    return refund, before


def record_refund_answer(
    work: PaymentWork,
    payment_id: PaymentId,
    refund_id: RefundId,
    outcome: Accepted | Rejected | Unknown | RefundReport,
) -> None:
    payment = work.payments.get(payment_id)
    payment.refund_answered(refund_id, outcome, work.clock.now())
    work.payments.save(payment)
