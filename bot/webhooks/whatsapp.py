"""Twilio's doors: messages, and receipts for ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, request

from bot.bootstrap import Installation
from bot.flood import Patience, keep_unanswered
from bot.postponing import postpone
from bot.reception import hear
from bot.threads import waited
from bot.webhooks.answers import FORM_CAP, path_and_query, refuse
from domain.customer.messages import InboundMessage
from domain.shared.errors import Invalid, NotFound, Trouble
from integrations.whatsapp.twilio.inbound import CHANNEL, read_message, read_status
from integrations.whatsapp.twilio.signature import SignatureCheck
from integrations.words import storable

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
FORM = "application/x-www-form-urlencoded"
SIGNATURE, SIGNATURE_LENGTHS = "X-Twilio-Signature", (28, 44)  # of SHA-1 and SHA-256, in base64
Pairs = list[tuple[str, str]]


class TwilioDoors:
    """Verified first, then read, then heard."""

    def __init__(self, it: Installation) -> None:
        settings = it.settings
        secret = settings.twilio_auth_token.get_secret_value()
        self._it = it
        self._signature = SignatureCheck(secret, settings.shared_keys, settings.base_url)
        self._patience = Patience(it)

    def message(self) -> Response:
        pairs, it = self._verified(), self._it
        if isinstance(pairs, Response):
            return pairs
        try:
            message = read_message(pairs, it.clock.now())
            raw = {"form": [[storable(n), storable(v)] for n, v in pairs]}
            self._way_of(message)(it, message, raw)
        except Invalid as missing:
            return refuse(400, str(missing))
        except NotFound:
            return refuse(403, "no shop has this number")
        except Trouble as trouble:
            current_app.logger.warning("message not kept: %s", trouble)
            return refuse(503, "send it again")
        return Response(EMPTY_TWIML, mimetype="text/xml")

    def _way_of(self, message: InboundMessage) -> Callable[[Installation, InboundMessage, dict[str, Any]], bool]:
        if not self._patience.lasts(message):
            return keep_unanswered
        return postpone if waited() >= self._it.settings.postpone_after else hear

    def status(self) -> Response:
        pairs = self._verified()
        if isinstance(pairs, Response):
            return pairs
        try:
            report = read_status(pairs, request.args.items(multi=True))
        except Invalid as missing:
            return refuse(400, str(missing))
        told = {"error": report.error_code or "", "key": report.key or ""}
        with self._it.work() as work:
            work.outbox.status(CHANNEL, report.provider_id, report.status, self._it.clock.now(), **told)
        return Response(status=204)

    def _verified(self) -> Pairs | Response:
        """The form, or why not: too large, no form, not signed by Twilio, not of our account. What cannot be signed
        is not even read."""
        if (request.content_length or 0) > FORM_CAP:
            return refuse(413, f"at most {FORM_CAP} bytes")
        if request.mimetype != FORM:
            return refuse(415, f"expected {FORM}")
        if len(request.headers.get(SIGNATURE, "")) not in SIGNATURE_LENGTHS:
            return refuse(401, "the signature is missing or wrong")
        pairs: Pairs = [(name, value) for name, value in request.form.items(multi=True)]
        path, query = path_and_query(request)
        if not self._signature.passes(path, query, pairs, dict(request.headers)):
            return refuse(401, "the signature is missing or wrong")
        ours = [self._it.settings.twilio_account_sid]
        return pairs if [v for name, v in pairs if name == "AccountSid"] == ours else refuse(403, "not our account")


def twilio_doors(it: Installation) -> Blueprint:
    doors, twilio = Blueprint("twilio", __name__, url_prefix="/webhooks/whatsapp/twilio"), TwilioDoors(it)
    for path, door in (("", twilio.message), ("/status", twilio.status)):
        doors.add_url_rule(path, door.__name__, door, methods=["POST"], strict_slashes=False)
    return doors
