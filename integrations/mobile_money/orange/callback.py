"""A notification of Orange: `{"status", "notif_token", "txnid"}`, unsigned, sent where a payment was confirmed.

It names neither order nor amount. Its proof would be that `notif_token` equals the one in the answer to the start;
that answer is kept by nobody, so it proves nothing here: the token in our own address says which attempt to ask about.
"""

from __future__ import annotations

import hashlib

from domain.payment.gateway import CallbackAuth, CallbackClaim, InboundHttp
from integrations.mobile_money.orange.codes import STATES
from integrations.mobile_money.reading import Unreadable, object_of, optional, text

INVALID = CallbackClaim(CallbackAuth.INVALID, event_key="")


def read_callback(http: InboundHttp) -> CallbackClaim:
    """INVALID for whatever is not at an address that we gave out, or does not look like one of Orange's."""
    if http.method != "POST" or not http.attempt_token:
        return INVALID
    try:
        fields = object_of(http.body)
        text(fields, "notif_token")
        state = STATES.get(text(fields, "status"))
    except Unreadable:
        return INVALID
    event_key = hashlib.sha256(f"{http.attempt_token} ".encode() + http.body).hexdigest()
    txn = optional(fields, "txnid")
    return CallbackClaim(CallbackAuth.NONE, event_key, claimed_state=state, provider_txn=txn)
