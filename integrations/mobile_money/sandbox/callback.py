"""A callback of the sandbox wallet: proved over its raw bytes, then read as a claim."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.payment.gateway import CallbackAuth, CallbackClaim, InboundHttp
from integrations.mobile_money.reading import Unreadable, object_of, optional, text, within
from integrations.mobile_money.sandbox.codes import STATES

HEADER = "sandbox-signature"
TOLERANCE = 300
INVALID = CallbackClaim(CallbackAuth.INVALID, event_key="")


def read_callback(secret: str, http: InboundHttp, now: datetime) -> CallbackClaim:
    """INVALID for whatever is not a signed POST of the last five minutes; nothing of it is believed then."""
    if http.method != "POST" or not _is_proved(secret, http.headers.get(HEADER, ""), http.body, now):
        return INVALID
    try:
        return _claim(object_of(http.body))
    except Unreadable:
        return INVALID


def _claim(event: Mapping[str, Any]) -> CallbackClaim:
    data = within(event, "data")
    if not data:
        raise Unreadable("the event has no data")
    return CallbackClaim(
        CallbackAuth.SIGNED_BODY,
        event_key=text(event, "id"),
        ref=optional(data, "id"),
        attempt_id=optional(data, "reference"),
        claimed_state=_state(data),
        provider_txn=optional(data, "transaction_id"),
    )


def _state(data: Mapping[str, Any]) -> Any:
    return STATES.get(optional(data, "status") or "")


def _is_proved(secret: str, header: str, body: bytes, now: datetime) -> bool:
    """`t=<unix>,v1=<hex>[,v1=<hex>…]`: several proofs while the secret is being changed."""
    parts = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    proofs = [value for name, _, value in parts if name == "v1"]
    if len(times) != 1 or not _is_recent(times[0], now):
        return False
    expected = hmac.new(secret.encode(), times[0].encode() + b"." + body, hashlib.sha256).hexdigest()
    return any(hmac.compare_digest(proof.encode(), expected.encode()) for proof in proofs)


def _is_recent(stamp: str, now: datetime) -> bool:
    readable = stamp.isascii() and stamp.isdigit() and len(stamp) <= 12
    return readable and abs(now.timestamp() - int(stamp)) <= TOLERANCE
