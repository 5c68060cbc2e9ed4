"""Twilio's doors: messages, and receipts for ours."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from bot.bootstrap import Installation
from bot.reception import hear
from bot.webhooks.answers import FORM_CAP, path_and_query, refuse
from domain.shared.errors import Invalid, NotFound, Trouble
from integrations.whatsapp.twilio.inbound import CHANNEL, read_message, read_status
from integrations.whatsapp.twilio.signature import SignatureCheck
from integrations.words import storable

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
FORM = "application/x-www-form-urlencoded"
Pairs = list[tuple[str, str]]


def twilio_doors(it: Installation) -> Blueprint:
    doors = Blueprint("twilio", __name__, url_prefix="/webhooks/whatsapp/twilio")
    settings = it.settings
    signature = SignatureCheck(settings.twilio_auth_token.get_secret_value(), settings.shared_keys, settings.base_url)

    def verified() -> Pairs | Response:
        """The form, or why not: too large, no form, not signed by Twilio, not of our account."""
        if (request.content_length or 0) > FORM_CAP:
            return refuse(413, f"at most {FORM_CAP} bytes")
        if request.mimetype != FORM:
            return refuse(415, f"expected {FORM}")
        pairs: Pairs = [(name, value) for name, value in request.form.items(multi=True)]
        path, query = path_and_query(request)
        if not signature.passes(path, query, pairs, dict(request.headers)):
            return refuse(401, "the signature is missing or wrong")
        if [value for name, value in pairs if name == "AccountSid"] != [settings.twilio_account_sid]:
            return refuse(403, "not our account")
        return pairs

    @doors.post("", strict_slashes=False)
    def message() -> Response:
        pairs = verified()
        if isinstance(pairs, Response):
            return pairs
        try:
            hear(it, read_message(pairs, it.clock.now()), {"form": [[storable(n), storable(v)] for n, v in pairs]})
        except Invalid as missing:
            return refuse(400, str(missing))
        except NotFound:
            return refuse(403, "no shop has this number")
        except Trouble as trouble:
            current_app.logger.warning("message not kept: %s", trouble)
            return refuse(503, "send it again")
        return Response(EMPTY_TWIML, mimetype="text/xml")

    @doors.post("/status", strict_slashes=False)
    def status() -> Response:
        pairs = verified()
        if isinstance(pairs, Response):
            return pairs
        try:
            report = read_status(pairs, request.args.items(multi=True))
        except Invalid as missing:
            return refuse(400, str(missing))
        with it.work() as work:
            work.outbox.status(
                CHANNEL,
                report.provider_id,
                report.status,
                it.clock.now(),
                error=report.error_code or "",
                key=report.key or "",
            )
        return Response(status=204)

    return doors
