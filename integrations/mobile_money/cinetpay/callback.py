"""A notification of CinetPay: `{"notify_token", "merchant_transaction_id", "transaction_id", "user"}`, unsigned.

It tells no state. Its proof would be that `notify_token` equals the one in the answer to the start; that answer is
kept by nobody, so it proves nothing here: the token in our own address says which attempt to ask about.
"""

from __future__ import annotations

import hashlib

from domain.payment.gateway import CallbackAuth, CallbackClaim, InboundHttp
from integrations.mobile_money.reading import Unreadable, loose, object_of, text
from integrations.mobile_money.short_ids import attempt_of

INVALID = CallbackClaim(CallbackAuth.INVALID, event_key="")


def read_callback(http: InboundHttp) -> CallbackClaim:
    """INVALID for whatever is not at an address that we gave out, or is about no attempt of ours."""
    if http.method != "POST" or not http.attempt_token:
        return INVALID
    try:
        fields = object_of(http.body)
        ref = text(fields, "merchant_transaction_id")
    except Unreadable:
        return INVALID
    attempt_id = attempt_of(ref)
    if attempt_id is None:
        return INVALID
    event_key = hashlib.sha256(f"{http.attempt_token} ".encode() + http.body).hexdigest()
    txn = loose(fields, "transaction_id")
    return CallbackClaim(CallbackAuth.NONE, event_key, ref, attempt_id, provider_txn=txn)
