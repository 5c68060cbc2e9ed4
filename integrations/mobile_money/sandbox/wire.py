"""Between the domain's values and the sandbox wallet's JSON: what cannot be read exactly is not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.payment.gateway import (
    Accepted,
    CollectRequest,
    NextAction,
    PushPrompt,
    Redirect,
    StatusReport,
)
from domain.payment.values import AttemptState
from domain.shared.errors import Invalid
from domain.shared.money import Money
from integrations.http import Reply
from integrations.mobile_money.reading import Unreadable, instant, money, object_of, optional, text, within
from integrations.mobile_money.sandbox.codes import DECIMALS, REVERSED, STATES, reason


def amount_text(amount: Money) -> str:
    """`1500` for XOF, `1500.00` for KES. Raises Invalid for a currency the wallet does not write."""
    if amount.currency not in DECIMALS:
        raise Invalid("currency", amount.currency)
    return f"{amount.major:.{DECIMALS[amount.currency]}f}"


def collect_body(request: CollectRequest, mode: str) -> dict[str, object]:
    return {
        "reference": request.attempt_id,
        "amount": amount_text(request.amount),
        "currency": request.amount.currency,
        "payer": request.payer.e164 if request.payer else None,
        "mode": mode,
        "description": request.order_ref,
        "business_name": request.shop_name,
        "callback_url": request.callback_url,
        "return_url": request.return_url,
        "language": request.language,
    }


def fields_of(reply: Reply) -> Mapping[str, Any]:
    """The JSON object in a 2xx answer; raises Unreadable."""
    if not reply.ok:
        raise Unreadable(f"{reply.status} {error_code(reply) or ''}".strip())
    return object_of(reply.body)


def error_code(reply: Reply) -> str | None:
    """The wallet's own word for why not; None where the answer does not come from the wallet's API."""
    try:
        return optional(within(object_of(reply.body), "error"), "code")
    except Unreadable:  # whatever stood there instead
        return None


def accepted(fields: Mapping[str, Any], mode: str) -> Accepted:
    action: NextAction = PushPrompt() if mode == "push" else Redirect(text(fields, "launch_url"))
    return Accepted(text(fields, "id"), action, instant(fields, "expires_at"))


def report(fields: Mapping[str, Any]) -> StatusReport:
    """A status that is not in the table has no state; a payment whose amount cannot be read is no answer.

    `amount` is what is asked for, `collected` what came in.
    """
    status, collected = text(fields, "status"), within(fields, "collected")
    state = STATES.get(status)
    is_paid = state is AttemptState.SUCCEEDED
    amount = money_of(collected if is_paid else fields)
    if is_paid and amount is None:
        return StatusReport(None, raw=f"{status}, amount unreadable")
    code = optional(within(fields, "failure"), "code")
    return StatusReport(
        state,
        money=amount,
        attempt_id=optional(fields, "reference"),
        payer=optional(fields, "payer"),
        provider_txn=optional(fields, "transaction_id"),
        reason=reason(code) if code else None,
        raw=status if code is None else f"{status} {code}",
        url="" if fields.get("mode") == "push" else optional(fields, "launch_url") or "",
        expires_at=instant(fields, "expires_at"),
        fee=money_of(collected, "fee"),
        taken_back=status == REVERSED,
    )


def collection(fields: Mapping[str, Any]) -> StatusReport:
    """Of the day's list; raises Unreadable."""
    told = report(fields)
    if told.state is not AttemptState.SUCCEEDED:
        raise Unreadable(f"not a collection: {told.raw}")
    return replace(told, ref=text(fields, "id"))


def money_of(fields: Mapping[str, Any], name: str = "amount") -> Money | None:
    return money(fields.get(name), fields.get("currency"))
