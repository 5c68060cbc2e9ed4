"""pawaPay's links and its money, against a stand-in that speaks its wire."""

from __future__ import annotations

from collections import deque

import pytest

from domain.payment.gateway import Accepted, Redirect, Unknown
from domain.payment.values import AttemptState
from domain.shared.clock import FakeClock
from domain.shared.money import Money
from integrations.mobile_money.pawapay.codes import COUNTRIES, DECIMALS
from integrations.mobile_money.pawapay.wire import amount_text, plain
from tests.integrations.mobile_money.bench import a_refund
from tests.integrations.mobile_money.benches.pawapay import PHONE, PawapayBench
from tests.wallet import ACCOUNT

REF = "f4401bd2-1568-4140-bf2d-eb77d2b2b639"


def started(bench: PawapayBench, **changes: object) -> str:
    outcome = bench.gateway.start(bench.request(**changes))
    assert isinstance(outcome, Accepted)
    return outcome.ref


# -- links


def test_what_is_sent_is_what_is_documented_and_no_more(pawapay: PawapayBench) -> None:
    request = pawapay.request(shop_name="Chez Fatou & Fïlles")
    assert isinstance(pawapay.gateway.start(request), Accepted)
    price = {"currency": "XOF", "amount": "7500"}
    assert pawapay.server.calls[0][2] == {
        "checkoutId": request.attempt_id,
        "returnUrl": request.return_url,
        "defaultLanguage": "fr",
        "countries": ["CIV", "SEN"],
        "expiresAfter": 60,
        "amounts": [{"country": "CIV", **price}, {"country": "SEN", **price}],
        "clientReferenceId": "CF-0042",
        "reason": {"fr": "CF 0042 Chez Fatou Filles"},
        "metadata": [{"attemptId": request.attempt_id}],
    }


def test_a_link_is_long_and_expires(pawapay: PawapayBench, clock: FakeClock) -> None:
    outcome = pawapay.gateway.start(pawapay.request())
    assert isinstance(outcome, Accepted)
    assert isinstance(outcome.action, Redirect)
    assert len(outcome.action.url) > 1500
    assert outcome.expires_at is not None
    clock.pass_by(minutes=61)
    assert outcome.expires_at < clock.now()
    assert pawapay.gateway.status(ACCOUNT, outcome.ref).state is AttemptState.EXPIRED


def test_a_duplicate_whose_original_cannot_be_read_is_unknown(pawapay: PawapayBench) -> None:
    request = pawapay.request()
    pawapay.gateway.start(request)
    pawapay.server.faults["status"] = deque(["http_500"] * 9)
    assert isinstance(pawapay.gateway.start(request), Unknown)


def test_a_try_that_failed_does_not_end_the_link(pawapay: PawapayBench) -> None:
    ref = started(pawapay)
    pawapay.server.try_to_pay(ref, PHONE, "FAILED", "INSUFFICIENT_BALANCE")
    assert pawapay.gateway.status(ACCOUNT, ref).state is AttemptState.PENDING
    pawapay.pay(ref)
    report = pawapay.gateway.status(ACCOUNT, ref)
    assert (report.state, report.money, report.attempt_id) == (AttemptState.SUCCEEDED, Money(7500, "XOF"), ref)


@pytest.mark.parametrize("under_way", ["ACCEPTED", "PROCESSING", "IN_RECONCILIATION"])
def test_what_is_under_way_when_the_link_ends_is_still_pending(pawapay: PawapayBench, under_way: str) -> None:
    ref = started(pawapay)
    deposit = pawapay.server.try_to_pay(ref, PHONE, under_way)
    pawapay.expire(ref)
    assert pawapay.gateway.status(ACCOUNT, ref).state is AttemptState.PENDING
    assert pawapay.gateway.cancel(ACCOUNT, ref) is False
    pawapay.server.settle(deposit["depositId"], "FAILED", "PAYMENT_NOT_APPROVED")
    assert pawapay.gateway.status(ACCOUNT, ref).state is AttemptState.EXPIRED


@pytest.mark.parametrize("word", ["SOMETHING_BETWEEN", "completed", "COMPLETED"])
def test_a_checkout_without_a_payment_is_never_paid_by_its_name(pawapay: PawapayBench, word: str) -> None:
    ref = started(pawapay)
    pawapay.server.end(ref, word)
    assert pawapay.gateway.status(ACCOUNT, ref).state is None
    pawapay.server.try_to_pay(ref, PHONE, "PROCESSING")
    assert pawapay.gateway.status(ACCOUNT, ref).state is AttemptState.PENDING


def test_a_payment_is_believed_of_the_deposit_itself_only(pawapay: PawapayBench) -> None:
    ref = started(pawapay)
    pawapay.pay(ref)
    mention = {"depositId": REF, "status": "COMPLETED", "amount": "7500", "currency": "XOF"}
    pawapay.server._one("checkouts", ref).update(deposit=mention, depositsHistory=[])
    assert pawapay.gateway.status(ACCOUNT, ref).state is None
    assert isinstance(pawapay.gateway.refund(a_refund(ref)), Unknown)


def test_two_payments_of_one_link_are_told_with_all_of_their_money(pawapay: PawapayBench) -> None:
    ref = started(pawapay)
    pawapay.pay(ref)
    pawapay.server.try_to_pay(ref, PHONE, "COMPLETED")
    assert pawapay.gateway.status(ACCOUNT, ref).money == Money(15000, "XOF")


@pytest.mark.parametrize("amount", ["7500.5", "7e3", "-1", " 7500", "07500", 7500, None, "٧٥٠٠"])
def test_a_payment_of_an_unreadable_amount_is_no_answer(pawapay: PawapayBench, amount: object) -> None:
    ref = started(pawapay)
    pawapay.server.try_to_pay(ref, PHONE, "COMPLETED")["amount"] = amount
    assert pawapay.gateway.status(ACCOUNT, ref).state is None


def test_a_link_that_is_not_wanted_any_more_is_expired(pawapay: PawapayBench) -> None:
    ref = started(pawapay)
    assert pawapay.gateway.cancel(ACCOUNT, ref) is True
    assert pawapay.gateway.cancel(ACCOUNT, ref) is True
    assert pawapay.gateway.status(ACCOUNT, ref).state is AttemptState.EXPIRED
    paid = started(pawapay)
    pawapay.pay(paid)
    assert pawapay.gateway.cancel(ACCOUNT, paid) is False


# -- money


@pytest.mark.parametrize("currency", sorted(DECIMALS))
def test_what_is_written_has_no_needless_zero(currency: str) -> None:
    assert amount_text(Money.of("1200", currency)) == "1200"
    if DECIMALS[currency]:
        assert amount_text(Money.of("12.50", currency)) == "12.5"


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (Money.of("12.50", "KES"), "INVALID_AMOUNT"),
        (Money.of("1200000000", "KES"), "AMOUNT_OUT_OF_BOUNDS"),
        (Money(100, "GHS"), "INVALID_CURRENCY"),  # no country of this account
        (Money(100, "GNF"), "INVALID_CURRENCY"),
    ],
)
def test_what_no_operator_takes_is_refused_without_a_call(pawapay: PawapayBench, amount: Money, code: str) -> None:
    refused = pawapay.gateway.precheck(pawapay.request(amount=amount))
    assert refused is not None
    assert refused.code == code
    assert pawapay.gateway.start(pawapay.request(amount=amount)) == refused
    assert not pawapay.server.calls


def test_a_fraction_where_operators_take_one_goes_there_and_back(pawapay: PawapayBench) -> None:
    ref = started(pawapay, amount=Money.of("12.50", "ZMW"))
    pawapay.pay(ref)
    assert pawapay.gateway.status(ACCOUNT, ref).money == Money(1250, "ZMW")


def test_the_capabilities_are_those_of_the_tables(pawapay: PawapayBench) -> None:
    can = pawapay.gateway.capabilities
    assert can.takes(Money(7500, "XOF"))
    assert not can.takes(Money(7500, "GNF"))
    assert can.serves("CI")
    assert not can.serves("GN")
    assert {currency for _, currencies in COUNTRIES.values() for currency in currencies} == set(DECIMALS)


def test_a_narration_is_plain() -> None:
    assert plain("Chez Awa — café n°1 😀", 22) == "Chez Awa cafe n1"
    assert plain("x" * 30, 22) == "x" * 22
