"""What an order owes, and what money does to it that fits, is too little, too much, foreign, second or taken back."""

from __future__ import annotations

import pytest

from domain.payment.errors import NothingToPay
from domain.payment.events import (
    DuplicatePaymentReceived,
    MoneyCredited,
    PaymentConfirmed,
    PaymentHeldForReview,
    PaymentPartlyReceived,
    PaymentTakenBack,
)
from domain.payment.gateway import RefundState, StatusReport
from domain.payment.values import AttemptState, PaymentState
from domain.shared.errors import Conflict
from tests.domain.builders import NOW, open_shop
from tests.domain.one_payment import (
    AMOUNT,
    FIRST,
    IDS,
    SECOND,
    an_attempt,
    collects,
    facts,
    gives_back,
    paid,
    pending,
    said,
    says,
)
from tests.people import awa, moussa
from tests.shops import a_shop, francs, shillings, wax

A, P = AttemptState, PaymentState


def test_exactly_what_is_due_pays_it() -> None:
    payment = pending()
    collects(payment, 25_500)
    [confirmed] = facts(payment.collect(), PaymentConfirmed)
    assert (confirmed.amount, confirmed.provider, confirmed.reference, confirmed.late) == (
        AMOUNT,
        "sandbox",
        "ref-1",
        False,
    )
    assert (payment.state, payment.due, payment.paid) == (P.CONFIRMED, francs(0), AMOUNT)


def test_what_the_wallet_does_not_name_is_what_was_asked_for() -> None:
    payment = pending()
    payment.reported(FIRST, "ref-1", StatusReport(A.SUCCEEDED, None, FIRST, as_asked=True), NOW)
    assert (payment.state, payment.paid) == (P.CONFIRMED, AMOUNT)


def test_a_wallet_that_collected_nothing_has_said_nothing() -> None:
    payment = pending()
    collects(payment, 0)
    assert (payment.captures, payment.attempt(FIRST).state, said(payment)) == ([], A.PENDING, [])


def test_the_operators_number_and_fee_are_kept_and_the_fee_pays_nothing_less() -> None:
    payment = pending()
    collects(payment, 25_500, provider_txn="TX-9", fee=francs(255), payer="+2250700000009")
    [capture] = payment.captures
    assert (capture.provider_txn, capture.fee, capture.payer) == ("TX-9", francs(255), "+2250700000009")
    assert payment.paid == AMOUNT


# -- too little, too much


def test_too_little_pays_a_part_and_the_rest_is_due() -> None:
    payment = pending()
    collects(payment, 10_000)
    [part] = facts(payment.collect(), PaymentPartlyReceived)
    assert (part.received, part.missing) == (francs(10_000), francs(15_500))
    assert (payment.state, payment.due, payment.paid) == (P.OPEN, francs(15_500), francs(10_000))


def test_the_rest_pays_it() -> None:
    payment = pending()
    collects(payment, 10_000)
    payment.begin(an_attempt(SECOND, amount=payment.due))
    payment.reported(SECOND, "ref-2", StatusReport(A.SUCCEEDED, francs(15_500), SECOND), NOW)
    assert said(payment) == ["PaymentPartlyReceived", "PaymentConfirmed"]
    assert (payment.state, payment.due, payment.paid) == (P.CONFIRMED, francs(0), AMOUNT)


def test_too_much_pays_it_and_the_excess_is_credit_at_once() -> None:
    payment = pending()
    collects(payment, 26_000)
    events = payment.collect()
    [credited] = facts(events, MoneyCredited)
    assert (credited.amount, credited.why, credited.customer_id) == (francs(500), "overpaid", awa.customer_id)
    assert len(facts(events, PaymentConfirmed)) == 1
    assert (payment.paid, payment.captures[0].credited, payment.refundable) == (AMOUNT, francs(500), AMOUNT)


# -- another currency


def test_another_currency_is_held_pays_nothing_and_stops_new_attempts() -> None:
    payment = pending()
    payment.reported(FIRST, "ref-1", StatusReport(A.SUCCEEDED, shillings("25500"), FIRST), NOW)
    [held] = facts(payment.collect(), PaymentHeldForReview)
    assert (held.expected, held.received) == (AMOUNT, shillings("25500"))
    assert (payment.state, payment.due, payment.held_money) == (P.OPEN, AMOUNT, shillings("25500"))
    with pytest.raises(NothingToPay) as refused:
        payment.begin(an_attempt(SECOND))
    assert refused.value.state == "in_review"


def test_once_it_has_gone_back_the_order_can_be_paid() -> None:
    payment = pending()
    payment.reported(FIRST, "ref-1", StatusReport(A.SUCCEEDED, shillings("25500"), FIRST), NOW)
    payment.give_back(IDS, "currency", NOW, payment.captures[0].reference)
    payment.begin(an_attempt(SECOND))
    payment.reported(SECOND, "ref-2", StatusReport(A.SUCCEEDED, AMOUNT, SECOND), NOW)
    assert (payment.held, payment.state) == ([], P.CONFIRMED)
    assert [refund.amount for refund in payment.refunds] == [shillings("25500")]


# -- twice


def test_a_second_collection_for_what_is_paid_is_said_and_waits_to_go_back() -> None:
    payment = paid()
    for _ in range(3):
        collects(payment, 25_500, ref="ref-2")
    [twice] = facts(payment.collect(), DuplicatePaymentReceived)
    assert (twice.amount, twice.provider, twice.reference) == (AMOUNT, "sandbox", "ref-2")
    assert (payment.paid, payment.refundable) == (AMOUNT, francs(51_000))


def test_a_reference_pays_one_order_only() -> None:
    shop = open_shop(a_shop().selling(wax, stock=9))
    one, other = shop.sells_to(awa, {wax: 1}), shop.sells_to(moussa, {wax: 1})
    one.hears(one.tries(), A.SUCCEEDED, ref="the-very-same")
    attempt = other.tries()
    with pytest.raises(Conflict):
        other.hears(attempt, A.SUCCEEDED, ref="the-very-same")
    assert other.payment.captures == []


# -- called off


def test_money_that_comes_after_it_was_called_off_is_late() -> None:
    payment = pending()
    payment.call_off(NOW)
    collects(payment, 25_500)
    [confirmed] = facts(payment.collect(), PaymentConfirmed)
    assert (confirmed.late, payment.called_off, payment.state) == (True, False, P.CONFIRMED)


def test_what_was_paid_and_is_off_takes_no_more_money() -> None:
    payment = paid()
    payment.call_off(NOW)
    collects(payment, 25_500, ref="ref-2")
    assert (payment.state, said(payment)) == (P.CONFIRMED, ["DuplicatePaymentReceived"])


# -- taken back


def taken_back(minor: int = 25_500, paid_before: int = 25_500) -> list[PaymentTakenBack]:
    payment = pending()
    collects(payment, paid_before)
    for _ in range(3):
        collects(payment, minor, taken_back=True)
    assert payment.attempt(FIRST).state == A.SUCCEEDED
    return facts(payment.collect(), PaymentTakenBack)


def test_what_a_wallet_takes_back_pays_no_longer_and_is_said_once() -> None:
    [lost] = taken_back()
    assert (lost.amount, lost.reference, lost.paid) == (AMOUNT, "ref-1", True)


def test_a_part_that_is_taken_back_is_due_again() -> None:
    payment = pending()
    collects(payment, 10_000)
    collects(payment, 10_000, taken_back=True)
    assert (payment.state, payment.due, payment.paid, payment.refundable) == (P.OPEN, AMOUNT, francs(0), francs(0))


def test_what_came_and_went_before_we_heard_of_it_has_never_paid() -> None:
    payment = pending()
    collects(payment, 25_500, taken_back=True)
    [lost] = facts(payment.collect(), PaymentTakenBack)
    assert (lost.paid, payment.state, payment.due) == (False, P.OPEN, AMOUNT)
    payment.begin(an_attempt(SECOND))


def test_our_own_refund_that_the_wallet_shows_is_nothing_taken_back() -> None:
    payment = paid()
    payment.give_back(IDS, "cancelled", NOW)
    payment.collect()
    collects(payment, 25_500, taken_back=True)
    assert (payment.captures[0].taken_back, said(payment)) == (False, [])


def test_a_refund_that_was_only_asked_for_hides_nothing_and_is_void() -> None:
    payment = paid()
    payment.ask_refund(IDS, AMOUNT, "goodwill", "awa", NOW)
    collects(payment, 25_500, taken_back=True)
    assert payment.captures[0].taken_back
    assert [refund.state for refund in payment.refunds] == [RefundState.DECLINED]
    assert said(payment) == ["RefundAsked", "RefundDeclined", "PaymentTakenBack"]


def test_what_is_taken_back_after_it_became_credit_is_noticed() -> None:
    payment = pending()
    collects(payment, 10_000)
    payment.call_off(NOW)
    payment.credit("expired", NOW)
    payment.collect()
    collects(payment, 10_000, taken_back=True)
    [lost] = facts(payment.collect(), PaymentTakenBack)
    assert (payment.captures[0].taken_back, lost.amount, lost.paid) == (True, francs(10_000), False)


def test_only_what_had_not_gone_back_is_lost() -> None:
    payment = paid()
    gives_back(payment, 5_000)
    payment.reported(FIRST, "ref-1", says(A.SUCCEEDED, taken_back=True), NOW)
    [lost] = facts(payment.collect(), PaymentTakenBack)
    assert (lost.amount, lost.paid) == (francs(20_500), True)
