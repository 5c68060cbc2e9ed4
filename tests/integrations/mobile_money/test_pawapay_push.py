"""pawaPay's refunds, and its pushes: a deposit without a page."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain.payment.gateway import Accepted, PushPrompt, RefundState, Rejected, Unknown
from domain.payment.values import AttemptState, Reason
from domain.shared.clock import FakeClock
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from tests.integrations.mobile_money.bench import a_refund
from tests.integrations.mobile_money.benches.pawapay import PHONE, PawapayBench, running_pawapay
from tests.wallet import ACCOUNT, ShopDoor

REF = "f4401bd2-1568-4140-bf2d-eb77d2b2b639"
KENYAN = PhoneNumber("+254711000001")


@pytest.fixture
def pushing(clock: FakeClock, door: ShopDoor) -> Iterator[PawapayBench]:
    with running_pawapay(clock, door, mode="push", code="pawapay-push") as bench:
        yield bench


def started(bench: PawapayBench, **changes: object) -> str:
    outcome = bench.gateway.start(bench.request(**changes))
    assert isinstance(outcome, Accepted)
    return outcome.ref


# -- giving back


@pytest.mark.parametrize("code", ["REFUND_IN_PROGRESS", "PROVIDER_TEMPORARILY_UNAVAILABLE"])
def test_a_refund_refused_for_now_is_sent_again_under_its_own_id(pawapay: PawapayBench, code: str) -> None:
    ref = started(pawapay)
    pawapay.pay(ref)
    refund = a_refund(ref)
    pawapay.server.faults["refund"] = deque([code])
    assert isinstance(pawapay.gateway.refund(refund), Unknown)
    assert pawapay.gateway.refund_status(ACCOUNT, refund.refund_id).known is False
    assert isinstance(pawapay.gateway.refund(refund), Accepted)


@pytest.mark.parametrize("word", ["ACCEPTED", "ENQUEUED", "PROCESSING", "IN_RECONCILIATION"])
def test_a_refund_on_its_way_is_submitted(pawapay: PawapayBench, word: str) -> None:
    ref = started(pawapay)
    pawapay.pay(ref)
    pawapay.server.refund_ends_as = word
    refund = a_refund(ref)
    assert isinstance(pawapay.gateway.refund(refund), Accepted)
    assert pawapay.gateway.refund_status(ACCOUNT, refund.refund_id).state is RefundState.SUBMITTED


def test_a_refund_goes_to_the_deposit_that_was_paid(pawapay: PawapayBench) -> None:
    ref = started(pawapay)
    pawapay.server.try_to_pay(ref, PHONE, "FAILED", "INSUFFICIENT_BALANCE")
    paid = pawapay.server.try_to_pay(ref, PHONE, "COMPLETED")
    refund = a_refund(ref, 5000)
    assert isinstance(pawapay.gateway.refund(refund), Accepted)
    sent = {"refundId": refund.refund_id, "depositId": paid["depositId"], "amount": "5000", "currency": "XOF"}
    assert pawapay.server.calls[-1] == ("POST", "/v2/refunds", sent)


def test_a_fraction_is_not_given_back_where_operators_take_none(pawapay: PawapayBench) -> None:
    ref = started(pawapay)
    pawapay.pay(ref)
    half = replace(a_refund(ref), amount=Money.of("0.50", "KES"))
    assert pawapay.gateway.refund(half) == Rejected("INVALID_AMOUNT", Reason.AMOUNT)


# -- pushes


def test_a_push_rings_the_payer_by_the_operator_pawapay_guesses(pushing: PawapayBench) -> None:
    request = pushing.request()
    assert pushing.gateway.start(request) == Accepted(request.attempt_id, PushPrompt())
    assert pushing.gateway.start(request) == Accepted(request.attempt_id, PushPrompt())
    assert pushing.server.calls[1][2] == {
        "depositId": request.attempt_id,
        "amount": "7500",
        "currency": "XOF",
        "payer": {"type": "MMO", "accountDetails": {"phoneNumber": PHONE, "provider": "ORANGE_CIV"}},
        "clientReferenceId": "CF-0042",
        "customerMessage": "Order CF 0042",
    }
    report = pushing.gateway.status(ACCOUNT, request.attempt_id)
    assert (report.state, report.attempt_id) == (AttemptState.PENDING, request.attempt_id)
    assert pushing.gateway.find(ACCOUNT, request.attempt_id) == request.attempt_id
    assert pushing.gateway.cancel(ACCOUNT, request.attempt_id) is False


def test_a_push_is_paid_refused_and_given_back(pushing: PawapayBench) -> None:
    paid, refused = started(pushing), started(pushing)
    pushing.server.settle(paid, "COMPLETED")
    pushing.server.settle(refused, "FAILED", "PAYMENT_NOT_APPROVED")
    assert pushing.gateway.status(ACCOUNT, paid).money == Money(7500, "XOF")
    assert pushing.gateway.status(ACCOUNT, refused).reason is Reason.PAYER_DECLINED
    assert isinstance(pushing.gateway.refund(a_refund(paid)), Accepted)
    assert isinstance(pushing.gateway.refund(a_refund(refused)), Rejected)


@pytest.mark.parametrize("payer", [None, KENYAN])
def test_a_push_needs_a_payer_of_a_country_of_the_currency(pushing: PawapayBench, payer: PhoneNumber | None) -> None:
    refused = Rejected("INVALID_PHONE_NUMBER", Reason.WRONG_NUMBER)
    assert pushing.gateway.start(pushing.request(payer=payer)) == refused
    assert not pushing.server.calls


def test_nobody_is_rung_where_the_operator_wants_a_page_or_is_not_known(pushing: PawapayBench) -> None:
    pushing.server.predicts = "WAVE_CIV"
    assert pushing.gateway.start(pushing.request()) == Rejected("NEEDS_PAGE")
    pushing.server.faults["predict"] = deque(["http_500", "lost", "html"])
    for _ in range(3):
        assert pushing.gateway.start(pushing.request()) == Rejected("PROVIDER_UNKNOWN", Reason.PROVIDER_DOWN)
    assert not [path for _, path, _ in pushing.server.calls if path == "/v2/deposits"]


def test_a_push_whose_answer_is_lost_is_found_again(pushing: PawapayBench) -> None:
    request = pushing.request()
    pushing.lose_answer("start", happens=True)
    assert isinstance(pushing.gateway.start(request), Unknown)
    assert pushing.gateway.find(ACCOUNT, request.attempt_id) == request.attempt_id
