"""M-Pesa: no key of ours, a pending that is an error, a status without an amount, reversals told by callback alone."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest

from domain.payment.capabilities import RefundKind
from domain.payment.gateway import (
    Accepted,
    CallbackAuth,
    CollectRequest,
    InboundHttp,
    RefundState,
    Rejected,
    StatusReport,
    Unknown,
)
from domain.payment.values import AttemptState, Reason
from domain.shared.clock import FakeClock
from domain.shared.ids import RefundId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from integrations.mobile_money.mpesa.callback import reversal_token
from integrations.mobile_money.mpesa.client import MpesaGateway
from tests.integrations.mobile_money.bench import a_refund, a_request
from tests.integrations.mobile_money.benches.mpesa import ACHIENG, MERCHANTS, MpesaBench, an_account, with_token
from tests.integrations.mobile_money.servers.mpesa import REVERSAL, MpesaServer
from tests.sockets import Answer, closed_port, hangs_up, peer, resets, says
from tests.wallet import ACCOUNT, ShopDoor

JSON = "Content-Type: application/json"
REF = "ws_CO_191220191020363925"
TOKEN = says(200, b'{"access_token": "t", "expires_in": "3599"}', JSON)
MONEY = Money.of(1500, "KES")


@pytest.fixture
def bench(door: ShopDoor) -> Iterator[MpesaBench]:
    server = MpesaServer(*MERCHANTS.values())
    yield MpesaBench(server, door)
    server.close()


@dataclass(slots=True)
class Kept:
    """What the shop has kept, whatever it is asked about."""

    bodies: Sequence[bytes]

    def about(self, account: str, ref: str) -> Sequence[bytes]:
        return self.bodies


def gateway(url: str, **how: object) -> MpesaGateway:
    accounts = {ACCOUNT: an_account(MERCHANTS[ACCOUNT])}
    return MpesaGateway(url, accounts, FakeClock(), timeout=(1, 1), **how)  # type: ignore[arg-type]


def a_push(**changes: object) -> CollectRequest:
    return a_request(**{"amount": MONEY, "payer": ACHIENG, **changes})


def said(status: int = 200, **fields: object) -> Answer:
    return says(status, json.dumps(fields).encode(), JSON)


def error(status: int, code: str, text: str = "") -> Answer:
    return said(status, requestId="1", errorCode=code, errorMessage=text)


def result(code: object, **fields: object) -> Answer:
    return said(**{"ResponseCode": "0", "CheckoutRequestID": REF, "ResultCode": code, "ResultDesc": "…", **fields})


NO_USABLE_ANSWER = {
    "reset": resets,
    "hung up": hangs_up,
    "500": says(500, b"{}", JSON),
    "500.003.1001": error(500, "500.003.1001", "Internal Server Error"),
    "503 of a proxy": says(503, b"<html>Bad gateway</html>"),
    "html": says(200, b"<html>maintenance</html>"),
    "truncated": says(200, b'{"MerchantRequestID": "291', JSON),
    "a list": says(200, b"[]", JSON),
    "nothing said": says(200, b"{}", JSON),
    "no id": said(ResponseCode="0"),
    "a redirect": says(302, b"", "Location: http://127.0.0.1:9/"),
    "403 of a firewall": says(403, b"<html>Incapsula</html>"),
}


@pytest.mark.parametrize("answer", NO_USABLE_ANSWER.values(), ids=NO_USABLE_ANSWER)
def test_whatever_is_not_an_answer_leaves_the_outcome_unknown_and_rings_once(answer: Answer) -> None:
    with peer(TOKEN, answer) as daraja:
        assert isinstance(gateway(daraja.url).start(a_push()), Unknown)
        assert len(daraja.requests) == 2


@pytest.mark.parametrize("answer", NO_USABLE_ANSWER.values(), ids=NO_USABLE_ANSWER)
def test_whatever_is_not_an_answer_tells_no_state(answer: Answer) -> None:
    with peer(TOKEN, answer) as daraja:
        assert gateway(daraja.url).status(ACCOUNT, REF).state is None


@pytest.mark.parametrize("answer", NO_USABLE_ANSWER.values(), ids=NO_USABLE_ANSWER)
def test_a_reversal_without_an_answer_is_unknown_and_asked_for_once(answer: Answer) -> None:
    client_of = {"heard": Kept([stk(amount=1500)]), "results_url": "https://shop.example/hooks"}
    with peer(TOKEN, answer) as daraja:
        assert isinstance(gateway(daraja.url, **client_of).refund(a_refund(REF, amount=MONEY)), Unknown)
        assert len(daraja.requests) == 2


@pytest.mark.parametrize("token", [says(500, b"{}"), says(200, b"<html>"), says(200, b"{}", JSON), resets])
def test_without_a_token_nobody_is_rung(token: Answer) -> None:
    with peer(token) as daraja:
        assert gateway(daraja.url).start(a_push()) == Rejected("unreachable", Reason.PROVIDER_DOWN)
        assert all(b"/oauth/" in request for request in daraja.requests)


def test_wrong_keys_are_the_merchants_matter() -> None:
    with peer(error(400, "400.008.01")) as daraja:
        assert gateway(daraja.url).start(a_push()) == Rejected("wrong_keys", Reason.MERCHANT_CONFIG)


def test_a_refused_connection_is_a_no() -> None:
    closed = gateway(closed_port())
    assert closed.start(a_push()) == Rejected("unreachable", Reason.PROVIDER_DOWN)
    assert closed.status(ACCOUNT, REF).state is None


def test_an_account_we_do_not_have_asks_nobody() -> None:
    stranger = gateway(closed_port())
    assert stranger.start(a_push(account="nobody")) == Rejected("no_account", Reason.MERCHANT_CONFIG)
    assert stranger.refund(a_refund(REF, account="nobody")) == Rejected("no_account", Reason.MERCHANT_CONFIG)
    assert stranger.status("nobody", REF).state is None
    assert stranger.read_callback("nobody", called_back(stk())).auth is CallbackAuth.INVALID


# -- the push


def test_what_is_sent(bench: MpesaBench) -> None:
    request = bench.request(order_ref="NJERI-2026-000042")
    outcome = bench.gateway.start(request)
    assert isinstance(outcome, Accepted)
    assert outcome.expires_at is not None
    assert (outcome.expires_at - FakeClock().now()).total_seconds() == 300
    sent = bench.server.called("start")[0].json()
    assert sent["Timestamp"] == "20261120120000"  # nine o'clock UTC in Nairobi
    assert base64.b64decode(sent.pop("Password")) == b"174379bfb279f9aa9bdbcf158e97dd71a467cd20261120120000"
    assert sent == {
        "BusinessShortCode": "174379",
        "Timestamp": "20261120120000",
        "TransactionType": "CustomerPayBillOnline",
        "Amount": 7500,
        "PartyA": "254711000001",
        "PartyB": "174379",
        "PhoneNumber": "254711000001",
        "CallBackURL": request.callback_url,
        "AccountReference": "NJERI-2026-0",
        "TransactionDesc": "NJERI-2026-00",
    }


def test_a_till_is_paid_with_its_own_number() -> None:
    accounts = {ACCOUNT: replace(an_account(MERCHANTS[ACCOUNT]), till="5123456")}
    with peer(TOKEN, said(ResponseCode="0", CheckoutRequestID=REF)) as daraja:
        MpesaGateway(daraja.url, accounts, FakeClock()).start(a_push(callback_url="https://shop.example/x "))
        sent = json.loads(daraja.requests[1].partition(b"\r\n\r\n")[2])
    assert (sent["TransactionType"], sent["PartyB"]) == ("CustomerBuyGoodsOnline", "5123456")
    assert sent["BusinessShortCode"] == "174379"
    assert sent["CallBackURL"] == "https://shop.example/x"  # a space at its end is 400.002.02


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"amount": Money(150050, "KES")}, Rejected("amount_out_of_bounds", Reason.AMOUNT)),
        ({"amount": Money.of(250_001, "KES")}, Rejected("amount_out_of_bounds", Reason.AMOUNT)),
        ({"amount": Money(1500, "XOF")}, Rejected("unsupported_currency", Reason.MERCHANT_CONFIG)),
        ({"payer": None}, Rejected("no_number_of_safaricom", Reason.WRONG_NUMBER)),
        ({"payer": PhoneNumber("+2250700000001")}, Rejected("no_number_of_safaricom", Reason.WRONG_NUMBER)),
    ],
)
def test_what_cannot_be_is_refused_without_a_call(changes: dict[str, object], expected: Rejected) -> None:
    client = gateway(closed_port())
    assert client.precheck(a_push(**changes)) == expected
    assert client.start(a_push(**changes)) == expected


@pytest.mark.parametrize(
    ("status", "code", "text", "expected"),
    [
        (400, "400.002.02", "Bad Request - Invalid PhoneNumber", Reason.WRONG_NUMBER),
        (400, "400.002.02", "Bad Request - Invalid CallBackURL", Reason.MERCHANT_CONFIG),
        (400, "400.002.02", "Bad Request - Invalid Amount", Reason.AMOUNT),
        (400, "400.002.05", "Invalid Request Payload", Reason.OTHER),
        (429, "429.001.01", "Too many requests", Reason.PROVIDER_DOWN),
        (500, "500.001.1001", "Unable to lock subscriber, a transaction is already in process", Reason.PAYER_BUSY),
        (500, "500.001.1001", "Wrong credentials", Reason.MERCHANT_CONFIG),
        (500, "500.003.02", "Error Occurred: Spike Arrest Violation", Reason.PROVIDER_DOWN),
    ],
)
def test_darajas_own_no_is_a_no_with_our_reason(status: int, code: str, text: str, expected: Reason) -> None:
    with peer(TOKEN, error(status, code, text)) as daraja:
        assert gateway(daraja.url).start(a_push()) == Rejected(code, expected)


def test_a_500_of_which_only_the_number_is_known_is_unknown() -> None:
    with peer(TOKEN, error(500, "500.001.1001", "The transaction is being processed")) as daraja:
        assert isinstance(gateway(daraja.url).start(a_push()), Unknown)


def test_a_refused_token_is_renewed_once(bench: MpesaBench) -> None:
    bench.gateway.start(bench.request())
    bench.server.forget_tokens()
    assert isinstance(bench.gateway.start(bench.request()), Accepted)
    assert len(bench.server.prompts) == 2
    with peer(TOKEN, error(404, "404.001.03", "Invalid Access Token"), TOKEN, error(404, "404.001.03")) as daraja:
        assert gateway(daraja.url).start(a_push()) == Rejected("404.001.03", Reason.MERCHANT_CONFIG)
        assert len(daraja.requests) == 4


def test_a_lost_answer_is_resolved_by_the_callback_that_names_it(bench: MpesaBench) -> None:
    bench.lose_answer("start", happens=True)
    assert isinstance(bench.gateway.start(bench.request()), Unknown)
    bench.pay(next(iter(bench.server.prompts)))
    claim = bench.gateway.read_callback(ACCOUNT, bench.callback(""))
    assert claim.ref in bench.server.prompts
    assert bench.gateway.status(ACCOUNT, claim.ref or "").state is AttemptState.SUCCEEDED


# -- the query


def test_pending_is_an_error_that_trips_no_breaker(bench: MpesaBench) -> None:
    outcome = bench.gateway.start(bench.request())
    assert isinstance(outcome, Accepted)
    for _ in range(8):
        assert bench.gateway.status(ACCOUNT, outcome.ref).state is AttemptState.PENDING
    assert bench.gateway.is_up(ACCOUNT)


def test_real_failures_trip_it() -> None:
    with peer(TOKEN, says(500, b"{}")) as daraja:
        client = gateway(daraja.url)
        for _ in range(5):
            client.status(ACCOUNT, REF)
        assert not client.is_up(ACCOUNT)


@pytest.mark.parametrize("text", ["Unable to lock subscriber", "Wrong credentials", ""])
def test_the_same_code_with_another_text_is_no_state(text: str) -> None:
    with peer(TOKEN, error(500, "500.001.1001", text)) as daraja:
        assert gateway(daraja.url).status(ACCOUNT, REF).state is None


@pytest.mark.parametrize(
    ("code", "state", "reason"),
    [
        ("0", AttemptState.SUCCEEDED, None),
        (0, AttemptState.SUCCEEDED, None),
        ("1", AttemptState.FAILED, Reason.INSUFFICIENT_FUNDS),
        ("1001", AttemptState.FAILED, Reason.PAYER_BUSY),
        ("1019", AttemptState.EXPIRED, Reason.NO_ANSWER),
        ("1032", AttemptState.CANCELLED, Reason.PAYER_DECLINED),
        (1037, AttemptState.EXPIRED, Reason.NO_ANSWER),
        ("2001", AttemptState.FAILED, Reason.WRONG_PIN),
        ("4999", AttemptState.PENDING, None),
        ("26", None, None),
        ("00", None, None),
        (True, None, None),
        ("", None, None),
    ],
)
def test_a_result_is_known_by_its_listed_codes_only(
    code: object, state: AttemptState | None, reason: Reason | None
) -> None:
    with peer(TOKEN, result(code)) as daraja:
        report = gateway(daraja.url).status(ACCOUNT, REF)
    assert (report.state, report.reason) == (state, reason)


def test_a_payment_names_no_amount_because_daraja_does_not() -> None:
    with peer(TOKEN, result("0", Amount=1, MpesaReceiptNumber="FORGED")) as daraja:
        report = gateway(daraja.url).status(ACCOUNT, REF)
    assert report == StatusReport(AttemptState.SUCCEEDED, raw="0 …", as_asked=True)


@pytest.mark.parametrize("fields", [{"CheckoutRequestID": "ws_CO_other"}, {"ResponseCode": "1"}])
def test_an_answer_about_something_else_is_none(fields: dict[str, object]) -> None:
    with peer(TOKEN, result("0", **fields)) as daraja:
        assert gateway(daraja.url).status(ACCOUNT, REF).state is None


# -- callbacks


RECEIPT = "MpesaReceiptNumber"


def stk(code: object = 0, amount: object = 1500.0, receipt: str = "LHG31AA5TX", ref: str = REF) -> bytes:
    items = [{"Name": "Amount", "Value": amount}, {"Name": "MpesaReceiptNumber", "Value": receipt}, {"Name": "Balance"}]
    told = {"MerchantRequestID": "1", "CheckoutRequestID": ref, "ResultCode": code, "ResultDesc": "…"}
    return json.dumps({"Body": {"stkCallback": {**told, "CallbackMetadata": {"Item": items}}}}).encode()


def called_back(body: bytes, method: str = "POST", token: str | None = "a" * 22, **headers: str) -> InboundHttp:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return InboundHttp(method, "/", "", named, body, token)


@pytest.mark.parametrize("code", [0, "0"])
def test_a_callback_names_the_push_and_proves_nothing(code: object) -> None:
    claim = gateway(closed_port()).read_callback(ACCOUNT, called_back(stk(code)))
    assert (claim.auth, claim.ref, claim.attempt_id) == (CallbackAuth.NONE, REF, None)
    assert claim.claimed_state is AttemptState.SUCCEEDED
    assert claim.provider_txn == "LHG31AA5TX"


@pytest.mark.parametrize("metadata", [None, {}, {"Item": []}, {"Item": ["x"]}, {"Item": [{"Name": RECEIPT}]}])
def test_a_callback_without_a_receipt_names_none(metadata: object) -> None:
    told = {"CheckoutRequestID": REF, "ResultCode": 1032, "CallbackMetadata": metadata}
    body = json.dumps({"Body": {"stkCallback": told}}).encode()
    claim = gateway(closed_port()).read_callback(ACCOUNT, called_back(body))
    assert (claim.ref, claim.provider_txn) == (REF, None)


@pytest.mark.parametrize(
    "http",
    [
        called_back(stk(), "PUT"),
        called_back(stk(), token=None),
        called_back(stk(), token=""),
        called_back(b"{}"),
        called_back(b'{"Body": []}'),
        called_back(b"<html>"),
        called_back(b""),
    ],
)
def test_what_is_no_callback_is_invalid(http: InboundHttp) -> None:
    assert gateway(closed_port()).read_callback(ACCOUNT, http).auth is CallbackAuth.INVALID


@pytest.mark.parametrize(
    ("address", "let_in"),
    [("196.201.214.200", True), ("10.0.0.1, 196.201.212.69", True), ("196.201.214.200, 10.0.0.1", False), ("", False)],
)
def test_behind_a_proxy_only_safaricoms_addresses_are_let_in(address: str, let_in: bool) -> None:
    client = gateway(closed_port(), caller_header="X-Forwarded-For")
    claim = client.read_callback(ACCOUNT, called_back(stk(), x_forwarded_for=address))
    assert (claim.auth is CallbackAuth.NONE) is let_in


def test_what_daraja_reads_once_its_callback_is_kept() -> None:
    client = gateway(closed_port())
    ack = client.ack(client.read_callback(ACCOUNT, called_back(stk())))
    assert (ack.status, ack.content_type) == (200, "application/json")
    assert json.loads(ack.body) == {"ResultCode": 0, "ResultDesc": "Accepted"}


def test_a_forged_success_changes_nothing(bench: MpesaBench) -> None:
    outcome = bench.gateway.start(bench.request())
    assert isinstance(outcome, Accepted)
    claim = bench.gateway.read_callback(ACCOUNT, called_back(stk(ref=outcome.ref)))
    assert claim.claimed_state is AttemptState.SUCCEEDED
    assert bench.gateway.status(ACCOUNT, outcome.ref).state is AttemptState.PENDING


def test_our_addresses_do_not_say_what_daraja_forbids() -> None:
    assert "pesa" not in gateway(closed_port()).code


# -- reversals


def test_a_reversal_names_the_receipt_that_the_callback_brought(bench: MpesaBench) -> None:
    outcome = bench.gateway.start(bench.request())
    assert isinstance(outcome, Accepted)
    bench.pay(outcome.ref)
    refund = a_refund(outcome.ref, amount=bench.request().amount)
    assert isinstance(bench.gateway.refund(refund), Accepted)
    call = bench.server.called("refund")[0]
    assert call.path == REVERSAL
    sent = call.json()
    assert sent["TransactionID"] == bench.server.prompts[outcome.ref].receipt
    assert (sent["Amount"], sent["RecieverIdentifierType"], sent["CommandID"]) == (7500, "11", "TransactionReversal")
    assert sent["ResultURL"].startswith(bench.door.url)
    assert bench.gateway.refund_status(ACCOUNT, refund.refund_id).state is RefundState.DONE


@pytest.mark.parametrize(
    ("bodies", "code"),
    [
        ([], "no_receipt"),
        ([stk(code=1032)], "no_receipt"),
        ([stk(ref="ws_CO_other")], "no_receipt"),
        ([b"{", b"[]", b'{"Body": {"stkCallback": {"CallbackMetadata": {"Item": ["x"]}}}}'], "no_receipt"),
        ([stk(), stk(receipt="FORGED0001")], "receipts_differ"),
        ([stk(amount=3000)], "only_the_whole"),
        ([stk(amount="1500.5")], "only_the_whole"),
    ],
)
def test_what_no_callback_or_two_callbacks_say_is_not_reversed(bodies: Sequence[bytes], code: str) -> None:
    client = gateway(closed_port(), heard=Kept(bodies), results_url="https://shop.example/hooks")
    refused = client.refund(a_refund(REF, amount=MONEY))
    assert isinstance(refused, Rejected)
    assert refused.code == code


def test_without_rights_or_memory_nothing_can_be_given_back() -> None:
    deaf = gateway(closed_port())
    assert deaf.capabilities.refund is RefundKind.NONE
    assert deaf.refund(a_refund(REF, amount=MONEY)) == Rejected("no_initiator", Reason.MERCHANT_CONFIG)
    assert gateway(closed_port(), results_url="https://x", heard=Kept([])).capabilities.refund is RefundKind.FULL


@pytest.mark.parametrize(
    ("codes", "state"),
    [
        ([0], RefundState.DONE),
        (["0", "R000001"], RefundState.DONE),
        ([1], RefundState.FAILED),
        (["R000002", 1], RefundState.FAILED),
        (["21"], None),
        (["R000001"], None),
        ([0, 1], None),
        ([1, "21"], None),
        ([], None),
    ],
)
def test_a_reversal_is_known_by_results_that_agree(codes: list[object], state: RefundState | None) -> None:
    bodies = [json.dumps({"Result": {"ResultCode": code}}).encode() for code in codes]
    report = gateway(closed_port(), heard=Kept([*bodies, b"{"])).refund_status(ACCOUNT, RefundId("r"))
    assert (report.state, report.known) == (state, True)


def test_a_result_proves_that_it_was_sent_to_an_address_of_ours() -> None:
    account, refund_id = an_account(MERCHANTS[ACCOUNT]), RefundId("0b8b1f53-6f9c-4e0e-9a3e-0a4d1d5a7c11")
    body = json.dumps({"Result": {"ResultCode": 0}}).encode()
    token = reversal_token(account, refund_id)
    claim = gateway(closed_port()).read_callback(ACCOUNT, called_back(body, token=token))
    assert (claim.auth, claim.ref) == (CallbackAuth.SHARED_SECRET, refund_id)
    for forged in (refund_id, f"{refund_id}.", token[:-1], f"x{token}", "é", ""):
        refused = gateway(closed_port()).read_callback(ACCOUNT, called_back(body, token=forged))
        assert refused.auth is CallbackAuth.INVALID


def test_a_reversal_whose_answer_is_lost_is_known_by_its_result(bench: MpesaBench) -> None:
    outcome = bench.gateway.start(bench.request())
    assert isinstance(outcome, Accepted)
    bench.pay(outcome.ref)
    refund = a_refund(outcome.ref, amount=bench.request().amount)
    bench.lose_answer("refund", happens=True)
    assert isinstance(bench.gateway.refund(refund), Unknown)
    told = with_token(bench.door.received[-1])
    assert bench.gateway.read_callback(ACCOUNT, told).auth is CallbackAuth.SHARED_SECRET
    assert bench.gateway.refund_status(ACCOUNT, refund.refund_id).state is RefundState.DONE


def test_no_secret_is_shown() -> None:
    merchant = MERCHANTS[ACCOUNT]
    shown = repr(an_account(merchant))
    assert not any(secret in shown for secret in (merchant.secret, merchant.passkey, merchant.credential, merchant.key))
