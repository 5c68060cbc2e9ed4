"""One payment, many attempts: what is believed, how often it is asked about, and what can go back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.payment import use_cases as payments
from domain.payment.attempt import GRACE, LEASE, LOOKS, SWEEPS_AFTER_EXPIRY, PaymentAttempt
from domain.payment.capture import Capture
from domain.payment.errors import AttemptUnderWay, CaptureUnsupported, NothingToPay, RefundTooLarge
from domain.payment.events import PaymentFailed, PaymentHeldForReview, RefundCompleted, RefundFailed, RefundInitiated
from domain.payment.gateway import (
    Accepted,
    PushPrompt,
    Redirect,
    RefundReport,
    RefundState,
    Rejected,
    StatusReport,
    Unknown,
)
from domain.payment.refund import Refund
from domain.payment.transaction import PaymentTransaction
from domain.payment.values import AttemptState, MobileMoneyReference, PaymentState, Reason
from domain.shared.errors import Conflict, Invalid, NotFound
from domain.shared.ids import AttemptId, OrderId, PaymentId, RefundId
from domain.shared.phone import PhoneNumber
from tests.domain.builders import NOW, SHOP, a_sale, names, open_shop
from tests.people import awa, moussa
from tests.shops import a_shop, francs, shillings, wax

A = AttemptState
AMOUNT = francs(25_500)
FIRST, SECOND = AttemptId("attempt-1"), AttemptId("attempt-2")
LATER = NOW + timedelta(minutes=1)


def a_payment(state: PaymentState = PaymentState.OPEN) -> PaymentTransaction:
    return PaymentTransaction(PaymentId("payment-1"), SHOP, OrderId("order-1"), AMOUNT, "link", state=state)


def an_attempt(id: AttemptId = FIRST, payer: PhoneNumber | None = None) -> PaymentAttempt:
    return PaymentAttempt(id, f"token-{id}", "wave", "sandbox", "fatou", payer or awa.phone, NOW)


def pending(expires_at: object = None) -> PaymentTransaction:
    payment = a_payment()
    payment.begin(an_attempt())
    payment.answered(FIRST, Accepted("ref-1", PushPrompt(), expires_at), NOW)  # type: ignore[arg-type]
    return payment


def says(state: AttemptState | None, **facts: object) -> StatusReport:
    return StatusReport(state, AMOUNT, FIRST, **facts)  # type: ignore[arg-type]


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


@pytest.mark.parametrize("state", [PaymentState.CONFIRMED, PaymentState.IN_REVIEW, PaymentState.CLOSED])
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
        sale.shop.do(payments.initiate_payment, sale.id, AMOUNT)


def test_what_the_buyer_chose_is_remembered_and_closing_twice_is_once() -> None:
    sale = a_sale()
    sale.shop.do(payments.prefer_wallet, sale.id, "wave", awa.number)
    assert (sale.payment.wallet, sale.payment.payer) == ("wave", awa.number)
    for _ in range(2):
        sale.shop.do(payments.close_payment, sale.id)
    assert sale.payment.state == PaymentState.CLOSED


def test_nothing_authorised_is_ever_captured() -> None:
    with pytest.raises(CaptureUnsupported):
        a_payment().capture_authorised()


def test_what_nobody_knows_is_not_found() -> None:
    payment = a_payment()
    for ask in (
        lambda: payment.attempt(FIRST),
        lambda: payment.refund_of(RefundId("r")),
        lambda: payment.refundable("ref"),
        lambda: payment.confirmed_reference,
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
    assert names(payment.collect()) == (["PaymentFailed"] if state == A.REJECTED else [])


def test_an_answer_that_comes_after_a_report_is_old_news() -> None:
    payment = a_payment()
    payment.begin(an_attempt())
    payment.reported(FIRST, "ref-1", says(A.SUCCEEDED), NOW)
    for late in (Rejected("17"), Unknown(), Accepted("ref-9", PushPrompt())):
        attempt = payment.answered(FIRST, late, LATER)
        assert (attempt.state, attempt.ref) == (A.SUCCEEDED, "ref-1")
    assert names(payment.collect()) == ["PaymentConfirmed"]


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
    for _ in range(len(LOOKS) + 2):
        attempt = payment.attempt(FIRST)
        assert attempt.next_look_at is not None
        waits.append((attempt.next_look_at - now).seconds)
        now = attempt.next_look_at
        attempt.looking(now)
        assert attempt.next_look_at == now + LEASE
        payment.reported(FIRST, "ref-1", says(A.PENDING), now)
    assert waits == [*LOOKS, LOOKS[-1], LOOKS[-1]]


def test_an_expired_attempt_is_looked_at_twice_more_for_late_money() -> None:
    payment, waits = pending(), []
    payment.reported(FIRST, "ref-1", says(A.EXPIRED), NOW)
    attempt, now = payment.attempt(FIRST), NOW
    while attempt.next_look_at is not None:
        waits.append((attempt.next_look_at - now).total_seconds())
        now = attempt.next_look_at
        attempt.looking(now)
        payment.reported(FIRST, "ref-1", says(A.EXPIRED), now)
    assert waits == list(SWEEPS_AFTER_EXPIRY)


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


# -- money that does not fit


@pytest.mark.parametrize("money", [francs(25_499), francs(25_501), shillings("25500")])
def test_money_that_does_not_fit_is_held_for_the_merchant(money: object) -> None:
    payment = pending()
    payment.reported(FIRST, "ref-1", StatusReport(A.SUCCEEDED, money, FIRST), NOW)  # type: ignore[arg-type]
    [held] = payment.collect()
    assert isinstance(held, PaymentHeldForReview) and (held.expected, held.received) == (AMOUNT, money)
    assert payment.state == PaymentState.IN_REVIEW
    payment.close()
    assert payment.state == PaymentState.IN_REVIEW


def test_a_reference_pays_one_order_only() -> None:
    shop = open_shop(a_shop().selling(wax, stock=9))
    one, other = shop.sells_to(awa, {wax: 1}), shop.sells_to(moussa, {wax: 1})
    one.hears(one.tries(), A.SUCCEEDED, ref="the-very-same")
    attempt = other.tries()
    with pytest.raises(Conflict):
        other.hears(attempt, A.SUCCEEDED, ref="the-very-same")
    assert other.payment.captures == []


# -- giving back


def paid() -> PaymentTransaction:
    payment = pending()
    payment.reported(FIRST, "ref-1", says(A.SUCCEEDED), NOW)
    payment.collect()
    return payment


def give(payment: PaymentTransaction, id: str, minor: int) -> Refund:
    return payment.refund(RefundId(id), "ref-1", francs(minor), "goodwill", NOW)


def test_refunds_up_to_what_was_captured_and_not_one_franc_more() -> None:
    payment = paid()
    give(payment, "r1", 25_000)
    with pytest.raises(RefundTooLarge):
        give(payment, "r2", 501)
    give(payment, "r2", 500)
    assert payment.refundable("ref-1") == francs(0)
    assert names(payment.collect()) == ["RefundInitiated"] * 2


@pytest.mark.parametrize("minor", [0, -1])
def test_a_refund_of_nothing_is_refused(minor: int) -> None:
    with pytest.raises(RefundTooLarge):
        give(paid(), "r1", minor)


def test_a_refund_that_failed_can_be_made_again() -> None:
    payment = paid()
    give(payment, "r1", 25_500)
    payment.refund_answered(RefundId("r1"), Rejected("no"), NOW)
    assert payment.refundable("ref-1") == AMOUNT
    give(payment, "r2", 25_500)


def test_giving_back_twice_is_giving_back_once() -> None:
    payment = paid()
    for id in ("r1", "r2"):
        payment.give_back(RefundId(id), "", "returned", NOW)
    assert [refund.id for refund in payment.refunds] == ["r1"]


OUTCOMES = [
    (Accepted("r1", PushPrompt()), RefundState.SUBMITTED, []),
    (Rejected("no"), RefundState.REJECTED, ["RefundFailed"]),
    (Unknown(), RefundState.UNKNOWN, []),
    (RefundReport(RefundState.DONE), RefundState.DONE, ["RefundCompleted"]),
    (RefundReport(RefundState.FAILED), RefundState.FAILED, ["RefundFailed"]),
    (RefundReport(RefundState.SUBMITTED), RefundState.SUBMITTED, []),
    (RefundReport(None, known=False), RefundState.REQUESTED, []),
    (RefundReport(None), RefundState.UNKNOWN, []),
]


@pytest.mark.parametrize(("outcome", "state", "said"), OUTCOMES)
def test_each_answer_to_a_refund(
    outcome: Accepted | Rejected | Unknown | RefundReport, state: RefundState, said: list[str]
) -> None:
    payment = paid()
    refund = give(payment, "r1", 25_500)
    payment.collect()
    assert refund.looking(NOW) == RefundState.REQUESTED
    assert (refund.state, refund.next_look_at) == (RefundState.UNKNOWN, NOW + LEASE)

    payment.refund_answered(RefundId("r1"), outcome, NOW)

    assert refund.state == state
    assert names(payment.collect()) == said
    assert (refund.next_look_at is None) == bool(said)


@pytest.mark.parametrize("end", [RefundState.DONE, RefundState.FAILED, RefundState.REJECTED])
@pytest.mark.parametrize("outcome", [outcome for outcome, *_ in OUTCOMES])
def test_an_ended_refund_stays_as_it_ended(
    end: RefundState, outcome: Accepted | Rejected | Unknown | RefundReport
) -> None:
    payment = paid()
    give(payment, "r1", 25_500).state = end
    payment.collect()
    payment.refund_answered(RefundId("r1"), outcome, NOW)
    assert (payment.refunds[0].state, payment.collect()) == (end, [])


def test_only_a_refund_that_was_never_sent_is_submitted() -> None:
    payment = paid()
    refund = give(payment, "r1", 25_500)
    assert [refund.looking(NOW) for _ in range(3)] == [RefundState.REQUESTED, RefundState.UNKNOWN, RefundState.UNKNOWN]


def test_refunds_count_against_their_own_capture_only() -> None:
    one, other = MobileMoneyReference("sandbox", "ref-1"), MobileMoneyReference("sandbox", "ref-2")
    capture = Capture(one, FIRST, "fatou", AMOUNT, "", NOW)
    mine = Refund(RefundId("r1"), one, "fatou", francs(500), "")
    others = Refund(RefundId("r2"), other, "fatou", francs(900), "")
    assert capture.refundable([mine, others]) == francs(25_000)


# -- the use cases


def test_a_refund_is_asked_for_submitted_and_done() -> None:
    sale = a_sale()
    sale.is_paid()
    shop, payment_id = sale.shop, sale.payment.id
    refund_id = shop.do(payments.issue_refund, payment_id, "goodwill", "", francs(500))
    assert shop.do(payments.begin_refund_look, payment_id, refund_id)[1] == RefundState.REQUESTED
    shop.do(payments.record_refund_answer, payment_id, refund_id, Accepted("r", PushPrompt()))
    assert shop.do(payments.begin_refund_look, payment_id, refund_id)[1] == RefundState.SUBMITTED
    for _ in range(2):
        shop.do(payments.record_refund_answer, payment_id, refund_id, RefundReport(RefundState.DONE))
    assert [event.amount for event in shop.said(RefundInitiated)] == [francs(500)]
    assert [event.amount for event in shop.said(RefundCompleted)] == [francs(500)]
    assert shop.said(RefundFailed) == []


def test_a_refund_without_an_amount_is_all_and_of_nothing_is_refused() -> None:
    sale = a_sale()
    sale.is_paid()
    with pytest.raises(RefundTooLarge):
        sale.shop.do(payments.issue_refund, sale.payment.id, "goodwill", "", francs(0))
    sale.shop.do(payments.issue_refund, sale.payment.id, "goodwill")
    assert sale.given_back == [(25_500, "goodwill")]


def test_what_was_never_paid_is_not_given_back() -> None:
    sale = a_sale()
    with pytest.raises(NotFound):
        sale.shop.do(payments.issue_refund, sale.payment.id, "goodwill")


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
