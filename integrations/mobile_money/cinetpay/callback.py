"""A notification of CinetPay: `{"notify_token", "merchant_transaction_id", "transaction_id", "user"}`, unsigned.

It tells no state. Its proof would be that `notify_token` equals the one in the answer to the start; that answer is
kept by nobody, so it proves nothing here: the token in our own address says which attempt to ask about.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from domain.payment.gateway import CallbackAuth, CallbackClaim, InboundHttp
from integrations.mobile_money.reading import Unreadable, loose, object_of, text
from integrations.mobile_money.short_ids import attempt_of

INVALID = CallbackClaim(CallbackAuth.INVALID, event_key="")
SECONDS_OF_ONE_EVENT = 10


def read_callback(http: InboundHttp, now: datetime) -> CallbackClaim:
    """INVALID for whatever is not at an address that we gave out, or is about no attempt of ours.

    The same words may come of a failure and then of a success: what comes at another time is another event.
    """
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
    when = int(now.timestamp()) // SECONDS_OF_ONE_EVENT
    event_key = hashlib.sha256(f"{http.attempt_token} {when} ".encode() + http.body).hexdigest()
    txn = loose(fields, "transaction_id")
    return CallbackClaim(CallbackAuth.NONE, event_key, ref, attempt_id, provider_txn=txn)
