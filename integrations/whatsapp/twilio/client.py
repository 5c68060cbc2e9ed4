"""Messages through Twilio: its own client, over our HTTP."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from domain.customer.messages import OutboundMessage
from domain.shared.errors import OutcomeUnknown, Permanent, Temporary, TooFast, Trouble
from integrations.http import Http
from integrations.whatsapp.twilio.codes import RETRY, TOO_MANY, TOO_MANY_FROM_THE_NUMBER
from integrations.whatsapp.twilio.inbound import CHANNEL
from integrations.whatsapp.twilio.outbound import render

API = "https://api.twilio.com"
PAGE, MOST = 50, 1000  # messages of one conversation that are looked through, the newest first
# What its client raises over an answer that it cannot read.
NOT_TWILIO = (TwilioException, ValueError, AttributeError, TypeError, KeyError)
SKEW = timedelta(seconds=2)  # how far their clock may be behind ours


class TwilioMessenger:
    """One Twilio account. `base_url` is the API's, of a region or of a stand-in; `connections` are kept alive, one
    for each thread that sends."""

    channel = CHANNEL

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        base_url: str = API,
        status_callback_url: str = "",
        timeout: tuple[float, float] = (5, 15),
        connections: int = 8,
    ) -> None:
        http = Http(base_url, timeout=timeout, auth=(account_sid, auth_token), connections=connections)
        # A given environment keeps the client from reading TWILIO_EDGE and TWILIO_REGION of the machine.
        environment = {"TWILIO_ACCOUNT_SID": account_sid}
        self._client = Client(account_sid, auth_token, http_client=OverHttp(http), environment=environment)
        self._status_callback_url = status_callback_url

    def send(self, message: OutboundMessage) -> str:
        """The message's sid. Raises Temporary (it was not taken), Permanent, OutcomeUnknown."""
        arguments = render(message, self._status_callback_url)
        try:
            sid = self._client.messages.create(**arguments).sid
        except (TwilioRestException, TwilioServiceException) as refusal:
            raise _trouble(refusal.status, refusal.code) from None  # its text holds what was sent
        except NOT_TWILIO:
            sid = None  # a success, in words that are not Twilio's
        if not sid:
            raise OutcomeUnknown("Twilio took a message and named none")
        return str(sid)

    def find(self, message: OutboundMessage, since: datetime) -> str | None:
        """The sid of a message with these very words that was made since then; None where there is none.

        Twilio knows no key of ours, so two messages of the same words within seconds cannot be told apart. A
        message may take a moment to show: ask a few seconds after the attempt. Raises Temporary, OutcomeUnknown
        where so much was sent since that nobody can tell.
        """
        arguments = render(message)
        try:
            # Not filtered by DateSent: a message that is still queued has none.
            listed = self._client.messages.stream(
                to=arguments["to"], from_=arguments["from_"], limit=MOST, page_size=PAGE
            )
            sent = list(takewhile(lambda one: _is_since(one, since - SKEW), listed))
        except NOT_TWILIO:
            raise Temporary("Twilio cannot be asked for its messages") from None
        found = _match(sent, str(arguments["body"]))
        if found is None and len(sent) == MOST:
            raise OutcomeUnknown(f"more than {MOST} messages went to this person since")
        return found


class OverHttp(HttpClient):
    """The documented seam of Twilio's client, filled with our time-outs, kept-alive session and breaker."""

    def __init__(self, http: Http) -> None:
        super().__init__(logging.getLogger(__name__), is_async=False)
        self._http = http

    def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """`auth` and `timeout` are those of our Http. Any other host of Twilio's is a fault of ours."""
        if not uri.startswith(API + "/"):
            raise ValueError(f"{uri} is not of {API}")
        reply = self._http.call(method, uri.removeprefix(API), params=params, data=data, headers=headers)
        if reply.status == 429:
            raise _too_fast(_code_in(reply.body), reply.retry_after)
        return Response(reply.status, reply.body.decode("utf-8", "replace"), dict(reply.headers))


def _trouble(status: int, code: object) -> Trouble:
    if str(code) in TOO_MANY:
        return _too_fast(str(code))
    if str(code) in RETRY:
        return Temporary(f"Twilio cannot take it now ({code})")
    if status >= 500 or status == 408:
        return OutcomeUnknown(f"Twilio answered {status} to a message")
    return Permanent(f"Twilio refused the message ({code})", str(code or status))


def _too_fast(code: str, retry_after: float | None = None) -> TooFast:
    return TooFast("Twilio asks us to slow down", retry_after, all_of_us=code in TOO_MANY_FROM_THE_NUMBER)


def _code_in(body: bytes) -> str:
    """Of a refusal that has no words of its own: whoever stands before Twilio answers so, too."""
    try:
        return str(json.loads(body)["code"])
    except (ValueError, TypeError, KeyError):
        return ""


def _match(sent: Iterable[Any], body: str) -> str | None:
    """The newest match; Twilio lists the newest first."""
    return next((str(one.sid) for one in sent if (one.body or "").strip() == body.strip()), None)


def _is_since(one: Any, since: datetime) -> bool:
    return isinstance(one.date_created, datetime) and one.date_created >= since.replace(microsecond=0)
