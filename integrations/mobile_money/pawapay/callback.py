"""A callback of pawaPay: proved over its raw bytes where the shop's account has that switched on, read as a claim.

The body is what the status query has in `data`, flat (docs.pawapay.io/v2/api-reference: checkout, deposit and refund
callback), with one of `checkoutId`, `depositId`, `refundId`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

from domain.payment.gateway import CallbackAuth, CallbackClaim, InboundHttp
from domain.payment.values import AttemptState
from integrations.mobile_money.pawapay.codes import CHECKOUT_STATES, DEPOSIT_STATES
from integrations.mobile_money.pawapay.wire import ATTEMPT
from integrations.mobile_money.reading import Unreadable, object_of, optional, text, within

INVALID = CallbackClaim(CallbackAuth.INVALID, event_key="")
CAN_PROVE = find_spec("http_message_signatures") is not None
"""Whether the extra `pawapay` is installed."""


def read(http: InboundHttp, auth: CallbackAuth, *, is_push: bool) -> CallbackClaim:
    """INVALID for whatever is not a POST of one of the three. `auth` is what has been proved of it before.

    What is not proved goes by its bytes: a forger must not use up the name of the real event.
    """
    if http.method != "POST" or auth is CallbackAuth.INVALID:
        return INVALID
    try:
        claim = replace(_claim(object_of(http.body), is_push), auth=auth)
    except Unreadable:
        return INVALID
    proved = auth is CallbackAuth.SIGNED_BODY
    return claim if proved else replace(claim, event_key=hashlib.sha256(http.body).hexdigest())


def _claim(body: Mapping[str, Any], is_push: bool) -> CallbackClaim:
    """A deposit made on a checkout's page is a try within it: it is told by our id alone. Its own id would be taken
    for a second collection; its failure is not the end, for the payer may try again."""
    kind = next((name for name in ("checkoutId", "depositId", "refundId") if name in body), "")
    identity, status = text(body, kind), text(body, "status")
    event_key = f"{kind}:{identity}:{status}:{optional(body, 'nextStep') or ''}"
    claim = CallbackClaim(CallbackAuth.NONE, event_key, provider_txn=_txn(body, kind))
    if kind == "checkoutId":
        return _about(claim, identity, CHECKOUT_STATES.get(status))
    if kind == "depositId" and is_push:
        return _about(claim, identity, DEPOSIT_STATES.get(status))
    return replace(claim, attempt_id=_attempt_named_in(body)) if kind == "depositId" else claim


def _about(claim: CallbackClaim, identity: str, state: AttemptState | None) -> CallbackClaim:
    """Its id is the attempt's: we chose it."""
    return replace(claim, ref=identity, attempt_id=identity, claimed_state=state)


def _txn(body: Mapping[str, Any], kind: str) -> str | None:
    """Of the deposit that it is about, or that it mentions; a refund has one of its own, which is no collection's."""
    deposit = {"depositId": body, "checkoutId": within(body, "deposit")}.get(kind, {})
    return optional(deposit, "providerTransactionId")


def _attempt_named_in(body: Mapping[str, Any]) -> str | None:
    return optional(within(body, "metadata"), ATTEMPT)
