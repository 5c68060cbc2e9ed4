"""Between the domain's values and Daraja's JSON."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.payment.gateway import CollectRequest, RefundRequest, RefundState, Rejected, StatusReport, Unknown
from domain.payment.values import AttemptState, Reason
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from integrations.http import Reply
from integrations.mobile_money.mpesa.account import MpesaAccount
from integrations.mobile_money.mpesa.codes import (
    CURRENCY,
    EAST_AFRICA_TIME,
    LONGEST_DESCRIPTION,
    LONGEST_REFERENCE,
    PENDING_TEXT,
    RESULTS,
    REVERSALS,
    SPOKEN,
    SPOKEN_REFUSALS,
    TURNED_AWAY,
    reason,
)
from integrations.mobile_money.reading import (
    Unreadable,
    loose,
    loose_money,
    loose_text,
    object_of,
    optional,
    text,
    within,
)

SAFARICOM = re.compile(r"\+254[17]\d{8}", re.ASCII)
UNDECIDED = {408, 409, 425}


def is_payable(payer: PhoneNumber | None) -> bool:
    """2547… and 2541… are Kenyan mobile numbers as Daraja writes them."""
    return payer is not None and SAFARICOM.fullmatch(payer.e164) is not None


def push_body(account: MpesaAccount, request: CollectRequest, msisdn: str, now: datetime) -> dict[str, object]:
    """AccountReference does not come back: CheckoutRequestID and the token in CallBackURL do."""
    return {
        **_signed(account, now),
        "TransactionType": "CustomerBuyGoodsOnline" if account.till else "CustomerPayBillOnline",
        "Amount": int(request.amount.major),
        "PartyA": msisdn,
        "PartyB": account.till or account.shortcode,
        "PhoneNumber": msisdn,
        "CallBackURL": request.callback_url.strip(),
        "AccountReference": request.order_ref[:LONGEST_REFERENCE],
        "TransactionDesc": request.order_ref[:LONGEST_DESCRIPTION],
    }


def query_body(account: MpesaAccount, ref: str, now: datetime) -> dict[str, object]:
    return {**_signed(account, now), "CheckoutRequestID": ref}


def reversal_body(account: MpesaAccount, request: RefundRequest, receipt: str, result_url: str) -> dict[str, object]:
    return {
        "Initiator": account.initiator,
        "SecurityCredential": account.credential,
        "CommandID": "TransactionReversal",
        "TransactionID": receipt,
        "Amount": int(request.amount.major),
        "ReceiverParty": account.till or account.shortcode,
        "RecieverIdentifierType": "11",
        "ResultURL": result_url,
        "QueueTimeOutURL": result_url,
        "Remarks": "refund",
        "Occasion": "",
    }


def report(reply: Reply, ref: str) -> StatusReport:
    """What a query says. Raises Unreadable. It names no amount, no payer and no receipt: a payment was of exactly what
    the push asked for."""
    if is_pending(reply):
        return StatusReport(AttemptState.PENDING, raw=SPOKEN)
    if not reply.ok:
        raise Unreadable(f"answered {reply.status} {error_of(reply)[0]}".strip())
    fields = object_of(reply.body)
    if text(fields, "CheckoutRequestID") != ref or loose_text(fields, "ResponseCode") != "0":
        raise Unreadable("the answer is about something else")
    code = loose_text(fields, "ResultCode")
    state, why = RESULTS.get(code, (None, None))
    said = f"{code} {optional(fields, 'ResultDesc') or ''}".strip()
    return StatusReport(state, reason=why, raw=said, as_asked=True)


def is_pending(reply: Reply) -> bool:
    code, said = error_of(reply)
    return reply.status == 500 and code == SPOKEN and PENDING_TEXT in said.lower()


def is_spoken(reply: Reply) -> bool:
    """A 500 that Daraja itself has answered, and is well."""
    return error_of(reply)[0] == SPOKEN


def error_of(reply: Reply) -> tuple[str, str]:
    """`{"requestId", "errorCode", "errorMessage"}`; empty where something else has answered."""
    try:
        fields = object_of(reply.body)
    except Unreadable:
        return "", ""
    return loose(fields, "errorCode") or "", optional(fields, "errorMessage") or ""


def accepted_ref(reply: Reply, name: str) -> str | Rejected | Unknown:
    """The id under `name` in what Daraja took on (ResponseCode 0), else its no, else nobody knows."""
    if not reply.ok:
        return _refused(reply)
    try:
        fields = object_of(reply.body)
        code = loose_text(fields, "ResponseCode")
        return text(fields, name) if code == "0" else Rejected(code, reason(code, ""))
    except Unreadable as why:
        return Unknown(why=str(why))


def receipts(bodies: Sequence[bytes], ref: str) -> set[tuple[str, Money | None]]:
    """The receipt and amount of each callback that says `ref` was paid: one, unless somebody contradicts."""
    return {found for body in bodies if (found := _receipt(body, ref))}


def reversal_state(bodies: Sequence[bytes]) -> RefundState | None:
    """DONE where a result says so and none says no, FAILED where all say no; else None."""
    states = {REVERSALS.get(code) for body in bodies if (code := _result_code(body)) is not None}
    if RefundState.DONE in states and RefundState.FAILED not in states:
        return RefundState.DONE
    return RefundState.FAILED if states == {RefundState.FAILED} else None


def stk_callback(body: bytes) -> Mapping[str, Any]:
    """Raises Unreadable."""
    return within(object_of(body), "Body", "stkCallback")


def items_of(told: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """CallbackMetadata by name: a list of `{"Name", "Value"}`, there on success only; Value may be missing."""
    listed = within(told, "CallbackMetadata").get("Item")
    named = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    return {name: item for item in named if (name := optional(item, "Name"))}


def _signed(account: MpesaAccount, now: datetime) -> dict[str, object]:
    stamp = now.astimezone(EAST_AFRICA_TIME).strftime("%Y%m%d%H%M%S")
    password = base64.b64encode(f"{account.shortcode}{account.passkey}{stamp}".encode()).decode("ascii")
    return {"BusinessShortCode": account.shortcode, "Password": password, "Timestamp": stamp}


def _refused(reply: Reply) -> Rejected | Unknown:
    """Only Daraja's own word is a no; of its 500s only those that stand in a table."""
    code, said = error_of(reply)
    spoken = (why for words, why in SPOKEN_REFUSALS.items() if code == SPOKEN and words in said.lower())
    if why := next(spoken, TURNED_AWAY.get(code)):
        return Rejected(code, why)
    if not code or not 400 <= reply.status < 500 or reply.status in UNDECIDED:
        return Unknown(why=f"answered {reply.status} {code}".strip())
    return Rejected(code, Reason.PROVIDER_DOWN if reply.status == 429 else reason(code, said))


def _receipt(body: bytes, ref: str) -> tuple[str, Money | None] | None:
    try:
        told = stk_callback(body)
        items = items_of(told)
        if optional(told, "CheckoutRequestID") != ref or loose_text(told, "ResultCode") != "0":
            return None
        return text(items["MpesaReceiptNumber"], "Value"), loose_money(items["Amount"].get("Value"), CURRENCY)
    except (Unreadable, KeyError):
        return None


def _result_code(body: bytes) -> str | None:
    try:
        return loose(within(object_of(body), "Result"), "ResultCode")
    except Unreadable:
        return None
