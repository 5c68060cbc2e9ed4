"""Webhooks of Paystack: proved over the raw bytes, told apart by what they say."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace

import pytest

from domain.payment.gateway import CallbackAuth, CallbackClaim, InboundHttp
from domain.payment.values import AttemptState
from integrations.mobile_money.paystack.account import PaystackAccount
from integrations.mobile_money.paystack.callback import read_callback

KEY = "sk_test_of_fatou"
ACCOUNT = PaystackAccount(KEY, "shop.example")
# After the charge.success sample of PaystackOSS/doc-code-snippets, written as Paystack writes: without spaces.
BODY = (
    b'{"event":"charge.success","data":{"id":302961,"domain":"test","status":"success","reference":"attempt-1",'
    b'"amount":125050,"message":null,"gateway_response":"Approved","paid_at":"2026-11-20T09:01:00.000Z",'
    b'"channel":"mobile_money","currency":"KES","customer":{"email":"254711000001@shop.example"},"plan":{}}}'
)
# A constant, so that a change of the scheme on both sides at once is noticed: openssl dgst -sha512 -hmac <key>.
PROOF = (
    "89f9079ad1d2e3319512e703ff6124dc80d8adaba15c3c3ba6cc19ed8c924225"
    "15eb477ad887269e4cb1d0d9b06e4fff37b7faa4c51d91b352afbd7dfb192c48"
)


def proof(body: bytes = BODY, key: str = KEY) -> str:
    return hmac.new(key.encode(), body, hashlib.sha512).hexdigest()


def posted(signature: str | None, body: bytes = BODY) -> InboundHttp:
    headers = {} if signature is None else {"x-paystack-signature": signature}
    return InboundHttp("POST", "/", "", headers, body)


def read(signature: str | None, body: bytes = BODY) -> CallbackClaim:
    return read_callback(ACCOUNT, posted(signature, body))


def told(event: str, **data: object) -> CallbackClaim:
    body = json.dumps({"event": event, "data": data}).encode()
    return read(proof(body), body)


def test_a_signed_success_is_a_claim() -> None:
    claim = CallbackClaim(
        CallbackAuth.SIGNED_BODY, "charge.success:302961", "attempt-1", "attempt-1", AttemptState.SUCCEEDED, "302961"
    )
    assert read(PROOF) == claim


@pytest.mark.parametrize(
    ("event", "data", "txn"),
    [
        ("charge.success", {"id": 1, "receipt_number": "SKV7RX01"}, "SKV7RX01"),
        ("charge.success", {"id": 1, "receipt_number": "10101"}, "1"),
        ("charge.success", {}, None),
        ("refund.processed", {"id": 1}, None),
    ],
)
def test_a_payments_number_is_named_where_it_stands(event: str, data: dict[str, object], txn: str | None) -> None:
    claim = told(event, reference="attempt-1", **data)
    assert (claim.auth, claim.provider_txn) == (CallbackAuth.SIGNED_BODY, txn)


def test_the_same_event_written_anew_is_not_proved() -> None:
    """What the Node sample would sign: the body parsed and written again."""
    assert read(PROOF, json.dumps(json.loads(BODY)).encode()).auth is CallbackAuth.INVALID


@pytest.mark.parametrize(
    "signature", [None, "", proof(key="sk_test_of_njeri"), proof()[:-1], proof().upper(), "é" * 128, proof()[:64],
                  hmac.new(KEY.encode(), BODY, hashlib.sha256).hexdigest()]
)  # fmt: skip
def test_any_other_signature_is_invalid(signature: str | None) -> None:
    claim = read(signature)
    assert (claim.auth, claim.event_key, claim.ref, claim.claimed_state) == (CallbackAuth.INVALID, "", None, None)


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_only_a_post_is_a_callback(method: str) -> None:
    assert read_callback(ACCOUNT, replace(posted(PROOF), method=method)).auth is CallbackAuth.INVALID


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"data": {}}', b'{"event": 1}', b"\xff", b"[" * 100_000])
def test_signed_nonsense_is_invalid_and_no_error(body: bytes) -> None:
    assert read(proof(body), body).auth is CallbackAuth.INVALID


def test_the_same_event_twice_has_one_key_and_another_event_another() -> None:
    assert told("charge.success", id=1, reference="a").event_key == told("charge.success", id=1).event_key
    keys = {told("charge.success", id=1).event_key, told("charge.success", id=2).event_key}
    keys |= {told("refund.processed", id=1).event_key}
    assert len(keys) == 3


@pytest.mark.parametrize("amount", ["5000", 5000])
@pytest.mark.parametrize("kind", ["pending", "processing", "processed", "failed", "needs-attention"])
def test_a_refund_event_names_the_attempt_and_claims_nothing(kind: str, amount: object) -> None:
    """Its amount is a text in some of them and a number in others: nobody reads it."""
    claim = told(f"refund.{kind}", transaction_reference="attempt-1", amount=amount, status=kind)
    assert (claim.ref, claim.attempt_id, claim.claimed_state) == ("attempt-1", "attempt-1", None)


def test_events_without_an_id_are_told_apart_by_their_bytes() -> None:
    one = told("refund.pending", transaction_reference="attempt-1", amount="100")
    two = told("refund.pending", transaction_reference="attempt-1", amount="200")
    assert one.event_key != two.event_key
    assert len(one.event_key) < 128


@pytest.mark.parametrize("kind", ["transfer.success", "charge.dispute.create", "subscription.create", "charge.failed"])
def test_other_events_claim_no_payment(kind: str) -> None:
    claim = told(kind, id=1, reference="attempt-1", status="success")
    assert (claim.auth, claim.claimed_state) == (CallbackAuth.SIGNED_BODY, None)


def test_no_secret_is_shown() -> None:
    assert KEY not in repr(ACCOUNT)
