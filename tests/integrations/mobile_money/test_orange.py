"""Orange Money Web Payment: a reference of three parts, ten minutes, nothing found without its token."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain.payment.capabilities import RefundKind
from domain.payment.gateway import Accepted, CallbackAuth, InboundHttp, Redirect, Rejected, StatusReport, Unknown
from domain.payment.values import AttemptState, Reason
from domain.shared.clock import FakeClock
from domain.shared.ids import AttemptId
from domain.shared.money import Money
from integrations.mobile_money.orange.account import OrangeAccount
from integrations.mobile_money.orange.client import OrangeGateway
from tests.integrations.mobile_money.bench import OTHER_ACCOUNT, a_request
from tests.integrations.mobile_money.benches.orange import OrangeBench, pay_token_of, running_orange
from tests.sockets import Answer, closed_port, hangs_up, peer, resets, says, says_raw
from tests.wallet import ACCOUNT, ShopDoor

JSON = "Content-Type: application/json"
ORDER, ATTEMPT = "AAAAAAAAABAACAAAAAAAAAAAAE", AttemptId("00000000-0000-4001-0000-000000000001")
PAY_TOKEN = "f5720dd906203c62033ffe64ed42e11a56d1b1b0b4e8a5a1c6e4d2b3a4958677"
REF = f"{ORDER}-7500-{PAY_TOKEN}"
TOKEN = says(200, b'{"token_type": "Bearer", "access_token": "t", "expires_in": "7776000"}', JSON)


@pytest.fixture
def bench(door: ShopDoor, clock: FakeClock) -> Iterator[OrangeBench]:
    with running_orange(door, clock) as made:
        yield made


def gateway(url: str, **changes: str) -> OrangeGateway:
    account = replace(OrangeAccount("app", "secret", "key", "ci"), **changes)  # type: ignore[arg-type]
    return OrangeGateway(url, {ACCOUNT: account}, FakeClock(), timeout=(1, 1))


def said(http_status: int = 201, /, **fields: object) -> Answer:
    return says(http_status, json.dumps(fields).encode(), JSON)


def begun(bench: OrangeBench) -> str:
    outcome = bench.gateway.start(bench.request())
    assert isinstance(outcome, Accepted)
    return outcome.ref


def notified(body: object, method: str = "POST", token: str | None = "t" * 22) -> InboundHttp:
    return InboundHttp(method, "/", "", {}, json.dumps(body).encode(), token)


NO_USABLE_ANSWER = {
    "reset": resets,
    "hung up": hangs_up,
    "500": said(500, code=1, message="Internal error"),
    "503 of a proxy": says(503, b"<html>Bad gateway</html>"),
    "html": says(200, b"<html>maintenance</html>"),
    "truncated": says(201, b'{"status": "SUCC', JSON),
    "cut off": says_raw(b'HTTP/1.1 201 Created\r\nContent-Length: 400\r\n\r\n{"status":'),
    "a list": says(201, b"[]", JSON),
    "a redirect": says(302, b"", "Location: http://127.0.0.1:9/"),
    "409": said(409, code=29, message="Conflict"),
    "408": said(408, code=29, message="Timeout"),
    "404 of a proxy": says(404, b"<html>Not Found</html>"),
    "error of another shape": said(400, detail="no"),
    "without its token": said(status=201, payment_url="https://x.test/"),
    "with a token too long": said(status=201, payment_url="https://x.test/", pay_token="f" * 91),
    "{}": says(201, b"{}", JSON),
}


# -- not knowing


@pytest.mark.parametrize("answer", NO_USABLE_ANSWER.values(), ids=NO_USABLE_ANSWER)
def test_whatever_is_not_an_answer_leaves_the_outcome_unknown_and_is_sent_once(answer: Answer) -> None:
    with peer(TOKEN, answer) as wire:
        assert isinstance(gateway(wire.url).start(a_request()), Unknown)
        assert len(wire.requests) == 2


@pytest.mark.parametrize("answer", NO_USABLE_ANSWER.values(), ids=NO_USABLE_ANSWER)
def test_whatever_is_not_an_answer_tells_no_state(answer: Answer) -> None:
    with peer(TOKEN, answer) as wire:
        assert gateway(wire.url).status(ACCOUNT, REF).state is None


@pytest.mark.parametrize("fault", ["lost", "lost_before", "http_500", "html", "truncated"])
def test_after_any_fault_there_is_nothing_that_anybody_could_pay(bench: OrangeBench, fault: str) -> None:
    request = bench.request()
    bench.server.goes_wrong("start", fault)
    assert isinstance(bench.gateway.start(request), Unknown)
    assert bench.gateway.find(ACCOUNT, request.attempt_id) is None


def test_an_order_that_exists_already_is_unknown(bench: OrangeBench) -> None:
    request = bench.request()
    bench.gateway.start(request)
    assert isinstance(bench.gateway.start(request), Unknown)
    assert len(bench.server.pages) == 1


@pytest.mark.parametrize("token", [says(500, b"{}"), says(200, b"<html>"), says(200, b"{}", JSON), resets])
def test_without_a_token_nothing_is_asked(token: Answer) -> None:
    with peer(token) as wire:
        assert gateway(wire.url).start(a_request()) == Rejected("unreachable", Reason.PROVIDER_DOWN)
        assert all(b"/oauth/v3/token" in request for request in wire.requests)


def test_wrong_keys_are_the_merchants_matter(bench: OrangeBench) -> None:
    client = gateway(bench.server.url)
    assert client.start(bench.request()) == Rejected("wrong_keys", Reason.MERCHANT_CONFIG)
    assert client.status(ACCOUNT, REF).state is None


def test_a_refused_connection_is_a_no() -> None:
    closed = gateway(closed_port())
    assert closed.start(a_request()) == Rejected("unreachable", Reason.PROVIDER_DOWN)
    assert closed.status(ACCOUNT, REF).state is None


def test_an_account_we_do_not_have_asks_nobody() -> None:
    stranger = gateway(closed_port())
    assert stranger.start(a_request(account="nobody")) == Rejected("no_account", Reason.MERCHANT_CONFIG)
    assert stranger.status("nobody", REF).state is None
    assert not stranger.is_up("nobody")
    notice = notified({"status": "SUCCESS", "notif_token": "n"})
    assert stranger.read_callback("nobody", notice).auth is CallbackAuth.INVALID


# -- starting


def test_what_is_sent_and_what_comes_back(bench: OrangeBench, clock: FakeClock) -> None:
    request = bench.request(attempt_id=ATTEMPT)
    outcome = bench.gateway.start(request)
    assert isinstance(outcome, Accepted)
    page = next(iter(bench.server.pages.values()))
    assert outcome.ref == f"{ORDER}-7500-{page.pay_token}"
    assert len(outcome.ref) <= 128
    assert isinstance(outcome.action, Redirect) and outcome.action.url.endswith(page.pay_token)
    assert outcome.expires_at is not None and (outcome.expires_at - clock.now()).total_seconds() == 600
    sent = bench.server.called("start")[0]
    assert sent.path == "/orange-money-webpay/ci/v1/webpayment"
    assert sent.json() == {
        "merchant_key": "a292867f",
        "currency": "XOF",
        "order_id": ORDER,
        "amount": 7500,
        "return_url": request.return_url,
        "cancel_url": request.return_url,
        "notif_url": request.callback_url,
        "lang": "fr",
        "reference": "Chez Fatou",
    }


def test_the_token_is_asked_for_as_the_portal_says(bench: OrangeBench) -> None:
    begun(bench)
    asked = bench.server.called("token")[0]
    assert asked.body == b"grant_type=client_credentials"
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert base64.b64decode(asked.headers["authorization"].removeprefix("Basic ")) == b"app-1:secret-1"


def test_the_test_market_has_a_currency_of_its_own(bench: OrangeBench) -> None:
    outcome = bench.gateway.start(bench.request(account=OTHER_ACCOUNT, shop_name="x" * 40, language="sw"))
    assert isinstance(outcome, Accepted)
    sent = bench.server.called("start")[0]
    assert sent.path == "/orange-money-webpay/dev/v1/webpayment"
    assert (sent.json()["currency"], sent.json()["reference"], sent.json()["lang"]) == ("OUV", "x" * 30, "fr")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"amount": Money(20_000_001, "XOF")}, Rejected("amount_out_of_bounds", Reason.AMOUNT)),
        ({"amount": Money(7500, "XAF")}, Rejected("unsupported_currency", Reason.MERCHANT_CONFIG)),
        ({"attempt_id": AttemptId("not a uuid")}, Rejected("no_account", Reason.MERCHANT_CONFIG)),
        ({"callback_url": "https://shop.example/" + "x" * 100}, Rejected("address_too_long", Reason.MERCHANT_CONFIG)),
        ({"return_url": "https://shop.example/" + "x" * 100}, Rejected("address_too_long", Reason.MERCHANT_CONFIG)),
    ],
)
def test_what_cannot_be_is_refused_without_a_call(changes: dict[str, object], expected: Rejected) -> None:
    client = gateway(closed_port())
    assert client.precheck(a_request(**changes)) == expected
    assert client.start(a_request(**changes)) == expected


def test_a_market_takes_whole_units_of_its_own_currency() -> None:
    island = gateway(closed_port(), market="mg")
    assert island.precheck(a_request(amount=Money.of("5000", "MGA"))) is None
    part = island.precheck(a_request(amount=Money.of("5000.20", "MGA")))
    assert part == Rejected("amount_out_of_bounds", Reason.AMOUNT)
    assert gateway(closed_port(), market="xx").precheck(a_request()) == Rejected("no_account", Reason.MERCHANT_CONFIG)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, 22, Reason.OTHER),
        (403, 53, Reason.MERCHANT_CONFIG),
        (404, 60, Reason.MERCHANT_CONFIG),
        (429, 51, Reason.PROVIDER_DOWN),
    ],
)
def test_oranges_own_no_is_a_no_with_our_reason(status: int, code: int, expected: Reason) -> None:
    with peer(TOKEN, said(status, code=code, message="no", description="no")) as wire:
        assert gateway(wire.url).start(a_request()) == Rejected(str(code), expected)


def test_a_refused_token_is_renewed_once(bench: OrangeBench) -> None:
    ref = begun(bench)
    bench.server.forget_tokens()
    assert bench.gateway.status(ACCOUNT, ref).state is AttemptState.PENDING
    assert len(bench.server.called("token")) == 2
    expired = said(401, code=42, message="Expired credentials")
    with peer(TOKEN, expired, TOKEN, expired) as wire:
        assert gateway(wire.url).start(a_request()) == Rejected("42", Reason.MERCHANT_CONFIG)
        assert len(wire.requests) == 4


# -- asking


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("INITIATED", AttemptState.PENDING),
        ("PENDING", AttemptState.PENDING),
        ("SUCCESS", AttemptState.SUCCEEDED),
        ("FAILED", AttemptState.FAILED),
        ("EXPIRED", AttemptState.EXPIRED),
        ("success", None),
        ("SUCCESSFULL", None),
    ],
)
def test_what_a_status_is_in_ours(word: str, expected: AttemptState | None) -> None:
    with peer(TOKEN, said(status=word, order_id=ORDER, txnid="MP150709.1341.A00073")) as wire:
        report = gateway(wire.url).status(ACCOUNT, REF)
        sent = json.loads(wire.requests[1].partition(b"\r\n\r\n")[2])
    assert sent == {"order_id": ORDER, "amount": 7500, "pay_token": PAY_TOKEN}
    txn = "MP150709.1341.A00073" if expected is AttemptState.SUCCEEDED else None
    assert report == StatusReport(expected, attempt_id=ATTEMPT, provider_txn=txn, raw=word, as_asked=True)


def test_an_answer_about_another_order_is_none() -> None:
    with peer(TOKEN, said(status="SUCCESS", order_id="B" * 26, txnid="MP1")) as wire:
        assert gateway(wire.url).status(ACCOUNT, REF).state is None


@pytest.mark.parametrize(
    "odd", ["", PAY_TOKEN, f"{ORDER}-{PAY_TOKEN}", f"{ORDER}-0-{PAY_TOKEN}", f"{ORDER}-7.5-x", f"{REF} ", f"{REF}\n"]
)
def test_what_is_not_a_name_of_ours_is_not_asked_about(odd: str) -> None:
    assert gateway(closed_port()).status(ACCOUNT, odd) == StatusReport(None, raw="not a name of ours")


def test_an_amount_that_was_never_asked_for_is_not_paid(bench: OrangeBench) -> None:
    ref = begun(bench)
    bench.pay(ref)
    assert bench.gateway.status(ACCOUNT, ref).state is AttemptState.SUCCEEDED
    assert bench.gateway.status(ACCOUNT, ref.replace("-7500-", "-75-")).state is None


def test_what_it_is_able_to_do() -> None:
    able = gateway(closed_port()).capabilities
    assert (able.whole_units, able.refund, able.can_find, able.can_cancel, able.is_push) == (
        True, RefundKind.NONE, False, False, False,
    )  # fmt: skip
    assert able.serves("CI") and able.serves("CM") and not able.serves("KE")
    assert gateway(closed_port()).cancel(ACCOUNT, REF) is False
    assert gateway(closed_port()).collected(ACCOUNT, FakeClock().now().date()) is None


# -- callbacks


def test_a_forged_success_makes_us_ask_and_no_more(bench: OrangeBench) -> None:
    ref = begun(bench)
    forged = notified({"status": "SUCCESS", "notif_token": "guessed", "txnid": "MP1"})
    claim = bench.gateway.read_callback(ACCOUNT, forged)
    assert (claim.auth, claim.ref, claim.attempt_id) == (CallbackAuth.NONE, None, None)
    assert claim.provider_txn == "MP1", "claimed, and believed no more than the rest"
    assert bench.gateway.status(ACCOUNT, ref).state is AttemptState.PENDING
    assert bench.gateway.status(ACCOUNT, ref).provider_txn is None


def test_of_an_expiry_nobody_is_told(bench: OrangeBench) -> None:
    ref = begun(bench)
    bench.expire(ref)
    assert bench.door.received == []
    assert bench.gateway.status(ACCOUNT, ref).state is AttemptState.EXPIRED
    assert bench.server.pages[pay_token_of(ref)].told == []


@pytest.mark.parametrize(
    "bad",
    [
        notified({"status": "SUCCESS", "notif_token": "n"}, token=None),
        notified({"status": "SUCCESS", "notif_token": "n"}, method="PUT"),
        notified({"status": "SUCCESS"}),
        notified({"notif_token": "n"}),
        notified([]),
        InboundHttp("POST", "/", "", {}, b"status=SUCCESS", "t" * 22),
    ],
)
def test_what_is_not_one_of_oranges_at_an_address_of_ours_is_invalid(bad: InboundHttp) -> None:
    assert gateway(closed_port()).read_callback(ACCOUNT, bad).auth is CallbackAuth.INVALID


def test_secrets_are_not_shown() -> None:
    assert "hush" not in repr(OrangeAccount("app", "hush", "hush", "ci"))
