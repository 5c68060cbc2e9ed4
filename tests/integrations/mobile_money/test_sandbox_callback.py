"""Callbacks of the sandbox wallet: only its own, only fresh, only unchanged, over the raw bytes."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.sandbox_wallet.callbacks import signature
from domain.payment.gateway import CallbackAuth, CallbackClaim, InboundHttp
from domain.payment.values import AttemptState
from domain.shared.clock import FakeClock
from integrations.mobile_money.sandbox.callback import TOLERANCE, read_callback

SECRET = "whs_of_chez_fatou"
CLOCK = FakeClock()
NOW = int(CLOCK.now().timestamp())
BODY = json.dumps(
    {
        "id": "evt_1",
        "type": "collection.succeeded",
        "data": {"id": "col_1", "reference": "attempt-1", "status": "succeeded", "amount": "7500"},
    }
).encode()


def v1(secret: str = SECRET, at: int = NOW, body: bytes = BODY) -> str:
    return hmac.new(secret.encode(), str(at).encode() + b"." + body, hashlib.sha256).hexdigest()


def posted(header: str | None, body: bytes = BODY) -> InboundHttp:
    headers = {} if header is None else {"sandbox-signature": header}
    return InboundHttp("POST", "/webhooks/payments/sandbox/chez-fatou", "", headers, body)


def read(header: str | None, body: bytes = BODY) -> CallbackClaim:
    return read_callback(SECRET, posted(header, body), CLOCK.now())


def test_the_documented_vector() -> None:
    """A constant, so that a change of the scheme on both sides at once is noticed."""
    body = b'{"id": "evt_1", "type": "collection.succeeded", "data": {"id": "col_1", "status": "succeeded"}}'
    proof = "7d8b190551076c9507c127c28c787b943e626610b67cb5e2b4197b755b6f90d8"
    http = posted(f"t=1667920421,v1={proof}", body)
    assert signature("whs_example", 1667920421, body) == http.headers["sandbox-signature"]
    then = datetime.fromtimestamp(1667920421, UTC)
    assert read_callback("whs_example", http, then).auth is CallbackAuth.SIGNED_BODY


def test_a_signed_callback_is_a_claim() -> None:
    assert read(f"t={NOW},v1={v1()}") == CallbackClaim(
        CallbackAuth.SIGNED_BODY, "evt_1", "col_1", "attempt-1", AttemptState.SUCCEEDED
    )


@pytest.mark.parametrize("first", [True, False])
def test_one_of_two_proofs_is_enough_while_the_secret_changes(first: bool) -> None:
    old, new = f"v1={v1('whs_new')}", f"v1={v1()}"
    pair = f"{new},{old}" if first else f"{old},{new}"
    assert read(f"t={NOW},{pair}").auth is CallbackAuth.SIGNED_BODY


@pytest.mark.parametrize("age", [-TOLERANCE, 0, TOLERANCE])
def test_it_is_good_for_five_minutes_around_now(age: int) -> None:
    at = NOW - age
    assert read(f"t={at},v1={v1(at=at)}").auth is CallbackAuth.SIGNED_BODY


@pytest.mark.parametrize("age", [-TOLERANCE - 1, TOLERANCE + 1, 10**9])
def test_outside_of_them_it_is_not(age: int) -> None:
    at = NOW - age
    assert read(f"t={at},v1={v1(at=at)}").auth is CallbackAuth.INVALID


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "t=",
        f"t={NOW}",
        f"v1={v1()}",
        f"t={NOW},v1=",
        f"t={NOW},v1={v1('another secret')}",
        f"t={NOW},v1={v1()[:-1]}",
        f"t={NOW},v1={v1().upper()}",
        f"t={NOW},v1={'é' * 64}",
        f"t={NOW},v0={v1()}",
        f"t={NOW},t={NOW},v1={v1()}",
        f"t={NOW + 1},v1={v1()}",
        f"t=+{NOW},v1={v1()}",
        f"t={'9' * 400},v1={v1()}",
        f"t=²,v1={v1()}",
        v1(),
        "," * 5000,
    ],
)
def test_any_other_header_is_invalid(header: str | None) -> None:
    claim = read(header)
    assert (claim.auth, claim.event_key, claim.ref, claim.claimed_state) == (CallbackAuth.INVALID, "", None, None)


def test_a_body_written_anew_is_invalid() -> None:
    again = json.dumps(json.loads(BODY), separators=(",", ":")).encode()
    assert read(f"t={NOW},v1={v1()}", again).auth is CallbackAuth.INVALID


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"id": "evt"}', b'{"data": {}}', b"\xff\xfe", b"[" * 100_000]
)
def test_signed_nonsense_is_invalid_and_no_error(body: bytes) -> None:
    assert read(f"t={NOW},v1={v1(body=body)}", body).auth is CallbackAuth.INVALID


def test_a_status_that_nobody_listed_claims_nothing() -> None:
    body = BODY.replace(b'"status": "succeeded"', b'"status": "settled"')
    claim = read(f"t={NOW},v1={v1(body=body)}", body)
    assert (claim.auth, claim.claimed_state) == (CallbackAuth.SIGNED_BODY, None)


def test_only_a_post_is_a_callback() -> None:
    http = replace(posted(f"t={NOW},v1={v1()}"), method="PUT")
    assert read_callback(SECRET, http, CLOCK.now()).auth is CallbackAuth.INVALID
