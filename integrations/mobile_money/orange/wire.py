"""Between the domain's values and Orange's JSON.

Orange tells the state of a payment only to who names its order, its amount and its `pay_token`: our reference to one
is these three, `<order>-<amount>-<pay_token>`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from domain.payment.gateway import Accepted, CollectRequest, Redirect, Rejected, StatusReport, Unknown
from domain.payment.values import AttemptState, Reason
from domain.shared.ids import AttemptId
from integrations.http import Reply
from integrations.mobile_money.orange.account import OrangeAccount
from integrations.mobile_money.orange.codes import (
    DUPLICATE_WORDS,
    LANGUAGES,
    LONGEST_REFERENCE,
    MARKETS,
    REASONS_BY_STATUS,
    STATES,
    UNDECIDED,
)
from integrations.mobile_money.reading import Unreadable, loose, object_of, optional, text
from integrations.mobile_money.short_ids import attempt_of, short_of

REF = re.compile(r"([A-Z2-7]{26})-([1-9]\d{0,9})-([!-~]{1,90})", re.ASCII)
"""At most 128 characters: the longest that a reference may be."""


@dataclass(frozen=True, slots=True)
class Session:
    """A page at Orange; `amount` in whole units, as it was asked for."""

    order_id: str
    amount: int
    pay_token: str

    @property
    def ref(self) -> str:
        return f"{self.order_id}-{self.amount}-{self.pay_token}"

    @property
    def attempt_id(self) -> AttemptId | None:
        return attempt_of(self.order_id)


def session_of(ref: str) -> Session:
    """Raises Unreadable for what is no reference of ours."""
    parts = REF.fullmatch(ref)
    if parts is None:
        raise Unreadable("not a name of ours")
    return Session(parts[1], int(parts[2]), parts[3])


def payment_body(request: CollectRequest, account: OrangeAccount) -> dict[str, object]:
    """The payer is sent back to the same page either way: it knows by asking us."""
    return {
        "merchant_key": account.merchant_key,
        "currency": MARKETS[account.market].wire,
        "order_id": short_of(request.attempt_id),
        "amount": int(request.amount.major),
        "return_url": request.return_url,
        "cancel_url": request.return_url,
        "notif_url": request.callback_url,
        "lang": request.language if request.language in LANGUAGES else "fr",
        "reference": request.shop_name[:LONGEST_REFERENCE],
    }


def status_body(session: Session) -> dict[str, object]:
    return {"order_id": session.order_id, "amount": session.amount, "pay_token": session.pay_token}


def accepted(reply: Reply, request: CollectRequest, expires_at: datetime) -> Accepted:
    """Raises Unreadable."""
    fields = object_of(reply.body)
    session = Session(short_of(request.attempt_id) or "", int(request.amount.major), text(fields, "pay_token"))
    if session_of(session.ref) != session:
        raise Unreadable("a pay_token that cannot be kept")
    return Accepted(session.ref, Redirect(text(fields, "payment_url")), expires_at)


def refused(reply: Reply) -> Rejected | Unknown:
    """Only Orange's own word, `{"code", "message", "description"}`, is a no."""
    code, said = error_of(reply)
    duplicate = any(word in said.lower() for word in DUPLICATE_WORDS)
    if not code or duplicate or not 400 <= reply.status < 500 or reply.status in UNDECIDED:
        return Unknown(why=f"answered {reply.status} {code}".strip())
    return Rejected(code, REASONS_BY_STATUS.get(reply.status, Reason.OTHER))


def report(reply: Reply, session: Session) -> StatusReport:
    """Raises Unreadable. The answer, a 201, names neither amount nor payer: the amount is the one we named."""
    if not reply.ok:
        raise Unreadable(f"answered {reply.status} {error_of(reply)[0]}".strip())
    fields = object_of(reply.body)
    if text(fields, "order_id") != session.order_id:
        raise Unreadable("the answer is about another order")
    status = text(fields, "status")
    state = STATES.get(status)
    return StatusReport(
        state,
        attempt_id=session.attempt_id,
        provider_txn=optional(fields, "txnid") if state is AttemptState.SUCCEEDED else None,
        raw=status,
        as_asked=True,
    )


def error_of(reply: Reply) -> tuple[str, str]:
    """Orange's number and sentences; empty where something else has answered."""
    try:
        fields = object_of(reply.body)
    except Unreadable:
        return "", ""
    said = [optional(fields, "message"), optional(fields, "description")]
    return loose(fields, "code") or "", " ".join(filter(None, said))
