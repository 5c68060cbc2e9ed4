"""CinetPay v1: short ids, a number and a word in each answer, no amount in any, a callback that tells nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain.payment.capabilities import RefundKind
from domain.payment.gateway import Accepted, CallbackAuth, InboundHttp, Redirect, Rejected, StatusReport, Unknown
from domain.payment.values import AttemptState, Reason
from domain.shared.clock import FakeClock
from domain.shared.errors import Temporary
from domain.shared.ids import AttemptId
from domain.shared.money import Money
from integrations.mobile_money.cinetpay.account import CinetpayAccount
from integrations.mobile_money.cinetpay.client import CinetpayGateway
from tests.integrations.mobile_money.bench import a_request
from tests.integrations.mobile_money.benches.cinetpay import CinetpayBench, running_cinetpay
from tests.sockets import Answer, closed_port, hangs_up, peer, resets, says, says_raw
from tests.wallet import ACCOUNT, ShopDoor

JSON = "Content-Type: application/json"
REF, ATTEMPT = "AAAAAAAAABAACAAAAAAAAAAAAE", AttemptId("00000000-0000-4001-0000-000000000001")
TOKEN = says(200, b'{"code": 200, "status": "OK", "access_token": "jwt"}', JSON)


@pytest.fixture
def bench(door: ShopDoor, clock: FakeClock) -> Iterator[CinetpayBench]:
    with running_cinetpay(door, clock) as made:
        yield made


def gateway(url: str, **changes: str) -> CinetpayGateway:
    account = replace(CinetpayAccount("sk_test_1", "password", "CI", "shop.example"), **changes)  # type: ignore[arg-type]
    return CinetpayGateway(url, {ACCOUNT: account}, FakeClock(), timeout=(1, 1))


def said(http_status: int = 200, /, **fields: object) -> Answer:
    return says(http_status, json.dumps(fields).encode(), JSON)


def state(code: object, word: str, **fields: object) -> Answer:
    return said(code=code, status=word, **{"merchant_transaction_id": REF, "transaction_id": "CP1", **fields})


def begun(bench: CinetpayBench) -> str:
    outcome = bench.gateway.start(bench.request())
    assert isinstance(outcome, Accepted)
    return outcome.ref


def notified(body: object, method: str = "POST", token: str | None = "t" * 22) -> InboundHttp:
    return InboundHttp(method, "/", "", {}, json.dumps(body).encode(), token)


NO_USABLE_ANSWER = {
    "reset": resets,
    "hung up": hangs_up,
    "500": said(500, code=-1, status="OPERATION_ERROR"),
    "503 of a proxy": says(503, b"<html>Bad gateway</html>"),
    "html": says(200, b"<html>maintenance</html>"),
    "truncated": says(200, b'{"code": 100, "status": "SUC', JSON),
    "cut off": says_raw(b'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{"code":'),
    "a list": says(200, b"[]", JSON),
    "a redirect": says(302, b"", "Location: http://127.0.0.1:9/"),
    "operation error": said(400, code=-1, status="OPERATION_ERROR"),
    "408": said(408, code=408, status="TIMEOUT"),
    "404 of a proxy": says(404, b"<html>Not Found</html>"),
    "error of another shape": said(400, detail="no"),
    "another one's": said(code=200, status="OK", merchant_transaction_id="B" * 26, payment_url="https://x.test"),
    "{}": says(200, b"{}", JSON),
}


# -- not knowing


@pytest.mark.parametrize("answer", NO_USABLE_ANSWER.values(), ids=NO_USABLE_ANSWER)
def test_whatever_is_not_an_answer_leaves_the_outcome_unknown_and_is_sent_once(answer: Answer) -> None:
    with peer(TOKEN, answer) as wire:
        assert isinstance(gateway(wire.url).start(a_request(attempt_id=ATTEMPT)), Unknown)
        assert len(wire.requests) == 2


@pytest.mark.parametrize("answer", NO_USABLE_ANSWER.values(), ids=NO_USABLE_ANSWER)
def test_whatever_is_not_an_answer_tells_no_state(answer: Answer) -> None:
    with peer(TOKEN, answer) as wire:
        client = gateway(wire.url)
        assert client.status(ACCOUNT, REF).state is None
        with pytest.raises(Temporary):
            client.find(ACCOUNT, ATTEMPT)


@pytest.mark.parametrize("fault", ["lost", "lost_before", "http_500", "html", "truncated"])
def test_after_any_fault_the_attempt_is_found_if_its_page_is(bench: CinetpayBench, fault: str) -> None:
    bench.server.repeats_page = True
    request = bench.request()
    bench.server.goes_wrong("start", fault)
    assert isinstance(bench.gateway.start(request), Unknown)
    assert [bench.gateway.find(ACCOUNT, request.attempt_id)] == (list(bench.server.payments) or [None])


def test_an_id_that_exists_already_is_asked_about(bench: CinetpayBench) -> None:
    request = bench.request()
    bench.gateway.start(request)
    again = bench.gateway.start(request)
    bench.server.payments[next(iter(bench.server.payments))].status = "PENDING"
    assert again == Unknown(bench.gateway.find(ACCOUNT, request.attempt_id), "TRANSACTION_EXIST")


@pytest.mark.parametrize("token", [says(500, b"{}"), says(200, b"<html>"), says(200, b"{}", JSON), resets])
def test_without_a_token_nothing_is_asked(token: Answer) -> None:
    with peer(token) as wire:
        assert gateway(wire.url).start(a_request()) == Rejected("unreachable", Reason.PROVIDER_DOWN)
        assert all(b"/v1/oauth/login" in request for request in wire.requests)


def test_wrong_keys_are_the_merchants_matter(bench: CinetpayBench) -> None:
    client = gateway(bench.server.url)
    assert client.start(bench.request()) == Rejected("wrong_keys", Reason.MERCHANT_CONFIG)
    with pytest.raises(Temporary):
        client.find(ACCOUNT, ATTEMPT)


def test_a_refused_connection_is_a_no() -> None:
    closed = gateway(closed_port())
    assert closed.start(a_request()) == Rejected("unreachable", Reason.PROVIDER_DOWN)
    assert closed.status(ACCOUNT, REF).state is None


def test_an_account_we_do_not_have_asks_nobody() -> None:
    stranger = gateway(closed_port())
    assert stranger.start(a_request(account="nobody")) == Rejected("no_account", Reason.MERCHANT_CONFIG)
    assert stranger.status("nobody", REF).state is None
    assert stranger.find("nobody", ATTEMPT) is None
    assert not stranger.is_up("nobody")
    body = {"merchant_transaction_id": REF}
    assert stranger.read_callback("nobody", notified(body)).auth is CallbackAuth.INVALID


# -- starting


def test_what_is_sent_and_what_comes_back(bench: CinetpayBench, clock: FakeClock) -> None:
    request = bench.request(attempt_id=ATTEMPT)
    outcome = bench.gateway.start(request)
    assert isinstance(outcome, Accepted)
    assert outcome.ref == REF
    assert isinstance(outcome.action, Redirect) and outcome.action.url.startswith("https://checkout.cinetpay.test/pay/")
    assert outcome.expires_at is not None and (outcome.expires_at - clock.now()).total_seconds() == 1800
    assert bench.server.called("start")[0].json() == {
        "currency": "XOF",
        "merchant_transaction_id": REF,
        "amount": 7500,
        "lang": "fr",
        "designation": "CF-0042 Chez Fatou",
        "client_email": "2250700000001@shop.example",
        "client_first_name": "Client",
        "client_last_name": "Order CF-0042",
        "success_url": request.return_url,
        "failed_url": request.return_url,
        "notify_url": request.callback_url,
        "direct_pay": False,
        "client_phone_number": "+2250700000001",
    }


def test_a_payer_who_is_not_known_is_named_by_the_attempt(bench: CinetpayBench) -> None:
    bench.gateway.start(bench.request(attempt_id=ATTEMPT, payer=None, language="sw"))
    sent = bench.server.called("start")[0].json()
    assert (sent["client_email"], sent["lang"]) == (f"{ATTEMPT}@shop.example", "en")
    assert "client_phone_number" not in sent


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"amount": Money(99, "XOF")}, Rejected("amount_out_of_bounds", Reason.AMOUNT)),
        ({"amount": Money(2_500_001, "XOF")}, Rejected("amount_out_of_bounds", Reason.AMOUNT)),
        ({"amount": Money(7500, "XAF")}, Rejected("unsupported_currency", Reason.MERCHANT_CONFIG)),
        ({"callback_url": "https://shop.example/" + "x" * 100}, Rejected("address_too_long", Reason.MERCHANT_CONFIG)),
        ({"return_url": "https://shop.example/" + "x" * 100}, Rejected("address_too_long", Reason.MERCHANT_CONFIG)),
    ],
)
def test_what_cannot_be_is_refused_without_a_call(changes: dict[str, object], expected: Rejected) -> None:
    client = gateway(closed_port())
    assert client.precheck(a_request(**changes)) == expected
    assert client.start(a_request(**changes)) == expected


def test_a_country_has_its_currency_and_takes_whole_units_alone() -> None:
    congo = gateway(closed_port(), country="CD")
    assert congo.precheck(a_request(amount=Money.of("5000", "CDF"))) is None
    assert congo.precheck(a_request(amount=Money.of("5000.50", "CDF"))) == Rejected(
        "amount_out_of_bounds", Reason.AMOUNT
    )
    assert gateway(closed_port(), country="KE").precheck(a_request()) == Rejected("no_account", Reason.MERCHANT_CONFIG)


@pytest.mark.parametrize(
    ("status", "code", "word", "expected"),
    [
        (400, 1004, "INVALID_PARAMS", Reason.OTHER),
        (401, 1005, "INVALID_CREDENTIALS", Reason.MERCHANT_CONFIG),
        (403, 2011, "NOT_ALLOWED", Reason.MERCHANT_CONFIG),
        (429, 429, "TOO_MANY_REQUESTS", Reason.PROVIDER_DOWN),
    ],
)
def test_cinetpays_own_no_is_a_no_with_our_reason(status: int, code: int, word: str, expected: Reason) -> None:
    with peer(TOKEN, said(status, code=code, status=word)) as wire:
        assert gateway(wire.url).start(a_request()) == Rejected(word, expected)


@pytest.mark.parametrize("stale_within", [False, True])
def test_a_refused_token_is_renewed_once(bench: CinetpayBench, stale_within: bool) -> None:
    bench.server.stale_within = stale_within
    ref = begun(bench)
    bench.server.forget_tokens()
    assert begun(bench) != ref
    bench.server.forget_tokens()
    assert bench.gateway.status(ACCOUNT, ref).state is AttemptState.PENDING
    assert len(bench.server.called("login")) == 3
    expired = said(401, code=1003, status="EXPIRED_TOKEN")
    with peer(TOKEN, expired, TOKEN, expired) as wire:
        assert gateway(wire.url).start(a_request()) == Rejected("EXPIRED_TOKEN", Reason.MERCHANT_CONFIG)
        assert len(wire.requests) == 4


# -- asking


@pytest.mark.parametrize(
    ("code", "word", "expected"),
    [
        (100, "SUCCESS", (AttemptState.SUCCEEDED, None)),
        (2001, "INITIATED", (AttemptState.PENDING, None)),
        (2002, "PENDING", (AttemptState.PENDING, None)),
        (100, "PENDING", (AttemptState.PENDING, None)),
        (2003, "EXPIRED", (AttemptState.EXPIRED, Reason.NO_ANSWER)),
        (2004, "OTP_ERROR", (AttemptState.FAILED, Reason.WRONG_PIN)),
        (2006, "USER_NOT_FOUND", (AttemptState.FAILED, Reason.PAYER_NOT_FOUND)),
        (2010, "FAILED", (AttemptState.FAILED, Reason.OTHER)),
        (200, "SUCCESS", (None, None)),
        (2010, "SUCCESS", (None, None)),
        (100, "success", (None, None)),
        (100, "PAID_IN_PART", (None, None)),
    ],
)
def test_a_state_is_its_word_and_a_payment_its_number_too(
    code: int, word: str, expected: tuple[AttemptState | None, Reason | None]
) -> None:
    with peer(TOKEN, state(code, word)) as wire:
        report = gateway(wire.url).status(ACCOUNT, REF)
    assert (report.state, report.reason) == expected
    assert (report.money, report.as_asked, report.attempt_id) == (None, True, ATTEMPT)
    assert report.provider_txn == ("CP1" if report.state is AttemptState.SUCCEEDED else None)


def test_a_page_whose_address_was_lost_is_found_once_somebody_is_on_it(bench: CinetpayBench) -> None:
    request = bench.request()
    bench.lose_answer("start", happens=True)
    bench.gateway.start(request)
    assert bench.gateway.find(ACCOUNT, request.attempt_id) is None
    [ref] = bench.server.payments
    bench.server.payments[ref].status = "PENDING"
    assert bench.gateway.find(ACCOUNT, request.attempt_id) == ref


def test_a_page_of_which_only_the_status_is_known_ends_too(bench: CinetpayBench, clock: FakeClock) -> None:
    ref = begun(bench)
    report = bench.gateway.status(ACCOUNT, ref)
    assert (report.state, report.url) == (AttemptState.PENDING, "")
    assert report.expires_at is not None and (report.expires_at - clock.now()).total_seconds() == 1800
    bench.pay(ref)
    assert bench.gateway.status(ACCOUNT, ref).expires_at is None


def test_an_answer_that_shows_the_page_again_is_taken() -> None:
    with peer(TOKEN, state(2001, "INITIATED", payment_url="https://checkout.cinetpay.test/pay/pt1")) as wire:
        assert gateway(wire.url).status(ACCOUNT, REF).url == "https://checkout.cinetpay.test/pay/pt1"


def test_what_is_not_a_name_of_ours_is_not_asked_about() -> None:
    assert gateway(closed_port()).status(ACCOUNT, "CP00000001") == StatusReport(None, raw="not a name of ours")


def test_only_cinetpays_own_word_is_not_found(bench: CinetpayBench) -> None:
    assert bench.gateway.find(ACCOUNT, ATTEMPT) is None
    assert bench.gateway.status(ACCOUNT, REF).state is None


def test_what_it_is_able_to_do() -> None:
    able = gateway(closed_port()).capabilities
    assert (able.whole_units, able.refund, able.can_find, able.can_cancel, able.is_push) == (
        True, RefundKind.NONE, True, False, False,
    )  # fmt: skip
    assert able.serves("CI") and able.serves("CD") and not able.serves("KE")
    assert gateway(closed_port()).cancel(ACCOUNT, REF) is False
    assert gateway(closed_port()).collected(ACCOUNT, FakeClock().now().date()) is None


# -- callbacks


def test_a_notification_is_a_signal_about_what_it_names(bench: CinetpayBench) -> None:
    ref = begun(bench)
    bench.server.becomes(ref, "PENDING")
    claim = bench.gateway.read_callback(ACCOUNT, bench.callback(ref))
    assert (claim.auth, claim.ref, claim.claimed_state) == (CallbackAuth.NONE, ref, None)
    assert claim.provider_txn == "CP00000001"
    assert bench.gateway.status(ACCOUNT, ref).state is AttemptState.PENDING


@pytest.mark.parametrize(
    "bad",
    [
        notified({"merchant_transaction_id": REF}, token=None),
        notified({"merchant_transaction_id": REF}, method="PUT"),
        notified({"merchant_transaction_id": "somebody-elses"}),
        notified({"notify_token": "nt1"}),
        notified([]),
        InboundHttp("POST", "/", "", {}, b"cpm_trans_id=1", "t" * 22),
    ],
)
def test_what_is_not_about_an_attempt_at_its_own_address_is_invalid(bad: InboundHttp) -> None:
    assert gateway(closed_port()).read_callback(ACCOUNT, bad).auth is CallbackAuth.INVALID


def test_the_same_words_at_another_address_are_another_event() -> None:
    client, body = gateway(closed_port()), {"merchant_transaction_id": REF}
    first, second = (client.read_callback(ACCOUNT, notified(body, token=token)) for token in ("a" * 22, "b" * 22))
    assert first.event_key != second.event_key


def test_the_same_words_later_are_another_event(bench: CinetpayBench, clock: FakeClock) -> None:
    """They may have told of a failure, and now of a success."""
    client, http = bench.gateway, notified({"merchant_transaction_id": REF})
    first, again = client.read_callback(ACCOUNT, http), client.read_callback(ACCOUNT, http)
    clock.pass_by(seconds=10)
    assert first.event_key == again.event_key != client.read_callback(ACCOUNT, http).event_key


def test_secrets_are_not_shown() -> None:
    shown = repr(CinetpayAccount("sk_live_hush", "hush", "CI", "shop.example"))
    assert "hush" not in shown
