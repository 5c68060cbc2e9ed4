"""Messages through Twilio: its own client, over our HTTP."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from domain.customer.messages import OutboundMessage
from domain.shared.errors import OutcomeUnknown, Permanent, Temporary, Trouble
from integrations.http import Http
from integrations.whatsapp.twilio.codes import RETRY
from integrations.whatsapp.twilio.inbound import CHANNEL
from integrations.whatsapp.twilio.outbound import render

API = "https://api.twilio.com"
NEWEST = 50  # messages of one conversation that are looked through
# What its client raises over an answer that it cannot read.
NOT_TWILIO = (TwilioException, ValueError, AttributeError, TypeError, KeyError)
SKEW = timedelta(seconds=2)  # how far their clock may be behind ours


class TwilioMessenger:
    """One Twilio account. `base_url` is the API's, of a region or of a stand-in."""

    channel = CHANNEL

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        base_url: str = API,
        status_callback_url: str = "",
        timeout: tuple[float, float] = (5, 15),
    ) -> None:
        http = Http(base_url, timeout=timeout, auth=(account_sid, auth_token))
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
        message may take a moment to show: ask a few seconds after the attempt. Raises Temporary.
        """
        arguments = render(message)
        try:
            # Not filtered by DateSent: a message that is still queued has none.
            sent = self._client.messages.list(
                to=arguments["to"], from_=arguments["from_"], limit=NEWEST, page_size=NEWEST
            )
        except NOT_TWILIO:
            raise Temporary("Twilio cannot be asked for its messages") from None
        return _match(sent, str(arguments["body"]), since - SKEW)


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
            raise Temporary("Twilio asks us to slow down", reply.retry_after)
        return Response(reply.status, reply.body.decode("utf-8", "replace"), dict(reply.headers))


def _trouble(status: int, code: object) -> Trouble:
    if str(code) in RETRY:
        return Temporary(f"Twilio cannot take it now ({code})")
    if status >= 500 or status == 408:
        return OutcomeUnknown(f"Twilio answered {status} to a message")
    return Permanent(f"Twilio refused the message ({code})", str(code or status))


def _match(sent: Iterable[Any], body: str, since: datetime) -> str | None:
    """The newest match; Twilio lists the newest first."""
    found = (one for one in sent if (one.body or "").strip() == body.strip() and _is_since(one, since))
    return next((str(one.sid) for one in found), None)


def _is_since(one: Any, since: datetime) -> bool:
    return isinstance(one.date_created, datetime) and one.date_created >= since.replace(microsecond=0)
