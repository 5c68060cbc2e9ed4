"""Between the domain's values and MTN's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.payment.gateway import CollectRequest, RefundReport, RefundRequest, Rejected, StatusReport, Unknown
from domain.payment.values import AttemptState
from domain.shared.ids import AttemptId, RefundId
from domain.shared.money import Money
from integrations.http import Reply
from integrations.mobile_money.mtn.codes import (
    DUPLICATE,
    LONGEST_NOTE,
    NOT_FOUND,
    REFUND_STATES,
    STATES,
    STATES_BY_REASON,
    reason,
)
from integrations.mobile_money.reading import Unreadable, loose, loose_money, object_of, optional, text, within

UNDECIDED = {408, 409, 425}
UNPAID = {AttemptState.FAILED, AttemptState.CANCELLED, AttemptState.EXPIRED}


def amount_text(amount: Money) -> str:
    """In major units, without decimals where there is nothing behind the point: `5000`, `12.50`."""
    whole = amount.major == amount.major.to_integral_value()
    return f"{amount.major:.0f}" if whole else f"{amount.major:f}"


def collect_body(request: CollectRequest, msisdn: str) -> dict[str, object]:
    """`externalId` is our attempt id, so that status and callback name it; the payer is shown shop and order."""
    return {
        "amount": amount_text(request.amount),
        "currency": request.amount.currency,
        "externalId": request.attempt_id,
        "payer": {"partyIdType": "MSISDN", "partyId": msisdn},
        "payerMessage": f"{request.shop_name} {request.order_ref}"[:LONGEST_NOTE],
        "payeeNote": request.order_ref[:LONGEST_NOTE],
    }


def refund_body(request: RefundRequest) -> dict[str, object]:
    return {
        "amount": amount_text(request.amount),
        "currency": request.amount.currency,
        "externalId": request.refund_id,
        "referenceIdToRefund": request.ref,
        "payerMessage": "refund",
        "payeeNote": "refund",
    }


def report(reply: Reply) -> StatusReport:
    """Raises Unreadable. A payment whose amount cannot be read is no answer."""
    fields = fields_of(reply)
    status, why = text(fields, "status"), why_of(fields)
    state, collected = state_of(fields), loose_money(fields.get("amount"), fields.get("currency"))
    if state is AttemptState.SUCCEEDED and collected is None:
        return StatusReport(None, raw=f"{status}, amount unreadable")
    payer = loose(within(fields, "payer"), "partyId")
    return StatusReport(
        state,
        money=collected,
        attempt_id=loose(fields, "externalId"),
        payer=f"+{payer.lstrip('+')}" if payer else None,
        provider_txn=loose(fields, "financialTransactionId"),
        reason=reason(why) if why and state in UNPAID else None,
        raw=f"{status} {why or ''}".strip(),
    )


def refund_report(reply: Reply, refund_id: RefundId) -> RefundReport:
    """Raises Unreadable."""
    if is_not_found(reply):
        return RefundReport(None, known=False)
    return RefundReport(REFUND_STATES.get(text(fields_of(reply), "status")), ref=refund_id)


def state_of(fields: Mapping[str, Any]) -> AttemptState | None:
    state = STATES.get(optional(fields, "status") or "")
    return STATES_BY_REASON.get(why_of(fields) or "", state) if state is AttemptState.FAILED else state


def why_of(fields: Mapping[str, Any]) -> str | None:
    """`reason` is an object with a `code` in the descriptions, a bare word in real answers."""
    return loose(within(fields, "reason"), "code") or loose(fields, "reason")


def fields_of(reply: Reply) -> Mapping[str, Any]:
    """Of a 2xx answer. Raises Unreadable: MTN's firewall answers pages, whatever their status."""
    if not reply.ok:
        raise Unreadable(f"answered {reply.status} {error_code(reply) or ''}".strip())
    return object_of(reply.body)


def error_code(reply: Reply) -> str | None:
    """MTN's own word for why not, or its gateway's number; None where something else has answered."""
    try:
        fields = object_of(reply.body)
    except Unreadable:
        return None
    return loose(fields, "code") or loose(fields, "statusCode")


def is_not_found(reply: Reply) -> bool:
    return reply.status == 404 and error_code(reply) == NOT_FOUND


def refused(reply: Reply, id: AttemptId | RefundId) -> Rejected | Unknown:
    """Only MTN's own word is a no. "This id exists already" names what is to be asked about."""
    code = error_code(reply)
    if code == DUPLICATE:
        return Unknown(ref=id, why=DUPLICATE)
    if code is None or not 400 <= reply.status < 500 or reply.status in UNDECIDED:
        return Unknown(why=f"answered {reply.status} {code or ''}".strip())
    return Rejected(code, reason(code))
