"""The sandbox adapter against a wire that breaks in every way, and answers that cannot be trusted."""

from __future__ import annotations

import json
from datetime import date

import pytest

from domain.payment.gateway import (
    Accepted,
    PushPrompt,
    Redirect,
    RefundReport,
    RefundState,
    Rejected,
    Unknown,
)
from domain.payment.values import AttemptState, Reason
from domain.shared.clock import FakeClock
from domain.shared.errors import Temporary
from domain.shared.ids import RefundId
from domain.shared.money import Money
from integrations.mobile_money.sandbox.account import SandboxAccount
from integrations.mobile_money.sandbox.client import SandboxGateway
from integrations.mobile_money.sandbox.codes import DECIMALS, REASONS, reason
from integrations.mobile_money.sandbox.wire import amount_text
from tests.integrations.mobile_money.bench import a_refund, a_request
from tests.sockets import Answer, closed_port, hangs_up, peer, resets, says, says_raw
from tests.wallet import ACCOUNT, WalletHandle

JSON = "Content-Type: application/json"
REF = "col_1"
COLLECTION = {
    "id": REF, "reference": "attempt-1", "status": "succeeded", "amount": "7500", "currency": "XOF",
    "payer": "+2250700000001", "launch_url": "http://wallet.test/pay/x", "transaction_id": "TXN1",
    "failure": None, "expires_at": "2026-11-20T09:15:00.000Z",
    "collected": {"amount": "7500", "currency": "XOF", "fee": "75"},
}  # fmt: skip


def gateway(url: str) -> SandboxGateway:
    return SandboxGateway(url, {ACCOUNT: SandboxAccount("key", "secret")}, FakeClock(), timeout=(1, 1))


def told(code: int = 200, /, **changes: object) -> Answer:
    return says(code, json.dumps({**COLLECTION, **changes}).encode(), JSON)


def paid(**changes: object) -> Answer:
    """Of another sum than was asked for, perhaps."""
    return told(collected={"amount": "7500", "currency": "XOF", "fee": "75", **changes})


def refusal(status: int, code: str) -> Answer:
    return says(status, json.dumps({"error": {"code": code, "message": "", "field": None}}).encode(), JSON)


NO_USABLE_ANSWER = {
    "reset": resets,
    "hung up": hangs_up,
    "500": refusal(500, "internal_error"),
    "503 of a proxy": says(503, b"<html>Bad gateway</html>"),
    "html": says(200, b"<html>maintenance</html>"),
    "truncated": says(200, json.dumps(COLLECTION).encode()[:60], JSON),
    "cut off": says_raw(b'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{"id":'),
    "a list": says(200, b"[]", JSON),
    "no id": says(200, b"{}", JSON),
    "a redirect": says(302, b"", "Location: http://127.0.0.1:9/"),
    "409": refusal(409, "duplicate_reference"),
    "408": refusal(408, "request_timeout"),
    "404 of a proxy": says(404, b"<html>Not Found</html>"),
    "error of another shape": says(400, b'{"error": "no"}', JSON),
}


@pytest.mark.parametrize("answer", NO_USABLE_ANSWER.values(), ids=NO_USABLE_ANSWER)
def test_whatever_is_not_an_answer_leaves_the_outcome_unknown(answer: Answer) -> None:
    with peer(answer) as wallet:
        assert isinstance(gateway(wallet.url).start(a_request()), Unknown)
        assert len(wallet.requests) == 1
    with peer(answer) as wallet:
        assert isinstance(gateway(wallet.url).refund(a_refund(REF)), Unknown)
        assert len(wallet.requests) == 1


@pytest.mark.parametrize("answer", NO_USABLE_ANSWER.values(), ids=NO_USABLE_ANSWER)
def test_whatever_is_not_an_answer_tells_no_state(answer: Answer) -> None:
    with peer(answer) as wallet:
        assert gateway(wallet.url).status(ACCOUNT, REF).state is None
        with pytest.raises(Temporary):
            gateway(wallet.url).find(ACCOUNT, a_request().attempt_id)
        assert gateway(wallet.url).refund_status(ACCOUNT, RefundId("r")) == RefundReport(None)


def test_silence_is_unknown() -> None:
    with peer() as wallet:
        wallet.script.append(wallet.silence)
        assert isinstance(gateway(wallet.url).start(a_request()), Unknown)


def test_a_refused_connection_is_a_no() -> None:
    closed = gateway(closed_port())
    assert closed.start(a_request()) == Rejected("unreachable", Reason.PROVIDER_DOWN)
    assert closed.refund(a_refund(REF)) == Rejected("unreachable", Reason.PROVIDER_DOWN)
    assert closed.status(ACCOUNT, REF).state is None
    assert closed.refund_status(ACCOUNT, RefundId("r")) == RefundReport(None)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, "invalid_payer", Reason.WRONG_NUMBER),
        (400, "amount_out_of_bounds", Reason.AMOUNT),
        (401, "invalid_key", Reason.MERCHANT_CONFIG),
        (422, "payer_limit_reached", Reason.LIMIT),
        (429, "too_many_requests", Reason.PROVIDER_DOWN),
        (400, "something_new", Reason.OTHER),
    ],
)
def test_the_wallets_own_no_is_a_no_with_our_reason(status: int, code: str, expected: Reason) -> None:
    with peer(refusal(status, code)) as wallet:
        assert gateway(wallet.url).start(a_request()) == Rejected(code, expected)


def test_an_account_we_do_not_have_asks_nobody() -> None:
    with peer(told(201)) as wallet:
        stranger = gateway(wallet.url)
        assert stranger.start(a_request(account="nobody")) == Rejected("no_account", Reason.MERCHANT_CONFIG)
        assert stranger.refund(a_refund(REF, account="nobody")) == Rejected("no_account", Reason.MERCHANT_CONFIG)
        assert stranger.status("nobody", REF).state is None
        assert not wallet.requests


def test_what_is_sent_carries_key_and_idempotency_and_no_more() -> None:
    request = a_request()
    with peer(told(201)) as wallet:
        gateway(wallet.url).start(request)
        head, _, body = wallet.requests[0].partition(b"\r\n\r\n")
    assert b"Authorization: Bearer key\r\n" in head + b"\r\n"
    assert f"Idempotency-Key: {request.attempt_id}\r\n".encode() in head + b"\r\n"
    assert json.loads(body) == {
        "reference": request.attempt_id,
        "amount": "7500",
        "currency": "XOF",
        "payer": "+2250700000001",
        "mode": "link",
        "description": "CF-0042",
        "business_name": "Chez Fatou",
        "callback_url": request.callback_url,
        "return_url": request.return_url,
        "language": "fr",
    }


# -- reading


@pytest.mark.parametrize("status", ["", "SUCCEEDED", "success", "settled", "refunded", None, 1, ["succeeded"]])
def test_a_status_that_nobody_listed_is_no_state(status: object) -> None:
    with peer(told(status=status)) as wallet:
        assert gateway(wallet.url).status(ACCOUNT, REF).state is None


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("7500", "XOF", 7500), ("12.50", "KES", 1250), ("12.5", "KES", 1250), ("12", "KES", 1200), ("0.10", "KES", 10)],
)
def test_money_is_read_exactly(amount: str, currency: str, minor: int) -> None:
    with peer(paid(amount=amount, currency=currency)) as wallet:
        assert gateway(wallet.url).status(ACCOUNT, REF).money == Money(minor, currency)


@pytest.mark.parametrize(
    ("amount", "currency"),
    [(7500, "XOF"), (7500.0, "XOF"), ("7500.5", "XOF"), ("7e3", "XOF"), ("-1", "XOF"), (" 7500", "XOF"),
     ("٧٥٠٠", "XOF"), ("07500", "XOF"), ("7500", "ABC"), ("7500", None), (None, "XOF"), ("1.005", "KES")],
)  # fmt: skip
def test_a_payment_of_an_unreadable_amount_is_no_answer(amount: object, currency: object) -> None:
    with peer(paid(amount=amount, currency=currency)) as wallet:
        report = gateway(wallet.url).status(ACCOUNT, REF)
        assert (report.state, report.money) == (None, None)


@pytest.mark.parametrize("collected", [None, {}, "7500", [{"amount": "7500", "currency": "XOF"}]])
def test_what_is_asked_for_is_not_what_came_in(collected: object) -> None:
    with peer(told(collected=collected)) as wallet:
        assert gateway(wallet.url).status(ACCOUNT, REF).state is None


@pytest.mark.parametrize("money", [Money(10, "XOF"), Money(7501, "XOF"), Money(7500, "XAF")])
def test_another_amount_than_ours_is_reported_as_it_is(money: Money) -> None:
    with peer(paid(amount=str(money.minor), currency=money.currency)) as wallet:
        report = gateway(wallet.url).status(ACCOUNT, REF)
        assert (report.state, report.money) == (AttemptState.SUCCEEDED, money)


@pytest.mark.parametrize(("fee", "kept"), [("75", Money(75, "XOF")), ("0", Money(0, "XOF")), (None, None), (75, None)])
def test_a_fee_is_exact_or_not_known(fee: object, kept: Money | None) -> None:
    with peer(paid(fee=fee)) as wallet:
        assert gateway(wallet.url).status(ACCOUNT, REF).fee == kept


def test_what_was_taken_back_had_come_in() -> None:
    with peer(told(status="reversed")) as wallet:
        report = gateway(wallet.url).status(ACCOUNT, REF)
        assert (report.state, report.taken_back) == (AttemptState.SUCCEEDED, True)
        assert (report.money, report.provider_txn) == (Money(7500, "XOF"), "TXN1")


@pytest.mark.parametrize("row", [{"status": "pending"}, {"collected": None}, {"id": None}])
def test_one_unreadable_payment_makes_the_days_list_none(row: dict[str, object]) -> None:
    listed = json.dumps({"result": [COLLECTION, {**COLLECTION, **row}]}).encode()
    with peer(says(200, listed, JSON)) as wallet:
        assert gateway(wallet.url).collected(ACCOUNT, date(2026, 11, 20)) is None


@pytest.mark.parametrize(
    ("status", "state"),
    [("pending", RefundState.SUBMITTED), ("succeeded", RefundState.DONE), ("failed", RefundState.FAILED), ("?", None)],
)
def test_a_refund_is_known_by_its_listed_states_only(status: str, state: RefundState | None) -> None:
    with peer(says(200, json.dumps({"id": "r", "status": status}).encode(), JSON)) as wallet:
        assert gateway(wallet.url).refund_status(ACCOUNT, RefundId("r")) == RefundReport(state, "r", known=True)


def test_only_the_wallet_can_say_that_it_never_heard_of_a_refund() -> None:
    with peer(refusal(404, "refund_not_found")) as wallet:
        assert gateway(wallet.url).refund_status(ACCOUNT, RefundId("r")).known is False
    with peer(says(404, b"no such page"), refusal(404, "not_found")) as wallet:
        client = gateway(wallet.url)
        assert client.refund_status(ACCOUNT, RefundId("r")).known is True
        assert client.refund_status(ACCOUNT, RefundId("r")).known is True


# -- both ends of the wire


@pytest.mark.parametrize("currency", sorted(DECIMALS))
def test_every_currency_goes_there_and_back(wallet: WalletHandle, currency: str) -> None:
    amount = Money(123400, currency)
    outcome = wallet.gateway().start(a_request(amount=amount))
    assert isinstance(outcome, Accepted)
    assert wallet.gateway().status(ACCOUNT, outcome.ref).money == amount
    assert "." not in amount_text(amount) or DECIMALS[currency]


def test_a_push_rings_the_payer_and_gives_no_link(wallet: WalletHandle) -> None:
    outcome = wallet.gateway(mode="push").start(a_request())
    assert isinstance(outcome, Accepted)
    assert outcome.action == PushPrompt()
    without = wallet.gateway(mode="push").start(a_request(payer=None))
    assert without == Rejected("payer_required", Reason.WRONG_NUMBER)


def test_a_link_needs_no_payer_and_says_when_it_ends(wallet: WalletHandle) -> None:
    outcome = wallet.gateway().start(a_request(payer=None))
    assert isinstance(outcome, Accepted)
    assert isinstance(outcome.action, Redirect)
    assert outcome.action.url.startswith(f"{wallet.url}/pay/")
    assert outcome.expires_at is not None
    assert (outcome.expires_at - wallet.clock.now()).total_seconds() == 15 * 60


def test_a_duplicate_id_is_unknown_and_found_again(wallet: WalletHandle) -> None:
    request = a_request()
    wallet.control.faults(start="refuse_duplicate")
    assert isinstance(wallet.gateway().start(request), Unknown)
    assert wallet.gateway().find(ACCOUNT, request.attempt_id)


def test_a_wrong_key_is_a_no(wallet: WalletHandle) -> None:
    accounts = {ACCOUNT: SandboxAccount("sbx.chez-fatou.forged", wallet.secret)}
    outcome = SandboxGateway(wallet.url, accounts, wallet.clock).start(a_request())
    assert outcome == Rejected("invalid_key", Reason.MERCHANT_CONFIG)


def test_every_reason_for_a_refused_prompt_has_our_word() -> None:
    from bot.sandbox_wallet.prompts import FAILURES

    assert {code for code in FAILURES if code not in REASONS} == {"unspecified"}
    assert reason("unspecified") is Reason.OTHER


def test_no_secret_is_shown() -> None:
    account = SandboxAccount("the-key", "the-secret")
    assert "the-" not in repr(account)


def test_each_account_has_a_breaker_of_its_own(wallet: WalletHandle) -> None:
    sandbox = wallet.gateway()
    wallet.control.faults(status="http_500", times=20, effect=False)
    for _ in range(5):
        sandbox.status(ACCOUNT, "col_x")
    assert not sandbox.is_up(ACCOUNT)
    assert sandbox.is_up("njeri-money")
