"""What the simulation has found, each as small as it can be told."""

from __future__ import annotations

from datetime import timedelta

from domain.payment import use_cases as payments
from domain.payment.gateway import RefundReport, RefundState, Unknown
from domain.payment.values import AttemptState
from tests.domain.builders import a_sale


def test_late_money_is_asked_about_until_the_wallet_has_told_its_end() -> None:
    """The payer paid after he had declined. His callback came while the wallet gave no usable answer: nobody asked a
    second time, and the money was lost."""
    sale = a_sale()
    attempt = sale.tries()
    sale.hears(attempt, AttemptState.CANCELLED)
    sale.shop.do(payments.signal_attempt, sale.payment.id, attempt, sale.attempt(attempt).ref)
    sale.hears(attempt, None)
    assert sale.attempt(attempt).next_look_at is not None
    sale.hears(attempt, AttemptState.SUCCEEDED)
    assert sale.order.is_paid
    assert sale.attempt(attempt).next_look_at is None


def test_a_refund_that_has_ended_is_asked_about_no_more() -> None:
    """Two set out to ask. The one who came when it had ended put a date on it: asked about for ever after."""
    sale = a_sale()
    sale.is_paid()
    sale.is_cancelled()
    [refund] = sale.payment.refunds
    for _ in range(2):
        sale.shop.do(payments.begin_refund_look, sale.payment.id, refund.id)
        sale.shop.do(payments.record_refund_answer, sale.payment.id, refund.id, RefundReport(RefundState.DONE))
    assert sale.payment.refund_of(refund.id).next_look_at is None


def test_an_attempt_that_never_arrived_is_asked_about_no_more() -> None:
    """The same, of an attempt that no wallet has ever heard of."""
    sale = a_sale()
    attempt = sale.begins()
    sale.shop.do(payments.record_answer, sale.payment.id, attempt, Unknown())
    sale.shop.clock.pass_by(minutes=3)
    for _ in range(2):
        sale.shop.do(payments.begin_look, sale.payment.id, attempt)
        sale.shop.do(payments.record_not_found, sale.payment.id, attempt, timedelta(minutes=2))
    assert sale.attempt(attempt).state == AttemptState.FAILED
    assert sale.attempt(attempt).next_look_at is None
