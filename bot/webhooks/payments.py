"""The wallets' door. A callback is a signal to ask: it is kept once, and nothing that it says is believed."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, request

from bot.again import again
from bot.bootstrap import NO_SHOP, Installation
from bot.webhooks.answers import FORM_CAP, inbound, refuse
from domain.payment import use_cases as payments
from domain.payment.gateway import CallbackAuth, CallbackClaim, InboundHttp
from domain.payment.ports import PaymentKey
from domain.shared.errors import Conflict, NotFound, Trouble
from domain.shared.ids import AttemptId
from integrations.store.queries.due import SqlPaymentsToLookAt
from integrations.words import storable

Found = tuple[PaymentKey, AttemptId]


def payment_doors(it: Installation) -> Blueprint:
    doors = Blueprint("payments", __name__, url_prefix="/webhooks/payments")

    @doors.route("/<provider>/<account>", methods=["POST", "PUT"])
    @doors.route("/<provider>/<account>/<token>", methods=["POST", "PUT"])
    def callback(provider: str, account: str, token: str | None = None) -> Response:
        if (request.content_length or 0) > FORM_CAP:
            return refuse(413, f"at most {FORM_CAP} bytes")
        try:
            it.directory.by_wallet(provider, account)
            gateway = it.wallets.named(provider)
        except NotFound:
            return refuse(404, "no such account")
        http = inbound(request, token)
        claim = gateway.read_callback(account, http)
        if claim.auth == CallbackAuth.INVALID:
            return refuse(401, "the signature is missing, wrong or out of date")
        try:
            again(lambda: keep(it, provider, account, http, claim))
        except (Trouble, Conflict):
            return refuse(503, "send it again")
        it.wakeups.wake("settle")
        ack = gateway.ack(claim)
        return Response(ack.body, ack.status, mimetype=ack.content_type)

    return doors


def keep(it: Installation, provider: str, account: str, http: InboundHttp, claim: CallbackClaim) -> None:
    """Once, together with the signal that the attempt it names is to be asked about.

    Its body stays, found by what it names: the rest of what a wallet tells once. One that names no payment of ours
    stays too, for whoever looks into it.
    """
    now = it.clock.now()
    found = attempt_of(it, provider, http, claim)
    raw = {"body": storable(http.body.decode("utf-8", "replace")), "auth": claim.auth}
    event_key = claim.event_key or hashlib.sha256(http.body).hexdigest()
    shop_id = found[0].shop_id if found else NO_SHOP
    whose = shop_id or it.directory.by_wallet(provider, account).id
    with it.work(shop_id) as work:
        kept = work.inbox.keep(f"wallet:{provider}:{account}", event_key, "payment", raw, shop_id or None, now)
        if kept is None:
            return
        work.callbacks.keep(whose, (provider, account), found[1] if found else None, http, claim, now)
        if found is not None:
            key, attempt_id = found
            payments.signal_attempt(work, key.payment_id, attempt_id, believable_ref(http, claim))
        if found is not None or work.callbacks.names_a_refund(provider, claim):
            work.inbox.done(kept, now)
        else:
            work.inbox.failed(kept, "names no payment of ours", now)


def believable_ref(http: InboundHttp, claim: CallbackClaim) -> str | None:
    """Another reference to ask about: only from a callback that is signed, or that knows the attempt's own token."""
    return claim.ref if claim.auth != CallbackAuth.NONE or http.attempt_token else None


def attempt_of(it: Installation, provider: str, http: InboundHttp, claim: CallbackClaim) -> Found | None:
    """By the token in the address, else our id in the claim, else the provider's reference."""
    with it.look() as work:
        known = SqlPaymentsToLookAt(work.connection)
        if http.attempt_token and claim.auth == CallbackAuth.NONE:
            return known.by_attempt_token(http.attempt_token)
        return (
            (known.by_attempt_token(http.attempt_token) if http.attempt_token else None)
            or (known.by_attempt(claim.attempt_id) if claim.attempt_id else None)
            or (known.by_reference(provider, claim.ref) if claim.ref else None)
        )
