"""pawaPay's adapter against a stand-in that speaks its wire, and against wires that break in every way."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain.payment.gateway import Accepted, PushPrompt, Redirect, RefundReport, RefundState, Rejected, Unknown
from domain.payment.values import AttemptState, Reason
from domain.shared.clock import FakeClock
from domain.shared.ids import AttemptId, RefundId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from integrations.mobile_money.pawapay.client import PawapayGateway
from integrations.mobile_money.pawapay.codes import COUNTRIES, DECIMALS
from integrations.mobile_money.pawapay.wire import amount_text, plain
from tests.integrations.mobile_money.bench import a_refund, a_request
from tests.integrations.mobile_money.benches.pawapay import ACCOUNTS, PHONE, PawapayBench, running_pawapay
from tests.sockets import Answer, closed_port, hangs_up, peer, resets, says, says_raw
from tests.wallet import ACCOUNT, ShopDoor

JSON = "Content-Type: application/json"
REF = "f4401bd2-1568-4140-bf2d-eb77d2b2b639"
KENYAN = PhoneNumber("+254711000001")


@pytest.fixture(autouse=True)
def no_pause_between_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.http.PAUSES", (0.0, 0.0, 0.0))


@pytest.fixture
def pawapay(clock: FakeClock, door: ShopDoor) -> Iterator[PawapayBench]:
    with running_pawapay(clock, door) as bench:
        yield bench


@pytest.fixture
def pushing(clock: FakeClock, door: ShopDoor) -> Iterator[PawapayBench]:
    with running_pawapay(clock, door, mode="push", code="pawapay-push") as bench:
        yield bench


def gateway(url: str) -> PawapayGateway:
    return PawapayGateway(url, ACCOUNTS, FakeClock(), timeout=(1, 1))


def started(bench: PawapayBench, **changes: object) -> str:
    outcome = bench.gateway.start(bench.request(**changes))
    assert isinstance(outcome, Accepted)
    return outcome.ref


def refusal(status: int, code: str) -> Answer:
    answer = {"status": "REJECTED", "failureReason": {"failureCode": code, "failureMessage": ""}}
    return says(status, json.dumps(answer).encode(), JSON)


# -- not knowing

NO_USABLE_ANSWER = {
    "reset": resets,
    "hung up": hangs_up,
    "500 without a status": says(500, b'{"failureReason":{"failureCode":"UNKNOWN_ERROR","failureMessage":""}}', JSON),
    "UNKNOWN_ERROR as a refusal": refusal(200, "UNKNOWN_ERROR"),
    "503 of a proxy": says(503, b"<html>Bad gateway</html>"),
    "html": says(200, b"<html>maintenance</html>"),
    "truncated": says(200, b'{"checkoutId": "f4401bd2', JSON),
    "cut off": says_raw(b'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{"checkoutId":'),
    "a list": says(200, b"[]", JSON),
    "nothing in it": says(200, b"{}", JSON),
    "a status that nobody listed": says(200, b'{"status": "QUEUED"}', JSON),
    "accepted for somebody else": says(200, f'{{"status":"ACCEPTED","checkoutId":"{REF}"}}'.encode(), JSON),
    "a redirect": says(302, b"", "Location: http://127.0.0.1:9/"),
    "408": refusal(408, "INVALID_INPUT"),
    "404 of a proxy": says(404, b"<html>Not Found</html>"),
}


@pytest.mark.parametrize("answer", NO_USABLE_ANSWER.values(), ids=NO_USABLE_ANSWER)
def test_whatever_is_not_an_answer_leaves_the_outcome_unknown(answer: Answer) -> None:
    with peer(answer) as wire:
        assert isinstance(gateway(wire.url).start(a_request()), Unknown)
        assert len(wire.requests) == 1


@pytest.mark.parametrize("answer", NO_USABLE_ANSWER.values(), ids=NO_USABLE_ANSWER)
def test_whatever_is_not_an_answer_tells_no_state_and_is_not_taken_for_a_no(answer: Answer) -> None:
    request = a_request()
    with peer(answer) as wire:
        client = gateway(wire.url)
        assert client.status(ACCOUNT, REF).state is None
        assert client.find(ACCOUNT, request.attempt_id) == request.attempt_id
        assert client.refund_status(ACCOUNT, RefundId(REF)) == RefundReport(None)
        assert isinstance(client.refund(a_refund(REF)), Unknown)
        assert client.cancel(ACCOUNT, REF) is False


def test_silence_is_unknown() -> None:
    with peer() as wire:
        wire.script.append(wire.silence)
        assert isinstance(gateway(wire.url).start(a_request()), Unknown)


def test_a_refused_connection_is_a_no() -> None:
    closed = gateway(closed_port())
    assert closed.start(a_request()) == Rejected("unreachable", Reason.PROVIDER_DOWN)
    assert isinstance(closed.refund(a_refund(REF)), Unknown)  # its deposit cannot be looked up: asked about later
    assert closed.refund_status(ACCOUNT, RefundId(REF)) == RefundReport(None)


def test_only_pawapay_itself_says_that_it_has_no_such_thing() -> None:
    with peer(says(200, b'{"status": "NOT_FOUND"}', JSON)) as wire:
        client = gateway(wire.url)
        assert client.find(ACCOUNT, AttemptId(REF)) is None
        assert client.status(ACCOUNT, REF).state is None
        assert client.refund_status(ACCOUNT, RefundId(REF)) == RefundReport(None, known=False)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (200, "AMOUNT_OUT_OF_BOUNDS", Reason.AMOUNT),
        (200, "PROVIDER_TEMPORARILY_UNAVAILABLE", Reason.PROVIDER_DOWN),
        (400, "UNSUPPORTED_PARAMETER", Reason.MERCHANT_CONFIG),
        (401, "NO_AUTHENTICATION", Reason.MERCHANT_CONFIG),
        (403, "HTTP_SIGNATURE_ERROR", Reason.MERCHANT_CONFIG),
        (200, "SOMETHING_NEW", Reason.OTHER),
    ],
)
def test_pawapays_own_no_is_a_no_with_our_reason(status: int, code: str, expected: Reason) -> None:
    with peer(refusal(status, code)) as wire:
        assert gateway(wire.url).start(a_request()) == Rejected(code, expected)


def test_an_account_we_do_not_have_asks_nobody(pawapay: PawapayBench) -> None:
    no_account = Rejected("no_account", Reason.MERCHANT_CONFIG)
    assert pawapay.gateway.start(pawapay.request(account="nobody")) == no_account
    assert pawapay.gateway.refund(a_refund(REF, account="nobody")) == no_account
    assert pawapay.gateway.status("nobody", REF).state is None
    assert pawapay.gateway.cancel("nobody", REF) is False
    assert not pawapay.server.calls


def test_accounts_have_breakers_of_their_own() -> None:
    other = next(name for name in ACCOUNTS if name != ACCOUNT)
    with peer(hangs_up) as wire:
        client = gateway(wire.url)
        for _ in range(3):
            client.status(ACCOUNT, REF)
        assert not client.is_up(ACCOUNT)
        assert client.is_up(other)


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
    pawapay.server._one("checkouts", ref)["deposit"] = {"depositId": REF, "status": "COMPLETED", "amount": "1"}
    assert pawapay.gateway.status(ACCOUNT, ref).state is AttemptState.SUCCEEDED
    pawapay.server._one("checkouts", ref)["depositsHistory"] = []
    assert pawapay.gateway.status(ACCOUNT, ref).state is None


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
    assert plain("Chez Awa — café n°1 😀", 22) == "Chez Awa cafe n 1"
    assert plain("x" * 30, 22) == "x" * 22


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
