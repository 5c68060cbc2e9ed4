"""A callback of MTN: unsigned, sent once, by PUT or POST; its body is that of a status answer.

It does not carry X-Reference-Id: the token in our address, and our attempt id in `externalId`, say what it is about.
Sources: momodeveloper.mtn.com/api-documentation/callback; mtvbrianking/laravel-mtn-momo issues 74 and 80.
"""

from __future__ import annotations

import hashlib

from domain.payment.gateway import CallbackAuth, CallbackClaim, InboundHttp
from integrations.mobile_money.mtn.wire import state_of
from integrations.mobile_money.reading import Unreadable, loose, object_of

INVALID = CallbackClaim(CallbackAuth.INVALID, event_key="")
METHODS = {"PUT", "POST"}


def read_callback(http: InboundHttp) -> CallbackClaim:
    """Nothing proves it, so any JSON object is a signal to ask; anything else is INVALID."""
    if http.method not in METHODS:
        return INVALID
    try:
        fields = object_of(http.body)
    except Unreadable:
        return INVALID
    ours = loose(fields, "externalId")
    return CallbackClaim(
        CallbackAuth.NONE,
        event_key=hashlib.sha256(f"{http.attempt_token} ".encode() + http.body).hexdigest(),
        ref=ours,
        attempt_id=ours,
        claimed_state=state_of(fields),
        provider_txn=loose(fields, "financialTransactionId"),
    )
