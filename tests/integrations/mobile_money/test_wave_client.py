"""The Wave adapter against a wire that breaks in every way, and its own ways: searches, whole refunds, statements."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from domain.payment.capabilities import RefundKind
from domain.payment.gateway import (
    Accepted,
    Redirect,
    RefundReport,
    RefundState,
    Rejected,
    StatusReport,
    Unknown,
)
from domain.payment.values import AttemptState, Reason
from domain.shared.clock import FakeClock
from domain.shared.errors import Temporary
from domain.shared.ids import RefundId
from domain.shared.money import Money
from integrations.mobile_money.wave.account import WaveAccount
from integrations.mobile_money.wave.client import WaveGateway
from integrations.mobile_money.wave.codes import REASONS
from tests.integrations.mobile_money.bench import AWA, a_refund, a_request
from tests.integrations.mobile_money.benches.wave import ACCOUNTS, WaveBench, running_wave
from tests.sockets import Answer, closed_port, hangs_up, peer, resets, says, says_raw
from tests.wallet import ACCOUNT

JSON = "Content-Type: application/json"
REF = "cos-1"
SESSION = {
    "id": REF, "amount": "7500", "currency": "XOF", "checkout_status": "complete", "payment_status": "succeeded",
    "client_reference": "attempt-1", "wave_launch_url": "https://pay.wave.test/c/cos-1", "transaction_id": "T_1",
    "when_expires": "2026-11-21T09:00:00Z", "last_payment_error": None,
}  # fmt: skip
NONE_FOUND = says(200, b'{"result": []}', JSON)
TODAY = FakeClock().now().date()


@pytest.fixture
def wave(clock: FakeClock) -> Iterator[WaveBench]:
    with running_wave(clock) as bench:
        yield bench


def gateway(url: str) -> WaveGateway:
    return WaveGateway(url, {ACCOUNT: WaveAccount("key", "secret")}, FakeClock(), timeout=(1, 1))


def told(status: int = 200, **changes: object) -> Answer:
    return says(status, json.dumps({**SESSION, **changes}).encode(), JSON)


def refusal(status: int, code: str) -> Answer:
    return says(status, json.dumps({"code": code, "message": ""}).encode(), JSON)


def begun(bench: WaveBench) -> str:
    outcome = bench.gateway.start(bench.request())
    assert isinstance(outcome, Accepted)
    return outcome.ref


def begun_and_paid(bench: WaveBench) -> str:
    ref = begun(bench)
    bench.pay(ref)
    return ref


NO_USABLE_ANSWER = {
    "reset": resets,
    "hung up": hangs_up,
    "500": refusal(500, "internal-server-error"),
    "503 of a proxy": says(503, b"<html>Bad gateway</html>"),
    "html": says(200, b"<html>maintenance</html>"),
    "truncated": says(200, json.dumps(SESSION).encode()[:60], JSON),
    "cut off": says_raw(b'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{"id":'),
    "a list": says(200, b"[]", JSON),
    "a redirect": says(302, b"", "Location: http://127.0.0.1:9/"),
    "409": refusal(409, "idempotency-mismatch"),
    "408": refusal(408, "request-timeout"),
    "404 of a proxy": says(404, b"<html>Not Found</html>"),
    "error of another shape": says(400, b'{"detail": "no"}', JSON),
}


@pytest.mark.parametrize("answer", [*NO_USABLE_ANSWER.values(), says(200, b"{}", JSON)], ids=[*NO_USABLE_ANSWER, "{}"])
def test_whatever_is_not_an_answer_leaves_the_outcome_unknown(answer: Answer) -> None:
    with peer(NONE_FOUND, answer) as wire:
        assert isinstance(gateway(wire.url).start(a_request()), Unknown)
        assert len(wire.requests) == 2


@pytest.mark.parametrize("answer", NO_USABLE_ANSWER.values(), ids=NO_USABLE_ANSWER)
def test_a_refund_without_an_answer_is_unknown(answer: Answer) -> None:
    with peer(told(), answer) as wire:
        assert isinstance(gateway(wire.url).refund(a_refund(REF)), Unknown)
        assert [request.partition(b" ")[0] for request in wire.requests] == [b"GET", b"POST"]


@pytest.mark.parametrize("answer", NO_USABLE_ANSWER.values(), ids=NO_USABLE_ANSWER)
def test_whatever_is_not_an_answer_tells_no_state(answer: Answer) -> None:
    with peer(answer) as wire:
        client = gateway(wire.url)
        assert client.status(ACCOUNT, REF).state is None
        with pytest.raises(Temporary):
            client.find(ACCOUNT, a_request().attempt_id)
        assert client.collected(ACCOUNT, TODAY) is None
        assert client.cancel(ACCOUNT, REF) is False


@pytest.mark.parametrize("fault", ["lost", "lost_before", "http_500", "html", "truncated"])
def test_after_any_fault_the_attempt_is_found_if_there_is_one(wave: WaveBench, fault: str) -> None:
    request = wave.request()
    wave.server.goes_wrong("start", fault)
    assert isinstance(wave.gateway.start(request), Unknown)
    found = wave.gateway.find(ACCOUNT, request.attempt_id)
    assert [found] == (list(wave.server.sessions) or [None])


def test_silence_is_unknown(clock: FakeClock) -> None:
    with running_wave(clock, timeout=(2, 0.3)) as wave:
        wave.server.goes_wrong("start", "slow")
        assert isinstance(wave.gateway.start(wave.request()), Unknown)


def test_a_refused_connection_is_a_no() -> None:
    closed = gateway(closed_port())
    assert closed.start(a_request()) == Rejected("unreachable", Reason.PROVIDER_DOWN)
    assert closed.refund(a_refund(REF)) == Rejected("unreachable", Reason.PROVIDER_DOWN)
    assert closed.status(ACCOUNT, REF).state is None


@pytest.mark.parametrize("answer", [refusal(503, "service-unavailable"), says(200, b"<html></html>")])
def test_nothing_is_asked_for_while_the_search_is_silent(answer: Answer) -> None:
    """A second session could be one too many: whether there is a first must be known."""
    with peer(answer) as wire:
        assert gateway(wire.url).start(a_request()) == Rejected("unreachable", Reason.PROVIDER_DOWN)
        assert not any(request.startswith(b"POST") for request in wire.requests)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (401, "no-matching-api-key", Reason.MERCHANT_CONFIG),
        (403, "disabled-wallet", Reason.MERCHANT_CONFIG),
        (429, "too-many-requests", Reason.PROVIDER_DOWN),
        (422, "kyb-limits-exceeded", Reason.LIMIT),
        (400, "request-validation-error", Reason.OTHER),
        (400, "something-new", Reason.OTHER),
    ],
)
def test_waves_own_no_is_a_no_with_our_reason(status: int, code: str, expected: Reason) -> None:
    nested = says(status, json.dumps({"error": {"code": code, "httpcode": status}}).encode(), JSON)
    for answer in (refusal(status, code), nested):
        with peer(NONE_FOUND, answer) as wire:
            assert gateway(wire.url).start(a_request()) == Rejected(code, expected)


def test_an_account_we_do_not_have_asks_nobody() -> None:
    with peer(told()) as wire:
        stranger, nobody = gateway(wire.url), Rejected("no_account", Reason.MERCHANT_CONFIG)
        assert stranger.start(a_request(account="nobody")) == nobody
        assert stranger.refund(a_refund(REF, account="nobody")) == nobody
        assert stranger.status("nobody", REF).state is None
        assert stranger.refund_status("nobody", RefundId("r")) == RefundReport(None)
        assert stranger.collected("nobody", TODAY) is None
        assert not stranger.is_up("nobody")
        assert not wire.requests


def test_each_account_has_a_breaker_of_its_own(wave: WaveBench) -> None:
    other = next(name for name in ACCOUNTS if name != ACCOUNT)
    wave.server.goes_wrong("status", *["http_500"] * 20)
    for _ in range(5):
        wave.gateway.status(ACCOUNT, REF)
    assert not wave.gateway.is_up(ACCOUNT)
    assert wave.gateway.is_up(other)


# -- what is sent


def test_what_is_sent_is_what_wave_asks_for_and_no_more() -> None:
    request = a_request()
    with peer(NONE_FOUND, told()) as wire:
        gateway(wire.url).start(request)
        head, _, body = wire.requests[1].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/checkout/sessions HTTP/1.1\r\n")
    assert b"Authorization: Bearer key\r\n" in head + b"\r\n"
    assert b"Wave-Signature" not in head
    assert json.loads(body) == {
        "amount": "7500",
        "currency": "XOF",
        "client_reference": request.attempt_id,
        "success_url": request.return_url,
        "error_url": request.return_url,
        "restrict_payer_mobile": AWA.e164,
    }


def test_a_key_made_with_request_signing_signs_every_call(clock: FakeClock) -> None:
    signing = {ACCOUNT: replace(ACCOUNTS[ACCOUNT], signing_secret="wave_sn_AKS")}
    with running_wave(clock, signing) as wave:
        begun(wave)
        calls = wave.server.calls
    stamp = str(int(clock.now().timestamp()))
    for call in calls:
        proof = hmac.new(b"wave_sn_AKS", stamp.encode() + call.body, hashlib.sha256).hexdigest()
        assert call.headers["wave-signature"] == f"t={stamp},v1={proof}"
    assert [call.method for call in calls] == ["GET", "POST"]


def test_anybody_may_pay_where_the_account_says_so(clock: FakeClock) -> None:
    with running_wave(clock, {ACCOUNT: replace(ACCOUNTS[ACCOUNT], restrict_payer=False)}) as wave:
        ref = begun(wave)
        wave.server.pay(ref, "+2250700000002")
        report = wave.gateway.status(ACCOUNT, ref)
        assert (report.state, report.payer) == (AttemptState.SUCCEEDED, None)


def test_another_number_than_the_given_one_cannot_pay(wave: WaveBench) -> None:
    ref = begun(wave)
    wave.server.pay(ref, "+2250700000002")
    report = wave.gateway.status(ACCOUNT, ref)
    assert (report.state, report.reason) == (AttemptState.PENDING, Reason.WRONG_NUMBER)


@pytest.mark.parametrize("amount", [Money(5_000_001, "XOF"), Money(0, "XOF"), Money(750_000, "KES")])
def test_what_wave_does_not_take_is_refused_without_a_call(amount: Money) -> None:
    with peer(told()) as wire:
        refused = gateway(wire.url).start(a_request(amount=amount))
        assert isinstance(refused, Rejected)
        assert refused.reason in (Reason.AMOUNT, Reason.MERCHANT_CONFIG)
        assert not wire.requests


def test_what_it_is_able_to_do() -> None:
    able = gateway(closed_port()).capabilities
    assert able.takes(Money(7500, "XOF"))
    assert not able.takes(Money(7500, "KES"))
    assert able.serves("CI")
    assert not able.serves("KE")
    assert (able.whole_units, able.refund, able.can_find, able.can_cancel, able.is_push) == (
        True, RefundKind.FULL, True, True, False,
    )  # fmt: skip


# -- reading


@pytest.mark.parametrize(
    ("payment", "checkout", "state"),
    [
        ("processing", "open", AttemptState.PENDING),
        ("processing", "expired", AttemptState.EXPIRED),
        ("succeeded", "complete", AttemptState.SUCCEEDED),
        ("succeeded", "expired", AttemptState.SUCCEEDED),
        ("cancelled", "open", AttemptState.FAILED),
        ("cancelled", "complete", AttemptState.FAILED),
        ("processing", "complete", None),
        ("processing", "paused", None),
        ("refunded", "complete", None),
        ("SUCCEEDED", "complete", None),
        (None, "complete", None),
        (["succeeded"], "complete", None),
    ],
)
def test_only_listed_states_are_states(payment: object, checkout: object, state: AttemptState | None) -> None:
    with peer(told(payment_status=payment, checkout_status=checkout)) as wire:
        assert gateway(wire.url).status(ACCOUNT, REF).state is state


@pytest.mark.parametrize(
    ("amount", "currency"),
    [(7500, "XOF"), (7500.0, "XOF"), ("7500.5", "XOF"), ("7e3", "XOF"), ("-1", "XOF"), (" 7500", "XOF"),
     ("٧٥٠٠", "XOF"), ("07500", "XOF"), ("7500", "ABC"), ("7500", None), ("7500", ["XOF"]),
     (None, "XOF"), ("1.005", "KES")],
)  # fmt: skip
def test_a_payment_of_an_unreadable_amount_is_no_answer(amount: object, currency: object) -> None:
    with peer(told(amount=amount, currency=currency)) as wire:
        report = gateway(wire.url).status(ACCOUNT, REF)
        assert (report.state, report.money) == (None, None)


@pytest.mark.parametrize(("amount", "currency", "minor"), [("10", "XOF", 10), ("12.50", "GMD", 1250)])
def test_another_amount_or_currency_than_ours_is_reported_as_it_is(amount: str, currency: str, minor: int) -> None:
    with peer(told(amount=amount, currency=currency)) as wire:
        report = gateway(wire.url).status(ACCOUNT, REF)
        assert (report.state, report.money) == (AttemptState.SUCCEEDED, Money(minor, currency))


def test_an_answer_about_another_session_is_no_answer() -> None:
    with peer(told(id="cos-2")) as wire:
        assert gateway(wire.url).status(ACCOUNT, REF).state is None


@pytest.mark.parametrize("code", sorted(REASONS))
def test_every_listed_error_has_our_word(code: str) -> None:
    failed = told(payment_status="cancelled", last_payment_error={"code": code, "message": ""})
    with peer(failed) as wire:
        assert gateway(wire.url).status(ACCOUNT, REF).reason is REASONS[code]


def test_a_reason_that_nobody_listed_is_other() -> None:
    with peer(told(payment_status="cancelled", last_payment_error={"code": "new"})) as wire:
        assert gateway(wire.url).status(ACCOUNT, REF).reason is Reason.OTHER


# -- one attempt, one session


def test_an_attempt_started_again_gets_the_session_it_has(wave: WaveBench) -> None:
    request = wave.request()
    first = wave.gateway.start(request)
    assert wave.gateway.start(request) == first
    assert len(wave.server.sessions) == len(wave.server.called("start")) == 1


def test_of_two_sessions_the_paid_one_is_found(wave: WaveBench) -> None:
    """However it came to be: two starts that ran at the same time, say."""
    request = wave.request()
    wave.gateway.start(request)
    first = wave.server.sessions["cos-00001"]
    fields = ("amount", "currency", "client_reference", "success_url", "error_url")
    twin = wave.server._create(wave.server.owners["cos-00001"], {name: first[name] for name in fields})
    assert wave.gateway.find(ACCOUNT, request.attempt_id) == "cos-00001"
    wave.pay(twin["id"])
    assert wave.gateway.find(ACCOUNT, request.attempt_id) == twin["id"]


def test_a_search_that_answers_with_anothers_session_finds_nothing() -> None:
    with peer(says(200, json.dumps({"result": [SESSION]}).encode(), JSON)) as wire:
        assert gateway(wire.url).find(ACCOUNT, a_request().attempt_id) is None


def test_the_link_is_told_with_its_end(wave: WaveBench, clock: FakeClock) -> None:
    outcome = wave.gateway.start(wave.request())
    assert isinstance(outcome, Accepted)
    assert outcome.action == Redirect(f"https://pay.wave.test/c/{outcome.ref}")
    assert outcome.expires_at is not None
    assert (outcome.expires_at - clock.now()).total_seconds() == 24 * 3600


# -- cancelling


def test_an_open_session_is_closed_and_nobody_can_pay_it(wave: WaveBench) -> None:
    ref = begun(wave)
    assert wave.gateway.cancel(ACCOUNT, ref) is True
    assert wave.gateway.status(ACCOUNT, ref).state is AttemptState.EXPIRED
    assert wave.gateway.cancel(ACCOUNT, ref) is True  # 409, and over all the same


def test_a_paid_session_cannot_be_closed(wave: WaveBench) -> None:
    assert wave.gateway.cancel(ACCOUNT, begun_and_paid(wave)) is False


def test_a_session_that_wave_does_not_know_is_not_closed(wave: WaveBench) -> None:
    assert wave.gateway.cancel(ACCOUNT, "no-such-thing") is False


@pytest.mark.parametrize("fault", ["lost", "html", "http_500"])
def test_what_became_of_a_cancellation_is_asked(wave: WaveBench, fault: str) -> None:
    ref = begun(wave)
    wave.server.goes_wrong("expire", fault)
    assert wave.gateway.cancel(ACCOUNT, ref) is True
    ref = begun(wave)
    wave.server.goes_wrong("expire", "lost_before")
    assert wave.gateway.cancel(ACCOUNT, ref) is False


# -- giving back


@pytest.mark.parametrize("minor", [1, 7499, 7501])
def test_only_the_whole_amount_is_given_back(wave: WaveBench, minor: int) -> None:
    ref = begun_and_paid(wave)
    assert wave.gateway.refund(a_refund(ref, minor)) == Rejected("partial_refund", Reason.AMOUNT)
    assert not wave.server.called("refund")


def test_waves_own_refusal_of_a_refund_is_a_no() -> None:
    with peer(told(), refusal(409, "checkout-refund-failed")) as wire:
        assert gateway(wire.url).refund(a_refund(REF)) == Rejected("checkout-refund-failed", Reason.OTHER)


def test_a_wrong_key_is_no_outage() -> None:
    no = Rejected("api-key-revoked", Reason.MERCHANT_CONFIG)
    with peer(refusal(401, "api-key-revoked")) as wire:
        assert gateway(wire.url).start(a_request()) == no
        assert gateway(wire.url).refund(a_refund(REF)) == no


def test_a_page_in_the_way_confirms_no_refund(wave: WaveBench) -> None:
    refund = a_refund(begun_and_paid(wave))
    wave.server.goes_wrong("refund", "html")
    assert isinstance(wave.gateway.refund(refund), Unknown)
    assert wave.gateway.refund_status(ACCOUNT, refund.refund_id).state is RefundState.DONE  # the statement says so


def test_a_refund_is_looked_for_in_the_statements_since(wave: WaveBench, clock: FakeClock) -> None:
    refund = a_refund(begun_and_paid(wave))
    wave.server.goes_wrong("refund", "lost_before")
    wave.gateway.refund(refund)
    assert wave.gateway.refund_status(ACCOUNT, refund.refund_id) == RefundReport(None, known=False)
    clock.pass_by(days=2)
    wave.server.goes_wrong("refund", "lost")
    wave.gateway.refund(refund)
    assert wave.gateway.refund_status(ACCOUNT, refund.refund_id).state is RefundState.DONE
    wave.server.goes_wrong("statement", *["http_500"] * 9)
    assert wave.gateway.refund_status(ACCOUNT, refund.refund_id) == RefundReport(None)


def test_a_refund_that_a_restart_forgot_is_asked_for_again_and_given_once(wave: WaveBench, clock: FakeClock) -> None:
    refund = a_refund(begun_and_paid(wave))
    wave.gateway.refund(refund)
    again = WaveGateway(wave.server.url, ACCOUNTS, clock)
    assert again.refund_status(ACCOUNT, refund.refund_id).known is False
    assert isinstance(again.refund(refund), Accepted)
    assert again.refund_status(ACCOUNT, refund.refund_id).state is RefundState.DONE
    assert len([entry for _, entry in wave.server.entries if entry["is_reversal"]]) == 1


# -- the day's statement


def test_the_days_collections_are_listed_whole_over_all_pages(wave: WaveBench, clock: FakeClock) -> None:
    refs = [begun_and_paid(wave) for _ in range(5)]
    wave.gateway.refund(a_refund(refs[0]))
    wave.server.enter(refs[1], "merchant_payment", "T_counter", "99", "1", AWA.e164)
    clock.pass_by(days=1)
    begun_and_paid(wave)
    listed = wave.gateway.collected(ACCOUNT, TODAY)
    assert listed is not None
    assert [report.ref for report in listed] == refs
    assert listed[0] == StatusReport(
        AttemptState.SUCCEEDED,
        money=Money(7500, "XOF"),  # with the fee, as the payer paid it
        attempt_id=wave.server.sessions[refs[0]]["client_reference"],
        payer=AWA.e164,
        provider_txn=wave.server.sessions[refs[0]]["transaction_id"],
        raw="api_checkout",
        ref=refs[0],
        fee=Money(75, "XOF"),
    )
    assert len(wave.server.called("statement")) == 4


def test_a_day_without_business_is_an_empty_list(wave: WaveBench) -> None:
    assert wave.gateway.collected(ACCOUNT, date(2026, 1, 1)) == []


def test_a_statement_with_a_page_missing_is_none(wave: WaveBench) -> None:
    for _ in range(3):
        begun_and_paid(wave)
    wave.server.goes_wrong("statement", "", "html")
    assert wave.gateway.collected(ACCOUNT, TODAY) is None
