"""Tries to collect: one at a time, kept before the wallet is called, asked about until it says how they ended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.payment import use_cases as payments
from domain.payment.attempt import GRACE, JITTER, LEASE, SWEEPS_AFTER_EXPIRY
from domain.payment.capabilities import LOOKS_AT_A_PUSH
from domain.payment.errors import AttemptUnderWay, CaptureUnsupported, NothingToPay
from domain.payment.events import PaymentFailed
from domain.payment.gateway import Accepted, PushPrompt, Redirect, Rejected, StatusReport, Unknown
from domain.payment.values import AttemptState, PaymentState, Reason
from domain.shared.errors import Conflict, Invalid, NotFound
from domain.shared.ids import RefundId
from domain.shared.phone import PhoneNumber
from tests.domain.builders import NOW, a_sale
from tests.domain.one_payment import AMOUNT, FIRST, LATER, SECOND, a_payment, an_attempt, pending, said, says
from tests.people import awa

A = AttemptState


# -- beginning


def test_an_attempt_is_kept_as_being_sent_before_anybody_is_called() -> None:
    payment = a_payment()
    payment.begin(an_attempt())
    attempt = payment.attempt(FIRST)
    assert (attempt.state, attempt.next_look_at, payment.live) == (A.SENDING, NOW + LEASE, attempt)


def test_a_second_attempt_waits_for_the_first() -> None:
    payment = pending()
    with pytest.raises(AttemptUnderWay) as refused:
        payment.begin(an_attempt(SECOND))
    assert refused.value.attempt_id == FIRST
    payment.reported(FIRST, "ref-1", says(A.FAILED), NOW)
    payment.begin(an_attempt(SECOND))
    assert len(payment.attempts) == 2


@pytest.mark.parametrize("state", [state for state in PaymentState if state != PaymentState.OPEN])
def test_what_is_not_open_takes_no_attempt(state: PaymentState) -> None:
    with pytest.raises(NothingToPay) as refused:
        a_payment(state).begin(an_attempt())
    assert refused.value.state == state


def test_a_landline_has_no_wallet() -> None:
    payment = a_payment()
    with pytest.raises(Invalid) as refused:
        payment.begin(an_attempt(payer=PhoneNumber("+2252720201234")))
    assert (refused.value.field, payment.attempts) == ("payer", [])


def test_the_same_payment_has_one_link() -> None:
    sale = a_sale()
    links = {sale.payment.link for _ in range(3)}
    assert len(links) == 1
    with pytest.raises(Conflict):
        sale.shop.do(payments.initiate_payment, sale.id, awa.customer_id, AMOUNT)


def test_what_the_buyer_chose_is_remembered_and_calling_off_twice_is_once() -> None:
    sale = a_sale()
    sale.shop.do(payments.prefer_wallet, sale.id, "wave", awa.number)
    assert (sale.payment.wallet, sale.payment.payer) == ("wave", awa.number)
    for _ in range(2):
        sale.shop.do(payments.call_off, sale.id)
    assert sale.payment.state == PaymentState.CLOSED


def test_nothing_authorised_is_ever_captured() -> None:
    with pytest.raises(CaptureUnsupported):
        a_payment().capture_authorised()


def test_what_nobody_knows_is_not_found() -> None:
    payment = a_payment()
    for ask in (
        lambda: payment.attempt(FIRST),
        lambda: payment.refund_of(RefundId("r")),
        lambda: payment.asked,
        lambda: payment.held_money,
        lambda: payment.paid_out_by_hand("", NOW),
    ):
        with pytest.raises(NotFound):
            ask()


# -- the wallet's answer to the call


@pytest.mark.parametrize(
    ("outcome", "state", "ref", "url"),
    [
        (Accepted("ref-1", Redirect("https://wallet.test/1")), A.PENDING, "ref-1", "https://wallet.test/1"),
        (Accepted("ref-1", PushPrompt()), A.PENDING, "ref-1", ""),
        (Rejected("17", Reason.LIMIT), A.REJECTED, None, ""),
        (Unknown("ref-1"), A.UNKNOWN, "ref-1", ""),
        (Unknown(), A.UNKNOWN, None, ""),
    ],
)
def test_each_answer(outcome: Accepted | Rejected | Unknown, state: AttemptState, ref: str | None, url: str) -> None:
    payment = a_payment()
    payment.begin(an_attempt())
    attempt = payment.answered(FIRST, outcome, NOW)
    assert (attempt.state, attempt.ref, attempt.url) == (state, ref, url)
    assert (attempt.next_look_at is None) == (state == A.REJECTED)
    assert said(payment) == (["PaymentFailed"] if state == A.REJECTED else [])


def test_an_answer_that_comes_after_a_report_is_old_news() -> None:
    payment = a_payment()
    payment.begin(an_attempt())
    payment.reported(FIRST, "ref-1", says(A.SUCCEEDED), NOW)
    for late in (Rejected("17"), Unknown(), Accepted("ref-9", PushPrompt())):
        attempt = payment.answered(FIRST, late, LATER)
        assert (attempt.state, attempt.ref) == (A.SUCCEEDED, "ref-1")
    assert said(payment) == ["PaymentConfirmed"]


def test_an_answer_that_comes_after_nobody_had_heard_of_it_still_brings_the_link() -> None:
    payment = a_payment()
    payment.begin(an_attempt())
    payment.not_found(FIRST, timedelta(minutes=2), NOW)
    assert payment.attempt(FIRST).state == A.UNKNOWN
    payment.answered(FIRST, Rejected("17"), NOW)
    assert payment.attempt(FIRST).state == A.UNKNOWN
    attempt = payment.answered(FIRST, Accepted("ref-1", Redirect("https://wallet.test/1")), LATER)
    assert (attempt.state, attempt.ref, attempt.url) == (A.PENDING, "ref-1", "https://wallet.test/1")


# -- asking


def test_a_pending_attempt_is_asked_about_ever_more_seldom() -> None:
    payment, now, waits = pending(), NOW, []
    for _ in range(len(LOOKS_AT_A_PUSH) + 2):
        attempt = payment.attempt(FIRST)
        assert attempt.next_look_at is not None
        waits.append((attempt.next_look_at - now).total_seconds())
        now = attempt.next_look_at
        attempt.looking(now)
        assert attempt.next_look_at == now + LEASE
        payment.reported(FIRST, "ref-1", says(A.PENDING), now)
    asked = [*LOOKS_AT_A_PUSH, LOOKS_AT_A_PUSH[-1], LOOKS_AT_A_PUSH[-1]]
    assert all(given <= wait <= given * (1 + JITTER) for wait, given in zip(waits, asked, strict=True))


def test_an_expired_attempt_is_looked_at_twice_more_for_late_money() -> None:
    payment, waits = pending(), []
    payment.reported(FIRST, "ref-1", says(A.EXPIRED), NOW)
    attempt, now = payment.attempt(FIRST), NOW
    while attempt.next_look_at is not None:
        waits.append((attempt.next_look_at - now).total_seconds())
        now = attempt.next_look_at
        attempt.looking(now)
        payment.reported(FIRST, "ref-1", says(A.EXPIRED), now)
    assert all(due <= wait <= due * (1 + JITTER) for wait, due in zip(waits, SWEEPS_AFTER_EXPIRY, strict=True))


def test_a_callback_only_makes_us_ask_and_may_name_another_reference() -> None:
    payment = pending()
    attempt = payment.attempt(FIRST)
    attempt.signalled("ref-1", LATER)
    attempt.signalled("ref-2", LATER)
    attempt.signalled(None, LATER)
    assert (attempt.state, attempt.also_seen, attempt.next_look_at) == (A.PENDING, {"ref-2"}, LATER)
    assert payment.collect() == []


def test_a_wallet_that_never_heard_of_it_is_believed_after_a_while() -> None:
    payment = a_payment()
    payment.begin(an_attempt())
    for seconds, state in ((119, A.UNKNOWN), (120, A.FAILED)):
        payment.not_found(FIRST, timedelta(minutes=2), NOW + timedelta(seconds=seconds))
        assert payment.attempt(FIRST).state == state
    [failed] = payment.collect()
    assert isinstance(failed, PaymentFailed) and failed.reason == Reason.PROVIDER_DOWN


def test_a_pending_attempt_is_not_given_up_because_it_was_not_found() -> None:
    payment = pending()
    payment.not_found(FIRST, timedelta(0), NOW)
    assert payment.attempt(FIRST).state == A.PENDING


@pytest.mark.parametrize(("early", "state"), [(timedelta(microseconds=1), A.PENDING), (timedelta(), A.EXPIRED)])
def test_what_is_still_pending_a_minute_after_its_expiry_is_over(early: timedelta, state: AttemptState) -> None:
    payment = pending(expires_at=LATER)
    payment.reported(FIRST, "ref-1", says(A.PENDING), LATER + GRACE - early)
    assert payment.attempt(FIRST).state == state


@pytest.mark.parametrize("report", [says(None), StatusReport(A.SUCCEEDED, None, FIRST)])
def test_without_a_usable_answer_nothing_is_over(report: StatusReport) -> None:
    payment = pending(expires_at=LATER)
    payment.reported(FIRST, "ref-1", report, LATER + timedelta(days=1))
    assert payment.attempt(FIRST).state == A.PENDING
    assert payment.attempt(FIRST).next_look_at is not None


def test_no_answer_gives_no_name_to_an_attempt() -> None:
    payment = a_payment()
    payment.begin(an_attempt())
    payment.answered(FIRST, Unknown(), NOW)
    payment.reported(FIRST, "ref-forged", says(None), NOW)
    payment.reported(FIRST, "ref-1", says(A.PENDING), NOW)
    assert payment.attempt(FIRST).ref == "ref-1"


def test_what_is_said_of_another_reference_ends_nothing() -> None:
    payment = pending()
    payment.reported(FIRST, "ref-9", says(A.FAILED), NOW)
    assert payment.attempt(FIRST).state == A.PENDING


@pytest.mark.parametrize(
    ("state", "given", "reason"),
    [
        (A.CANCELLED, None, Reason.PAYER_DECLINED),
        (A.EXPIRED, None, Reason.NO_ANSWER),
        (A.FAILED, None, Reason.OTHER),
        (A.FAILED, Reason.INSUFFICIENT_FUNDS, Reason.INSUFFICIENT_FUNDS),
    ],
)
def test_a_failure_has_a_reason(state: AttemptState, given: Reason | None, reason: Reason) -> None:
    payment = pending()
    payment.reported(FIRST, "ref-1", says(state, reason=given), NOW)
    [failed] = payment.collect()
    assert isinstance(failed, PaymentFailed) and failed.reason == reason


def test_signals_and_looks_are_kept() -> None:
    sale = a_sale()
    attempt, payment_id = sale.tries(), sale.payment.id
    sale.shop.do(payments.signal_attempt, payment_id, attempt, "ref-9")
    assert sale.attempt(attempt).next_look_at == sale.shop.clock.now()
    assert sale.shop.do(payments.begin_look, payment_id, attempt).looks == 1
    assert sale.attempt(attempt).also_seen == {"ref-9"}


def test_an_attempt_that_never_arrived_lets_the_buyer_try_again() -> None:
    sale = a_sale()
    attempt, payment_id = sale.begins(), sale.payment.id
    sale.shop.do(payments.record_not_found, payment_id, attempt, timedelta(0))
    assert sale.attempt(attempt).state == A.FAILED
    sale.is_paid()
    assert sale.payment.state == PaymentState.CONFIRMED
