"""MTN: tokens per product, a wire that breaks in every way, its several spellings, unsigned callbacks, provisioning."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from domain.payment.gateway import Accepted, CallbackAuth, InboundHttp, RefundReport, RefundState, Rejected, Unknown
from domain.payment.values import AttemptState, Reason
from domain.shared.clock import FakeClock
from domain.shared.errors import Permanent
from domain.shared.ids import RefundId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from integrations.mobile_money.mtn.account import MtnAccount, MtnProduct
from integrations.mobile_money.mtn.client import MtnGateway
from integrations.mobile_money.mtn.codes import MARKETS, REASONS, STATES_BY_REASON
from integrations.mobile_money.mtn.provision import provision
from integrations.mobile_money.mtn.wire import amount_text
from tests.integrations.mobile_money.bench import a_refund, a_request
from tests.integrations.mobile_money.benches.mtn import MARKET, mtn_accounts, mtn_gateway
from tests.integrations.mobile_money.servers.mtn import MtnServer
from tests.sockets import Answer, closed_port, hangs_up, peer, resets, says, says_raw
from tests.wallet import ACCOUNT

JSON = "Content-Type: application/json"
REF = "0b8b1f53-6f9c-4e0e-9a3e-0a4d1d5a7c11"
KEYS = MtnProduct("subscription", "user", "key")
TOKEN = says(200, b'{"access_token": "t", "token_type": "access_token", "expires_in": 3600}', JSON)
WAF = b"<html><head><title>Request Rejected</title></head><body>Your support ID is: 42</body></html>"
PAID = {
    "financialTransactionId": "1234567", "externalId": REF, "amount": "7500", "currency": "XOF",
    "payer": {"partyIdType": "MSISDN", "partyId": "2250700000001"}, "status": "SUCCESSFUL",
}  # fmt: skip


@pytest.fixture
def server() -> Iterator[MtnServer]:
    running = MtnServer()
    yield running
    running.close()


def gateway(url: str, **account: object) -> MtnGateway:
    accounts = {ACCOUNT: MtnAccount(KEYS, KEYS, MARKET, **account)}  # type: ignore[arg-type]
    return MtnGateway(url, accounts, FakeClock(), timeout=(1, 1))


def told(**changes: object) -> Answer:
    return says(200, json.dumps({**PAID, **changes}).encode(), JSON)


def refusal(status: int, code: str) -> Answer:
    return says(status, json.dumps({"code": code, "message": ""}).encode(), JSON)


NO_USABLE_ANSWER = {
    "reset": resets,
    "hung up": hangs_up,
    "500 with a code": refusal(500, "INTERNAL_PROCESSING_ERROR"),
    "503": says(503, b"<html>Bad gateway</html>"),
    "firewall 200": says(200, WAF),
    "firewall 403": says(403, WAF),
    "truncated": says(200, json.dumps(PAID).encode()[:60], JSON),
    "cut off": says_raw(b'HTTP/1.1 202 Accepted\r\nContent-Length: 400\r\n\r\n{"id":'),
    "a list": says(200, b"[]", JSON),
    "empty 400": says(400, b""),
    "a redirect": says(302, b"", "Location: http://127.0.0.1:9/"),
    "404 of a proxy": says(404, b"<html>Not Found</html>"),
    "408": refusal(408, "TIMEOUT"),
}


@pytest.mark.parametrize("answer", NO_USABLE_ANSWER.values(), ids=NO_USABLE_ANSWER)
def test_whatever_is_not_an_answer_leaves_the_outcome_unknown(answer: Answer) -> None:
    with peer(TOKEN, answer) as mtn:
        assert isinstance(gateway(mtn.url).start(a_request()), Unknown)
        assert len(mtn.requests) == 2
    with peer(TOKEN, answer) as mtn:
        assert isinstance(gateway(mtn.url).refund(a_refund(REF)), Unknown)
        assert len(mtn.requests) == 2


@pytest.mark.parametrize("answer", NO_USABLE_ANSWER.values(), ids=NO_USABLE_ANSWER)
def test_whatever_is_not_an_answer_tells_no_state_and_loses_no_attempt(answer: Answer) -> None:
    request = a_request()
    with peer(TOKEN, answer) as mtn:
        client = gateway(mtn.url)
        assert client.status(ACCOUNT, REF).state is None
        assert client.find(ACCOUNT, request.attempt_id) == request.attempt_id
    with peer(TOKEN, answer) as mtn:
        assert gateway(mtn.url).refund_status(ACCOUNT, RefundId("r")) == RefundReport(None)


def test_only_mtn_can_say_that_it_never_heard_of_it() -> None:
    with peer(TOKEN, refusal(404, "RESOURCE_NOT_FOUND")) as mtn:
        assert gateway(mtn.url).find(ACCOUNT, a_request().attempt_id) is None
    with peer(TOKEN, refusal(404, "RESOURCE_NOT_FOUND")) as mtn:
        assert gateway(mtn.url).refund_status(ACCOUNT, RefundId("r")).known is False


@pytest.mark.parametrize("token", [says(500, b"{}"), says(200, WAF), says(200, b"{}", JSON), resets, says(429, b"")])
def test_without_a_token_nothing_is_asked(token: Answer) -> None:
    with peer(token) as mtn:
        client = gateway(mtn.url)
        assert client.start(a_request()) == Rejected("unreachable", Reason.PROVIDER_DOWN)
        assert client.refund(a_refund(REF)) == Rejected("unreachable", Reason.PROVIDER_DOWN)
        assert all(b"/token/" in request for request in mtn.requests)


def test_wrong_keys_and_missing_ones_are_the_merchants_matter() -> None:
    with peer(says(401, b'{"error": "login_failed"}', JSON)) as mtn:
        assert gateway(mtn.url).start(a_request()) == Rejected("wrong_keys", Reason.MERCHANT_CONFIG)
    without = MtnGateway("http://127.0.0.1:9", {ACCOUNT: MtnAccount(KEYS)}, FakeClock())
    assert without.refund(a_refund(REF)) == Rejected("no_disbursement", Reason.MERCHANT_CONFIG)


def test_a_refused_connection_is_a_no() -> None:
    closed = gateway(closed_port())
    assert closed.start(a_request()) == Rejected("unreachable", Reason.PROVIDER_DOWN)
    assert closed.status(ACCOUNT, REF).state is None


def test_an_account_we_do_not_have_asks_nobody() -> None:
    stranger = gateway(closed_port())
    assert stranger.start(a_request(account="nobody")) == Rejected("no_account", Reason.MERCHANT_CONFIG)
    assert stranger.refund(a_refund(REF, account="nobody")) == Rejected("no_account", Reason.MERCHANT_CONFIG)
    assert stranger.status("nobody", REF).state is None
    assert stranger.find("nobody", a_request().attempt_id) is None
    assert not stranger.is_up("nobody")


# -- asking for money


def test_what_is_sent(server: MtnServer) -> None:
    request = a_request(callback_url="http://127.0.0.1:9/webhooks/payments/mtn/chez-fatou/token")
    outcome = mtn_gateway(server).start(request)
    assert isinstance(outcome, Accepted)
    assert (outcome.expires_at or FakeClock().now()) > FakeClock().now()
    call = server.called("start")[0]
    assert call.headers["x-reference-id"] == request.attempt_id == outcome.ref
    assert call.headers["x-target-environment"] == MARKET
    assert call.headers["x-callback-url"] == request.callback_url
    assert call.json() == {
        "amount": "7500",
        "currency": "XOF",
        "externalId": request.attempt_id,
        "payer": {"partyIdType": "MSISDN", "partyId": "2250700000001"},
        "payerMessage": "Chez Fatou CF-0042",
        "payeeNote": "CF-0042",
    }


@pytest.mark.parametrize("url", ["", "http://elsewhere.example/hook"])
def test_an_address_that_mtn_would_refuse_is_not_sent(server: MtnServer, url: str) -> None:
    assert isinstance(mtn_gateway(server).start(a_request(callback_url=url)), Accepted)
    assert "x-callback-url" not in server.called("start")[0].headers


def test_an_id_that_exists_is_unknown_and_names_itself(server: MtnServer) -> None:
    client, request = mtn_gateway(server), a_request(callback_url="")
    assert isinstance(client.start(request), Accepted)
    assert client.start(request) == Unknown(ref=request.attempt_id, why="RESOURCE_ALREADY_EXIST")


def test_one_token_per_product_serves_many_calls(server: MtnServer) -> None:
    client = mtn_gateway(server)
    first, second = (client.start(a_request(callback_url="")) for _ in range(2))
    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    server.pay(first.ref)
    assert isinstance(client.refund(a_refund(first.ref)), Accepted)
    assert len(server.called("token")) == 2


def test_a_forgotten_token_is_renewed_once_and_the_call_made_again(server: MtnServer) -> None:
    client, request = mtn_gateway(server), a_request(callback_url="")
    client.status(ACCOUNT, REF)
    server.forget_tokens()
    assert isinstance(client.start(request), Accepted)
    assert len(server.called("token")) == 2


def test_a_token_that_stays_refused_is_not_asked_for_for_ever() -> None:
    with peer(TOKEN, says(401, b'{"message": "Unauthorized", "code": "401"}', JSON), TOKEN, refusal(401, "401")) as mtn:
        assert gateway(mtn.url).start(a_request()) == Rejected("401", Reason.MERCHANT_CONFIG)
        assert len(mtn.requests) == 4


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"amount": Money(750000, "KES")}, Rejected("INVALID_CURRENCY", Reason.MERCHANT_CONFIG)),
        ({"amount": Money(10_000_001, "XOF")}, Rejected("amount_out_of_bounds", Reason.AMOUNT)),
        ({"payer": None}, Rejected("no_number_of_this_market", Reason.WRONG_NUMBER)),
        ({"payer": PhoneNumber("+254711000001")}, Rejected("no_number_of_this_market", Reason.WRONG_NUMBER)),
    ],
)
def test_what_cannot_be_is_refused_without_a_call(changes: dict[str, object], expected: Rejected) -> None:
    client = gateway(closed_port())
    assert client.precheck(a_request(**changes)) == expected
    assert client.start(a_request(**changes)) == expected


def test_the_sandbox_takes_euros_from_any_number() -> None:
    sandbox = MtnGateway(closed_port(), {ACCOUNT: MtnAccount(KEYS)}, FakeClock())
    assert sandbox.precheck(a_request(amount=Money(500, "EUR"))) is None
    assert sandbox.precheck(a_request()) == Rejected("INVALID_CURRENCY", Reason.MERCHANT_CONFIG)


@pytest.mark.parametrize(
    ("money", "written"),
    [
        (Money(5000, "UGX"), "5000"),
        (Money(1250, "GHS"), "12.50"),
        (Money(1200, "GHS"), "12"),
        (Money(5, "EUR"), "0.05"),
    ],
)
def test_money_is_written_exactly(money: Money, written: str) -> None:
    assert amount_text(money) == written


def test_every_market_has_limits_and_a_country() -> None:
    able = gateway(closed_port()).capabilities
    assert {market.currency for market in MARKETS.values()} == set(able.limits)
    assert able.serves("CI")
    assert not able.serves("KE")
    assert able.is_push


# -- reading


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("7500", "XOF", 7500), (7500, "XOF", 7500), ("7500.00", "XOF", 7500), (7500.0, "XOF", 7500), ("12.5", "GHS", 1250),
     (0.1, "GHS", 10)],
)  # fmt: skip
def test_amounts_are_strings_or_numbers_and_exact(amount: object, currency: str, minor: int) -> None:
    with peer(TOKEN, told(amount=amount, currency=currency)) as mtn:
        report = gateway(mtn.url).status(ACCOUNT, REF)
    assert (report.state, report.money) == (AttemptState.SUCCEEDED, Money(minor, currency))


@pytest.mark.parametrize("amount", ["7500.5", "-1", "", "7e3", "٧٥٠٠", None, True, [], 0, "NaN", "7500 "])
def test_a_payment_of_an_unreadable_amount_is_no_answer(amount: object) -> None:
    with peer(TOKEN, told(amount=amount)) as mtn:
        report = gateway(mtn.url).status(ACCOUNT, REF)
    assert (report.state, report.money) == (None, None)


def test_a_number_that_is_none_is_not_json() -> None:
    with peer(TOKEN, says(200, b'{"status": "SUCCESSFUL", "amount": NaN, "currency": "XOF"}', JSON)) as mtn:
        assert gateway(mtn.url).status(ACCOUNT, REF).state is None


@pytest.mark.parametrize("status", ["", "successful", "COMPLETED", "REVERSED", None, 1])
def test_a_status_that_nobody_listed_is_no_state(status: object) -> None:
    with peer(TOKEN, told(status=status)) as mtn:
        assert gateway(mtn.url).status(ACCOUNT, REF).state is None


def test_an_id_of_ours_that_is_a_number_is_read() -> None:
    with peer(TOKEN, told(externalId=947354, financialTransactionId=363440463)) as mtn:
        report = gateway(mtn.url).status(ACCOUNT, REF)
    assert (report.attempt_id, report.provider_txn) == ("947354", "363440463")


@pytest.mark.parametrize("shape", ["object", "word"])
@pytest.mark.parametrize(
    ("reason", "state", "ours"),
    [
        ("NOT_ENOUGH_FUNDS", AttemptState.FAILED, Reason.INSUFFICIENT_FUNDS),
        ("APPROVAL_REJECTED", AttemptState.CANCELLED, Reason.PAYER_DECLINED),
        ("EXPIRED", AttemptState.EXPIRED, Reason.NO_ANSWER),
        ("COULD_NOT_PERFORM_TRANSACTION", AttemptState.EXPIRED, Reason.NO_ANSWER),
        ("PAYER_NOT_FOUND", AttemptState.FAILED, Reason.PAYER_NOT_FOUND),
        ("PAYER_LIMIT_REACHED", AttemptState.FAILED, Reason.LIMIT),
        ("INTERNAL_PROCESSING_ERROR", AttemptState.FAILED, Reason.OTHER),
        ("NEVER_SEEN", AttemptState.FAILED, Reason.OTHER),
        ("PAYER_DELAYED", AttemptState.PENDING, None),
    ],
)
def test_a_reason_is_a_word_or_an_object(shape: str, reason: str, state: AttemptState, ours: Reason | None) -> None:
    said = {"code": reason, "message": "…"} if shape == "object" else reason
    with peer(TOKEN, told(status="FAILED", reason=said)) as mtn:
        report = gateway(mtn.url).status(ACCOUNT, REF)
    assert (report.state, report.reason) == (state, ours)


def test_every_reason_that_ends_it_has_our_word() -> None:
    assert {word for word, state in STATES_BY_REASON.items() if state is not AttemptState.PENDING} <= set(REASONS)


@pytest.mark.parametrize(
    ("status", "state"),
    [("PENDING", RefundState.SUBMITTED), ("SUCCESSFUL", RefundState.DONE), ("FAILED", RefundState.FAILED), ("?", None)],
)
def test_a_refund_is_known_by_its_listed_states_only(status: str, state: RefundState | None) -> None:
    with peer(TOKEN, told(status=status)) as mtn:
        assert gateway(mtn.url).refund_status(ACCOUNT, RefundId("r")) == RefundReport(state, "r")


# -- callbacks


def callback(body: bytes, method: str = "PUT", token: str = "a" * 22) -> InboundHttp:
    return InboundHttp(method, "/", "", {}, body, token)


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_callback_comes_by_put_or_post_and_proves_nothing(method: str) -> None:
    claim = gateway(closed_port()).read_callback(ACCOUNT, callback(json.dumps(PAID).encode(), method))
    assert (claim.auth, claim.attempt_id, claim.ref) == (CallbackAuth.NONE, REF, REF)
    assert claim.claimed_state is AttemptState.SUCCEEDED


@pytest.mark.parametrize(("txn", "named"), [("363440463", "363440463"), (363440463, "363440463"), (None, None)])
def test_a_callback_names_the_operators_number_where_it_has_one(txn: object, named: str | None) -> None:
    body = json.dumps({**PAID, "financialTransactionId": txn}).encode()
    assert gateway(closed_port()).read_callback(ACCOUNT, callback(body)).provider_txn == named


def test_a_callback_of_another_shape_is_still_a_signal_for_its_address() -> None:
    client = gateway(closed_port())
    one, other = (client.read_callback(ACCOUNT, callback(b'{"status": "FAILED"}', token=it)) for it in ("one", "other"))
    assert (one.auth, one.ref) == (CallbackAuth.NONE, None)
    assert one.event_key != other.event_key


@pytest.mark.parametrize("http", [callback(b"{}", "GET"), callback(b"[]"), callback(WAF), callback(b"")])
def test_what_is_no_callback_is_invalid(http: InboundHttp) -> None:
    assert gateway(closed_port()).read_callback(ACCOUNT, http).auth is CallbackAuth.INVALID


def test_a_forged_success_changes_nothing(server: MtnServer) -> None:
    client, request = mtn_gateway(server), a_request(callback_url="")
    client.start(request)
    forged = {**PAID, "externalId": request.attempt_id}
    assert client.read_callback(ACCOUNT, callback(json.dumps(forged).encode())).claimed_state is AttemptState.SUCCEEDED
    assert client.status(ACCOUNT, request.attempt_id).state is AttemptState.PENDING


# -- opening an account in the sandbox


def test_a_sandbox_account_is_made_and_works(server: MtnServer) -> None:
    made = provision(server.url, "collection-new", "127.0.0.1")
    assert (made.environment, made.callback_host, made.disbursement) == ("sandbox", "127.0.0.1", None)
    client = MtnGateway(server.url, {ACCOUNT: made}, FakeClock())
    assert isinstance(client.start(a_request(amount=Money(500, "EUR"), callback_url="")), Accepted)


def test_a_refused_subscription_key_says_so(server: MtnServer) -> None:
    with pytest.raises(Permanent, match="401"):
        provision(server.url, "wrong", "shop.example")


def test_no_secret_is_shown(server: MtnServer) -> None:
    account = mtn_accounts(server)[ACCOUNT]
    assert account.collection.api_key not in repr(account)
    assert "collection-" not in repr(account)
