"""Between the domain's values and the sandbox wallet's JSON: what cannot be read exactly is not read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
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
from integrations.mobile_money.sandbox.codes import DECIMALS, STATES, reason
from integrations.words import storable

AMOUNT = re.compile(r"(0|[1-9]\d{0,9})(\.\d{1,2})?", re.ASCII)


class Unreadable(Exception):
    """The answer is not what the wallet's description promises; its text says where."""


def amount_text(money: Money) -> str:
    """`1500` for XOF, `1500.00` for KES. Raises Invalid for a currency the wallet does not write."""
    if money.currency not in DECIMALS:
        raise Invalid("currency", money.currency)
    return f"{money.major:.{DECIMALS[money.currency]}f}"


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
    """The JSON object in a 2xx answer; raises Trouble or Unreadable."""
    if not reply.ok:
        raise Unreadable(f"{reply.status} {error_code(reply) or ''}".strip())
    fields = reply.json()
    if not isinstance(fields, dict):
        raise Unreadable("the answer is not an object")
    return fields


def error_code(reply: Reply) -> str | None:
    """The wallet's own word for why not; None where the answer does not come from the wallet's API."""
    try:
        code = reply.json()["error"]["code"]
    except Exception:  # whatever stood there instead
        return None
    return code if isinstance(code, str) else None


def accepted(fields: Mapping[str, Any], mode: str) -> Accepted:
    action: NextAction = PushPrompt() if mode == "push" else Redirect(text(fields, "launch_url"))
    return Accepted(text(fields, "id"), action, _instant(fields, "expires_at"))


def report(fields: Mapping[str, Any]) -> StatusReport:
    """A status that is not in the table has no state; a payment whose amount cannot be read is no answer."""
    status = text(fields, "status")
    state, money = STATES.get(status), money_of(fields)
    if state is AttemptState.SUCCEEDED and money is None:
        return StatusReport(None, raw=f"{status}, amount unreadable")
    failure = fields.get("failure")
    code = failure.get("code") if isinstance(failure, dict) else None
    return StatusReport(
        state,
        money=money,
        attempt_id=optional(fields, "reference"),
        payer=optional(fields, "payer"),
        provider_txn=optional(fields, "transaction_id"),
        reason=reason(code) if isinstance(code, str) else None,
        raw=status if code is None else f"{status} {code}",
        url="" if fields.get("mode") == "push" else optional(fields, "launch_url") or "",
        expires_at=_instant(fields, "expires_at"),
    )


def money_of(fields: Mapping[str, Any]) -> Money | None:
    amount, currency = fields.get("amount"), fields.get("currency")
    if not isinstance(amount, str) or not isinstance(currency, str) or not AMOUNT.fullmatch(amount):
        return None
    try:
        return Money.of(amount, currency)
    except Invalid:
        return None


def text(fields: Mapping[str, Any], name: str) -> str:
    value = optional(fields, name)
    if value is None:
        raise Unreadable(f"the answer has no {name}")
    return value


def optional(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) and 0 < len(value) <= 2000 and storable(value) == value else None


def _instant(fields: Mapping[str, Any], name: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text(fields, name))
    except (ValueError, Unreadable):
        return None
    return at if at.tzinfo else None
