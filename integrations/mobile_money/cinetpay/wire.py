"""Between the domain's values and CinetPay's JSON.

Every answer has a number and a word, `{"code": 100, "status": "SUCCESS", …}`; none names the amount.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.payment.gateway import Accepted, CollectRequest, Redirect, Rejected, StatusReport, Unknown
from domain.payment.values import AttemptState, Reason
from integrations.http import Reply
from integrations.mobile_money.cinetpay.account import CinetpayAccount
from integrations.mobile_money.cinetpay.codes import (
    DUPLICATE,
    LANGUAGES,
    LONGEST_DESIGNATION,
    LONGEST_NAME,
    NOT_FOUND,
    OK,
    PAID,
    STALE_TOKEN,
    STATES,
    SUCCESS,
    UNDECIDED,
    UNDECIDED_STATUS,
    UNTOUCHED,
    reason,
)
from integrations.mobile_money.reading import Unreadable, loose, loose_text, object_of, optional, text, within
from integrations.mobile_money.short_ids import attempt_of


def payment_body(request: CollectRequest, account: CinetpayAccount, ref: str) -> dict[str, object]:
    """The payer is sent back to the same page either way: it knows by asking us."""
    payer = request.payer.e164 if request.payer else None
    body: dict[str, object] = {
        "currency": request.amount.currency,
        "merchant_transaction_id": ref,
        "amount": int(request.amount.major),
        "lang": request.language if request.language in LANGUAGES else "en",
        "designation": f"{request.order_ref} {request.shop_name}"[:LONGEST_DESIGNATION],
        "client_email": f"{(payer or request.attempt_id).removeprefix('+')}@{account.email_domain}",
        "client_first_name": "Client",
        "client_last_name": f"Order {request.order_ref}"[:LONGEST_NAME],
        "success_url": request.return_url,
        "failed_url": request.return_url,
        "notify_url": request.callback_url,
        "direct_pay": False,
    }
    return {**body, "client_phone_number": payer} if payer else body


def error_of(reply: Reply) -> tuple[str, str]:
    """CinetPay's number and word; empty where something else has answered."""
    try:
        fields = object_of(reply.body)
    except Unreadable:
        return "", ""
    return loose(fields, "code") or "", optional(fields, "status") or ""


def is_stale(reply: Reply) -> bool:
    """Refused for its token, by CinetPay's own number, which may stand within `details`: nothing happened."""
    if reply.ok:
        return False
    try:
        fields = object_of(reply.body)
    except Unreadable:
        return False
    return {loose(fields, "code"), loose(within(fields, "details"), "code")} & STALE_TOKEN != set()


def is_not_found(reply: Reply) -> bool:
    return not reply.ok and error_of(reply)[0] == NOT_FOUND


def accepted(reply: Reply, ref: str, expires_at: datetime) -> Accepted:
    """Raises Unreadable."""
    fields = fields_of(reply, ref)
    if loose(fields, "code") != OK:
        raise Unreadable(f"answered {loose(fields, 'code')} {optional(fields, 'status') or ''}".strip())
    return Accepted(ref, Redirect(text(fields, "payment_url")), expires_at)


def refused(reply: Reply, ref: str) -> Rejected | Unknown:
    """Only CinetPay's own word is a no. "This id exists already" names what is to be asked about."""
    code, word = error_of(reply)
    if code == DUPLICATE:
        return Unknown(ref=ref, why=word)
    said = code and word and 400 <= reply.status < 500
    if not said or code in UNDECIDED or reply.status in UNDECIDED_STATUS:
        return Unknown(why=f"answered {reply.status} {code} {word}".strip())
    return Rejected(word, Reason.PROVIDER_DOWN if reply.status == 429 else reason(word))


def report(reply: Reply, ref: str, until: datetime) -> StatusReport:
    """Raises Unreadable. A payment needs number and word: they are not both to be trusted where they differ.

    Its answer does not say when the page ends: not after `until`, which counts where the answer to the start was lost.
    """
    fields = fields_of(reply, ref)
    code, word = loose_text(fields, "code"), text(fields, "status")
    state = STATES.get(word) if word != SUCCESS or code == PAID else None
    lost = state in (AttemptState.FAILED, AttemptState.EXPIRED)
    return StatusReport(
        state,
        attempt_id=attempt_of(ref),
        provider_txn=loose(fields, "transaction_id") if state is AttemptState.SUCCEEDED else None,
        reason=reason(word) if lost else None,
        raw=f"{code} {word}",
        as_asked=True,
        url=optional(fields, "payment_url") or "",
        expires_at=until if state is AttemptState.PENDING else None,
    )


def is_lost(fields: Mapping[str, Any]) -> bool:
    """Nobody is on its page, and nobody knows where that is."""
    return optional(fields, "status") == UNTOUCHED and optional(fields, "payment_url") is None


def fields_of(reply: Reply, ref: str) -> Mapping[str, Any]:
    """Of a 2xx answer about `ref`. Raises Unreadable."""
    if not reply.ok:
        raise Unreadable(f"answered {reply.status} {' '.join(error_of(reply))}".strip())
    fields = object_of(reply.body)
    if text(fields, "merchant_transaction_id") != ref:
        raise Unreadable("the answer is about another transaction")
    return fields
