"""Webhooks of Wave: the published example, and everything that only looks like it."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.payment.gateway import CallbackAuth, CallbackClaim, InboundHttp
from domain.payment.values import AttemptState
from integrations.mobile_money.wave.account import WaveAccount
from integrations.mobile_money.wave.callback import PING, read_callback
from integrations.mobile_money.wave.codes import EARLIEST, OLDEST

# The example of docs.wave.com/webhook: its secret, time, body and proof, byte for byte.
SECRET = "wave_sn_WHS_xz4m6g8rjs9bshxy05xj4khcvjv7j3hcp4fbpvv6met0zdrjvezg"
STAMP = 1667920421
PROOF = "53c971695230e9c51b1030d673eee76e70bbcdf8a7c5b8c1d44e0b8b1329647b"
BODY = (
    b'{"id": "AE_ijzo7oGgrlM7", "type": "checkout.session.completed", "data": {"id": "cos-1b01sghpg100j", '
    b'"amount": "100", "checkout_status": "complete", "client_reference": null, "currency": "XOF", '
    b'"error_url": "https://example.com/error", "last_payment_error": null, "business_name": "Annas Apiaries", '
    b'"payment_status": "succeeded", "success_url": "https://example.com/success", '
    b'"wave_launch_url": "https://pay.wave.com/c/cos-1b01sghpg100j?a=100&c=XOF&m=Annas%20Apiaries", '
    b'"when_completed": "2022-11-08T15:05:45Z", "when_created": "2022-11-08T15:05:32Z", '
    b'"when_expires": "2022-11-09T15:05:32Z", "transaction_id": "TCN4Y4ZC3FM"}}'
)
HEADER = f"t={STAMP},v1={PROOF}"
NOW = datetime.fromtimestamp(STAMP, UTC)
ACCOUNT = WaveAccount("key", SECRET)


def v1(body: bytes = BODY, stamp: int = STAMP, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), str(stamp).encode() + body, hashlib.sha256).hexdigest()


def posted(header: str | None, body: bytes = BODY) -> InboundHttp:
    return InboundHttp("POST", "/", "", {} if header is None else {"wave-signature": header}, body)


def read(header: str | None, body: bytes = BODY, now: datetime = NOW) -> CallbackClaim:
    return read_callback(ACCOUNT, posted(header, body), now)


def told(**changes: object) -> CallbackClaim:
    event = json.loads(BODY) | changes
    body = json.dumps(event).encode()
    return read(f"t={STAMP},v1={v1(body)}", body)


def test_the_published_example_is_proved() -> None:
    claim = CallbackClaim(
        CallbackAuth.SIGNED_BODY, "AE_ijzo7oGgrlM7", "cos-1b01sghpg100j", None, AttemptState.SUCCEEDED, "TCN4Y4ZC3FM"
    )
    assert read(HEADER) == claim


def test_nothing_stands_between_the_time_and_the_body() -> None:
    dotted = hmac.new(SECRET.encode(), f"{STAMP}.".encode() + BODY, hashlib.sha256).hexdigest()
    assert read(f"t={STAMP},v1={dotted}").auth is CallbackAuth.INVALID


def test_the_same_event_written_anew_is_not_proved() -> None:
    for again in (json.dumps(json.loads(BODY), separators=(",", ":")).encode(), BODY + b"\n"):
        assert read(HEADER, again).auth is CallbackAuth.INVALID


@pytest.mark.parametrize("header", [f"t={STAMP},v1={'0' * 64},v1={PROOF}", f"t={STAMP}, v1={PROOF}, v1={'0' * 64}"])
def test_one_of_several_proofs_is_enough_while_the_secret_changes(header: str) -> None:
    assert read(header).auth is CallbackAuth.SIGNED_BODY


@pytest.mark.parametrize(
    "header",
    [
        "", f"t={STAMP}", f"v1={PROOF}", f"t={STAMP},v1=", f"t={STAMP},v1={PROOF[:-1]}",
        f"t={STAMP},v1={PROOF.upper()}", f"t={STAMP},v0={PROOF}", f"t={STAMP + 1},v1={PROOF}",
        f"t={STAMP},t={STAMP},v1={PROOF}", f"t=+{STAMP},v1={PROOF}", f"t=²,v1={PROOF}",
        f"t={'9' * 400},v1={PROOF}", f"t={STAMP},v1={'é' * 64}", f"Bearer {SECRET}", "," * 5000,
        f"t={STAMP},v1={v1(secret='another')}",
    ],
)  # fmt: skip
def test_any_other_header_is_invalid(header: str) -> None:
    claim = read(header)
    assert (claim.auth, claim.event_key, claim.ref, claim.claimed_state) == (CallbackAuth.INVALID, "", None, None)


@pytest.mark.parametrize("late", [-EARLIEST, timedelta(0), timedelta(hours=30), OLDEST])
def test_it_is_good_for_as_long_as_wave_delivers_again(late: timedelta) -> None:
    assert read(HEADER, now=NOW + late).auth is CallbackAuth.SIGNED_BODY


@pytest.mark.parametrize("late", [-EARLIEST - timedelta(seconds=1), OLDEST + timedelta(seconds=1)])
def test_outside_of_that_it_is_not(late: timedelta) -> None:
    assert read(HEADER, now=NOW + late).auth is CallbackAuth.INVALID


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD"])
def test_only_a_post_is_a_callback(method: str) -> None:
    assert read_callback(ACCOUNT, replace(posted(HEADER), method=method), NOW).auth is CallbackAuth.INVALID


# -- what it claims


def test_a_failed_try_leaves_the_session_open() -> None:
    data = {"id": "cos-1", "checkout_status": "open", "payment_status": "processing", "client_reference": "attempt-1"}
    claim = told(type="checkout.session.payment_failed", data=data)
    assert (claim.ref, claim.attempt_id, claim.claimed_state) == ("cos-1", "attempt-1", AttemptState.PENDING)


@pytest.mark.parametrize("kind", ["merchant.payment_received", "b2b.payment_received", "b2b.payment_failed"])
def test_money_that_came_without_a_checkout_is_about_no_attempt(kind: str) -> None:
    claim = told(type=kind, data={"id": "T_1", "payment_status": "succeeded"})
    assert (claim.auth, claim.ref, claim.attempt_id) == (CallbackAuth.SIGNED_BODY, None, None)


def test_a_test_event_is_taken_and_claims_nothing() -> None:
    claim = told(type="test.test_event", data={"test_key": "value"})
    assert (claim.event_key, claim.ref, claim.claimed_state) == ("AE_ijzo7oGgrlM7", None, None)


def test_a_state_that_nobody_listed_claims_nothing() -> None:
    claim = told(data={"id": "cos-1", "checkout_status": "open", "payment_status": "settled"})
    assert (claim.auth, claim.claimed_state) == (CallbackAuth.SIGNED_BODY, None)


@pytest.mark.parametrize(
    "body",
    [b"[]", b"null", b"{", b'{"id": "x"}', b'{"type": "checkout.session.completed"}', b"\xff", b"[" * 100_000,
     b'{"id": "x", "type": "checkout.session.completed", "data": []}'],
)  # fmt: skip
def test_signed_nonsense_is_invalid_and_no_error(body: bytes) -> None:
    assert read(f"t={STAMP},v1={v1(body)}", body).auth is CallbackAuth.INVALID


# -- knocking, and the weaker way


@pytest.mark.parametrize("body", [b"", b" \n", b"{}"])
def test_a_ping_without_a_signature_is_answered_and_does_nothing(body: bytes) -> None:
    assert read(None, body) == PING
    assert (PING.auth, PING.ref, PING.attempt_id, PING.claimed_state) == (CallbackAuth.NONE, None, None, None)


@pytest.mark.parametrize("body", [BODY, b'{"id": "x"}', b"[]", b"ping"])
def test_whatever_says_something_without_a_signature_is_no_ping(body: bytes) -> None:
    assert read(None, body).auth is CallbackAuth.INVALID


def test_a_shared_secret_comes_along_where_the_account_is_set_so() -> None:
    shared = replace(ACCOUNT, is_shared=True)
    http = replace(posted(None), headers={"authorization": f"Bearer {SECRET}"})
    assert read_callback(shared, http, NOW).auth is CallbackAuth.SHARED_SECRET
    wrong = replace(http, headers={"authorization": "Bearer another"})
    assert read_callback(shared, wrong, NOW).auth is CallbackAuth.INVALID
    assert read_callback(shared, posted(HEADER), NOW).auth is CallbackAuth.INVALID


def test_a_signing_account_takes_no_shared_secret() -> None:
    http = replace(posted(None), headers={"authorization": f"Bearer {SECRET}"})
    assert read_callback(ACCOUNT, http, NOW).auth is CallbackAuth.INVALID


def test_no_secret_is_shown() -> None:
    assert SECRET not in repr(ACCOUNT)
    assert "key'" not in repr(ACCOUNT)
