"""Between the domain's values and Wave's JSON: what cannot be read exactly is not read.

A checkout session is `{"id": "cos-…", "amount": "1000", "currency": "XOF", "checkout_status", "payment_status",
"client_reference", "wave_launch_url", "transaction_id", "when_expires", "last_payment_error": {"code"} | null, …}`
(docs.wave.com/checkout).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.payment.gateway import Accepted, CollectRequest, Redirect, StatusReport
from domain.payment.values import AttemptState
from domain.shared.errors import Invalid
from domain.shared.money import Money
from integrations.http import Reply
from integrations.mobile_money.reading import Unreadable, instant, money, object_of, optional, text, within
from integrations.mobile_money.wave.codes import COLLECTED, DECIMALS, GIVEN_BACK, reason, state


def amount_text(amount: Money) -> str:
    """`1500`: no decimals for XOF. Raises Invalid for a currency that Wave does not take."""
    if amount.currency not in DECIMALS:
        raise Invalid("currency", amount.currency)
    return f"{amount.major:.{DECIMALS[amount.currency]}f}"


def session_body(request: CollectRequest, *, restrict_payer: bool) -> dict[str, str]:
    """The payer is sent back to the same page either way: it knows by asking us."""
    body = {
        "amount": amount_text(request.amount),
        "currency": request.amount.currency,
        "client_reference": request.attempt_id,
        "success_url": request.return_url,
        "error_url": request.return_url,
    }
    if restrict_payer and request.payer is not None:
        body["restrict_payer_mobile"] = request.payer.e164
    return body


def fields_of(reply: Reply) -> Mapping[str, Any]:
    """The JSON object in a 2xx answer; raises Unreadable."""
    if not reply.ok:
        raise Unreadable(f"{reply.status} {error_code(reply) or ''}".strip())
    return object_of(reply.body)


def error_code(reply: Reply) -> str | None:
    """Wave's own word for why not, at the top of its answer or under `error`: both are reported."""
    try:
        fields = object_of(reply.body)
    except Unreadable:  # whatever stood there instead
        return None
    return optional(fields, "code") or optional(within(fields, "error"), "code")


def accepted(session: Mapping[str, Any]) -> Accepted:
    return Accepted(text(session, "id"), Redirect(text(session, "wave_launch_url")), instant(session, "when_expires"))


def report(session: Mapping[str, Any]) -> StatusReport:
    """A status that is not in the table has no state; a payment whose amount cannot be read is no answer."""
    words = text(session, "payment_status"), text(session, "checkout_status")
    found, collected = state(*words), money_of(session)
    if found is AttemptState.SUCCEEDED and collected is None:
        return StatusReport(None, raw=f"{words[0]}, amount unreadable")
    code = optional(within(session, "last_payment_error"), "code")
    return StatusReport(
        found,
        money=collected,
        attempt_id=optional(session, "client_reference"),
        payer=optional(session, "restrict_payer_mobile"),
        provider_txn=optional(session, "transaction_id"),
        reason=reason(code) if code and found is not AttemptState.SUCCEEDED else None,
        raw=" ".join(filter(None, [*words, code])),
        url=optional(session, "wave_launch_url") or "",
    )


def money_of(fields: Mapping[str, Any], name: str = "amount") -> Money | None:
    return money(fields.get(name), fields.get("currency"))


def is_collection(entry: Mapping[str, Any]) -> bool:
    """Of the day's statement: paid by a checkout, not money that came by the shop's printed code."""
    return entry.get("transaction_type") == COLLECTED and entry.get("is_reversal") is not True


def gives_back(entry: Mapping[str, Any], session: str) -> bool:
    undone = entry.get("transaction_type") == GIVEN_BACK or entry.get("is_reversal") is True
    return undone and entry.get("checkout_api_session_id") == session


def collection(entry: Mapping[str, Any]) -> StatusReport:
    """An entry shows what the wallet gained: the payer paid that and the fee. Unverified: whether ever without it."""
    gained, fee = money_of(entry), money_of(entry, "fee")
    if gained is None or fee is None:
        raise Unreadable("an entry's amount")
    return StatusReport(
        AttemptState.SUCCEEDED,
        money=gained + fee,
        attempt_id=optional(entry, "client_reference"),
        payer=optional(entry, "counterparty_mobile"),
        provider_txn=text(entry, "transaction_id"),
        fee=fee,
        raw=COLLECTED,
        ref=text(entry, "checkout_api_session_id"),
    )


def is_closed(session: Mapping[str, Any]) -> bool:
    """Nobody paid on it, and nobody can any more."""
    over = state(text(session, "payment_status"), text(session, "checkout_status"))
    return session["checkout_status"] == "expired" and over in (AttemptState.EXPIRED, AttemptState.FAILED)
