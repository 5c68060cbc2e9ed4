"""A webhook of Wave: proved over its raw bytes, then read as a claim (docs.wave.com/webhook).

`Wave-Signature: t=<unix>,v1=<hex>[,v1=<hex>…]`: HMAC-SHA256 over `<t><raw body>`, nothing between the two; several
v1 while the secret is being changed. Wallets with a shared secret send `Authorization: Bearer <secret>` instead.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.payment.gateway import CallbackAuth, CallbackClaim, InboundHttp
from domain.payment.values import AttemptState
from integrations.mobile_money.reading import Unreadable, object_of, optional, text, within
from integrations.mobile_money.wave.account import WaveAccount
from integrations.mobile_money.wave.codes import EARLIEST, OLDEST, state

SIGNATURE, AUTHORIZATION = "wave-signature", "authorization"
SESSIONS = "checkout.session."

INVALID = CallbackClaim(CallbackAuth.INVALID, event_key="")
# One key for all pings: however many come, they are one.
PING = CallbackClaim(CallbackAuth.NONE, event_key="ping")


def read_callback(account: WaveAccount, http: InboundHttp, now: datetime) -> CallbackClaim:
    """INVALID for whatever is not proved; nothing of it is believed then. A bare ping proves and claims nothing."""
    if http.method != "POST":
        return INVALID
    if _is_ping(http):
        return PING
    if not _is_proved(account, http, now):
        return INVALID
    try:
        auth = CallbackAuth.SHARED_SECRET if account.is_shared else CallbackAuth.SIGNED_BODY
        return _claim(auth, object_of(http.body))
    except Unreadable:
        return INVALID


def _claim(auth: CallbackAuth, event: Mapping[str, Any]) -> CallbackClaim:
    key = text(event, "id")
    if not text(event, "type").startswith(SESSIONS):  # money that came without a checkout, or a test event
        return CallbackClaim(auth, key)
    session = within(event, "data")
    return CallbackClaim(
        auth,
        key,
        ref=text(session, "id"),
        attempt_id=optional(session, "client_reference"),
        claimed_state=_state(session),
        provider_txn=optional(session, "transaction_id"),
    )


def _state(session: Mapping[str, Any]) -> AttemptState | None:
    return state(optional(session, "payment_status") or "", optional(session, "checkout_status") or "")


def _is_ping(http: InboundHttp) -> bool:
    """Wave is reported to knock without a signature and without an event, to see whether somebody answers."""
    if SIGNATURE in http.headers or AUTHORIZATION in http.headers:
        return False
    return http.body.strip() in (b"", b"{}")


def _is_proved(account: WaveAccount, http: InboundHttp, now: datetime) -> bool:
    if account.is_shared:
        given = http.headers.get(AUTHORIZATION, "")
        return hmac.compare_digest(given.encode(), f"Bearer {account.webhook_secret}".encode())
    return _is_signed(account.webhook_secret, http.headers.get(SIGNATURE, ""), http.body, now)


def _is_signed(secret: str, header: str, body: bytes, now: datetime) -> bool:
    parts = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    proofs = [value for name, _, value in parts if name == "v1"]
    if len(times) != 1 or not _is_in_time(times[0], now):
        return False
    expected = signature(secret, times[0], body)
    return any(hmac.compare_digest(proof.encode(), expected.encode()) for proof in proofs)


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Webhooks and signed requests are proved in the same way."""
    return hmac.new(secret.encode(), stamp.encode() + body, hashlib.sha256).hexdigest()


def _is_in_time(stamp: str, now: datetime) -> bool:
    readable = stamp.isascii() and stamp.isdigit() and len(stamp) <= 12
    return readable and -EARLIEST.total_seconds() <= now.timestamp() - int(stamp) <= OLDEST.total_seconds()
