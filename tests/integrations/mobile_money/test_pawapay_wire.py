"""pawaPay's adapter against wires that break in every way, and its refusals."""

from __future__ import annotations

import json

import pytest

from domain.payment.gateway import RefundReport, Rejected, Unknown
from domain.payment.values import Reason
from domain.shared.clock import FakeClock
from domain.shared.ids import AttemptId, RefundId
from integrations.mobile_money.pawapay.client import PawapayGateway
from tests.integrations.mobile_money.bench import a_refund, a_request
from tests.integrations.mobile_money.benches.pawapay import ACCOUNTS, PawapayBench
from tests.sockets import Answer, closed_port, hangs_up, peer, resets, says, says_raw
from tests.wallet import ACCOUNT

JSON = "Content-Type: application/json"
REF = "f4401bd2-1568-4140-bf2d-eb77d2b2b639"


def gateway(url: str) -> PawapayGateway:
    return PawapayGateway(url, ACCOUNTS, FakeClock(), timeout=(1, 1))


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
        for _ in range(5):
            client.status(ACCOUNT, REF)
        assert not client.is_up(ACCOUNT)
        assert client.is_up(other)
