"""Between the domain's values and Paystack's JSON: what cannot be read exactly is not read.

Every answer is `{"status": bool, "message": str, "data": …}`, an error has `code` and `type` beside its message. A
transaction is `{"id", "status", "reference", "amount", "currency", "gateway_response", "created_at", "paid_at", …}`
with `amount` in subunits (PaystackOSS/doc-code-snippets, api/transactions/verify).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from domain.payment.gateway import Accepted, CollectRequest, Redirect, RefundReport, StatusReport
from domain.payment.values import AttemptState
from domain.shared.errors import Invalid
from domain.shared.ids import AttemptId
from domain.shared.money import EXPONENTS, Money
from integrations.http import Reply
from integrations.mobile_money.paystack.account import PaystackAccount
from integrations.mobile_money.paystack.codes import (
    REFUND_STATES,
    REVERSED,
    STATES,
    SUBUNITS,
    TEST_RECEIPT,
    WAITING,
    reason,
)
from integrations.mobile_money.reading import Unreadable, instant, loose, object_of, optional, rows, text

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


def subunits(money: Money) -> int:
    """12.50 KES is 1250. Raises Invalid for a currency that Paystack does not take."""
    if money.currency not in SUBUNITS:
        raise Invalid("currency", money.currency)
    return int(money.minor * 10 ** (SUBUNITS[money.currency] - EXPONENTS[money.currency]))


def transaction_body(request: CollectRequest, account: PaystackAccount) -> dict[str, object]:
    return {
        "email": f"{email_name(request)}@{account.email_domain}",
        "amount": subunits(request.amount),
        "currency": request.amount.currency,
        "reference": request.attempt_id,
        "channels": list(account.channels),
        "callback_url": request.return_url,  # where Paystack sends the payer's browser; not its webhook
        "metadata": {"order": request.order_ref, "shop": request.shop_name},
    }


def email_name(request: CollectRequest) -> str:
    return request.payer.e164.removeprefix("+") if request.payer else request.attempt_id


def data_of(reply: Reply) -> Mapping[str, Any]:
    """The object under `data` of a 2xx answer; raises Unreadable."""
    data = _granted(reply).get("data")
    if not isinstance(data, dict):
        raise Unreadable("the answer has no data")
    return data


def page_of(reply: Reply) -> list[Mapping[str, Any]]:
    """The rows of one page of a list; raises Unreadable."""
    return rows(_granted(reply), "data")


def error_words(reply: Reply) -> tuple[str | None, str | None]:
    """Paystack's code and sentence for why not; both None where the answer is not one of its refusals."""
    try:
        fields = object_of(reply.body)
    except Unreadable:  # whatever stood there instead
        return None, None
    if fields.get("status") is not False:
        return None, None
    return optional(fields, "code"), optional(fields, "message")


def accepted(data: Mapping[str, Any], attempt_id: AttemptId, expires_at: datetime) -> Accepted:
    if text(data, "reference") != attempt_id:
        raise Unreadable("the answer is about another transaction")
    return Accepted(attempt_id, Redirect(text(data, "authorization_url")), expires_at)


def report(data: Mapping[str, Any], page_life: timedelta, now: datetime) -> StatusReport:
    """A page that nobody pays on stays `abandoned` for ever: once its time is over it has expired."""
    status, said = text(data, "status"), optional(data, "gateway_response")
    state, money = STATES.get(status), money_of(data)
    if state is AttemptState.SUCCEEDED and money is None:
        return StatusReport(None, raw=f"{status}, amount unreadable")
    if status == WAITING and _is_over(data, page_life, now):
        state = AttemptState.EXPIRED
    is_paid, is_lost = state is AttemptState.SUCCEEDED, state is AttemptState.FAILED
    return StatusReport(
        state,
        money=money,
        attempt_id=text(data, "reference"),
        provider_txn=txn_of(data) if is_paid else None,
        fee=money_of(data, "fees") if is_paid else None,
        reason=reason(said, optional(data, "message")) if is_lost else None,
        raw=" ".join(filter(None, [status, said])),
    )


def collection(data: Mapping[str, Any]) -> StatusReport:
    money = money_of(data)
    if money is None:
        raise Unreadable("a transaction's amount")
    ref = text(data, "reference")
    txn, fee = txn_of(data), money_of(data, "fees")
    return StatusReport(
        AttemptState.SUCCEEDED, money, ref, provider_txn=txn, raw=text(data, "status"), ref=ref, fee=fee
    )


def is_paid(data: Mapping[str, Any]) -> bool:
    return STATES.get(optional(data, "status") or "") is AttemptState.SUCCEEDED


def is_reversed(data: Mapping[str, Any]) -> bool:
    return data.get("status") == REVERSED


def is_never_opened(data: Mapping[str, Any]) -> bool:
    return data.get("status") == WAITING


def txn_of(data: Mapping[str, Any]) -> str:
    """The operator's number; where Paystack does not tell it, Paystack's own."""
    receipt = loose(data, "receipt_number")
    return receipt if receipt and receipt != TEST_RECEIPT else number_of(data)


def money_of(data: Mapping[str, Any], name: str = "amount") -> Money | None:
    amount, currency = data.get(name), data.get("currency")
    if type(amount) is not int or amount < 0 or not isinstance(currency, str) or currency not in SUBUNITS:
        return None
    try:
        return Money.of(Decimal(amount).scaleb(-SUBUNITS[currency]), currency)
    except Invalid:
        return None


def refund_report(refund: Mapping[str, Any]) -> RefundReport:
    return RefundReport(REFUND_STATES.get(text(refund, "status")), ref=number_of(refund))


def given_back(refund: Mapping[str, Any], transaction: str) -> int:
    """What a refund that bears a note of ours gave back of that transaction, in subunits."""
    amount, is_ours = loose(refund, "amount") or "", UUID.fullmatch(optional(refund, "merchant_note") or "")
    counts = is_ours and refund.get("status") != "failed" and loose(refund, "transaction") == transaction
    return int(amount) if counts and amount.isascii() and amount.isdigit() else 0


def number_of(data: Mapping[str, Any]) -> str:
    number = data.get("id")
    if type(number) is not int:
        raise Unreadable("the answer has no id")
    return str(number)


def _granted(reply: Reply) -> Mapping[str, Any]:
    if not reply.ok:
        code, message = error_words(reply)
        raise Unreadable(f"{reply.status} {code or message or ''}".strip())
    answer = object_of(reply.body)
    if answer.get("status") is not True:
        raise Unreadable("the answer grants nothing")
    return answer


def _is_over(data: Mapping[str, Any], page_life: timedelta, now: datetime) -> bool:
    made = instant(data, "created_at")
    return made is not None and made + page_life < now
