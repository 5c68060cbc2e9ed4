"""A webhook of Paystack: proved over its raw bytes, then read as a claim.

`x-paystack-signature` is the hex HMAC-SHA512 of the raw body under the secret key (PaystackOSS/doc-code-snippets,
the PHP sample; the Node sample signs the body written anew, which is not what was sent). There is no time stamp and
no id of the event: what is replayed is known by what it says.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from domain.payment.gateway import CallbackAuth, CallbackClaim, InboundHttp
from domain.payment.values import AttemptState
from integrations.mobile_money.paystack.account import PaystackAccount
from integrations.mobile_money.paystack.wire import txn_of
from integrations.mobile_money.reading import Unreadable, object_of, optional, text, within

HEADER = "x-paystack-signature"
INVALID = CallbackClaim(CallbackAuth.INVALID, event_key="")
# There is no charge.failed: that nobody paid is only ever found by asking.
CLAIMS = {"charge.success": AttemptState.SUCCEEDED}


def read_callback(account: PaystackAccount, http: InboundHttp) -> CallbackClaim:
    """INVALID for whatever is not a signed POST; nothing of it is believed then."""
    if http.method != "POST" or not _is_proved(account.key, http):
        return INVALID
    try:
        return _claim(object_of(http.body), http.body)
    except Unreadable:
        return INVALID


def _claim(event: Mapping[str, Any], body: bytes) -> CallbackClaim:
    kind, data = text(event, "event"), within(event, "data")
    ref = optional(data, "reference") or optional(data, "transaction_reference")  # the latter of refunds
    state = CLAIMS.get(kind)
    return CallbackClaim(CallbackAuth.SIGNED_BODY, _key(kind, data, body), ref, ref, state, _txn(data, state))


def _txn(data: Mapping[str, Any], state: AttemptState | None) -> str | None:
    """A refund's id is no transaction's."""
    try:
        return txn_of(data) if state else None
    except Unreadable:
        return None


def _key(kind: str, data: Mapping[str, Any], body: bytes) -> str:
    """Refunds are sent without an id at times: then the bytes themselves tell one event from the next."""
    number = data.get("id")
    return f"{kind}:{number if type(number) is int else hashlib.sha256(body).hexdigest()}"


def _is_proved(key: str, http: InboundHttp) -> bool:
    expected = hmac.new(key.encode(), http.body, hashlib.sha512).hexdigest()
    return hmac.compare_digest(http.headers.get(HEADER, "").encode(), expected.encode())
