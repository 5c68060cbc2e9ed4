"""A callback of Daraja: unsigned. The token in our own address, and where it came from, are all there is.

Sources: api-evangelist/mpesa (openapi); mpesakit (mpesa_express/schemas.py, reversal/schemas.py).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from domain.payment.gateway import CallbackAuth, CallbackClaim, InboundHttp
from domain.shared.ids import RefundId
from integrations.mobile_money.mpesa.account import MpesaAccount
from integrations.mobile_money.mpesa.codes import RESULTS
from integrations.mobile_money.mpesa.wire import items_of, stk_callback
from integrations.mobile_money.reading import Unreadable, loose, object_of, optional, text, within

INVALID = CallbackClaim(CallbackAuth.INVALID, event_key="")
ACCEPTED = '{"ResultCode": 0, "ResultDesc": "Accepted"}'


def read_callback(account: MpesaAccount, http: InboundHttp) -> CallbackClaim:
    """INVALID for whatever is not at an address that we gave out. The result of a reversal proves that it was sent to
    ours (SHARED_SECRET) and names the refund as `ref`; an STK callback proves nothing (NONE)."""
    if http.method != "POST" or not http.attempt_token:
        return INVALID
    try:
        if within(object_of(http.body), "Result"):
            return _of_a_reversal(account, http, http.attempt_token)
        return _of_a_push(http, stk_callback(http.body))
    except Unreadable:
        return INVALID


def reversal_token(account: MpesaAccount, refund_id: RefundId) -> str:
    """The last part of a ResultURL: the refund's id, and the proof that it was ours to give."""
    proof = hmac.new(account.credential.encode(), f"reversal {refund_id}".encode(), hashlib.sha256).hexdigest()
    return f"{refund_id}.{proof[:32]}"


def _of_a_push(http: InboundHttp, told: Mapping[str, Any]) -> CallbackClaim:
    """The receipt stands here and nowhere else."""
    ref, (state, _) = text(told, "CheckoutRequestID"), RESULTS.get(loose(told, "ResultCode") or "", (None, None))
    receipt = optional(items_of(told).get("MpesaReceiptNumber", {}), "Value")
    return CallbackClaim(CallbackAuth.NONE, _key(http), ref, claimed_state=state, provider_txn=receipt)


def _of_a_reversal(account: MpesaAccount, http: InboundHttp, token: str) -> CallbackClaim:
    refund_id = RefundId(token.partition(".")[0])
    expected = reversal_token(account, refund_id)
    if not account.credential or not hmac.compare_digest(token.encode(), expected.encode()):
        return INVALID
    return CallbackClaim(CallbackAuth.SHARED_SECRET, _key(http), refund_id)


def _key(http: InboundHttp) -> str:
    return hashlib.sha256(f"{http.attempt_token} ".encode() + http.body).hexdigest()
