"""What people wrote to us, from Twilio's own list: as near to the form of the webhook as the list can tell.

The list holds words, media and addresses. It does not hold what a button's id was (its title is the words, and is
understood as such), where a shared place lies, or the writer's profile name.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import takewhile
from operator import attrgetter
from typing import Any

from twilio.rest import Client

from domain.shared.errors import Temporary
from integrations.http import Http
from integrations.whatsapp.twilio.client import API, NOT_TWILIO, OverHttp
from integrations.whatsapp.twilio.inbound import PREFIX

PAGE = 100
Pairs = list[tuple[str, str]]


class MissedMessages:
    """Of one Twilio account. Every method raises Temporary where it cannot be asked."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._rows: dict[str, Any] = {}

    @classmethod
    def of(cls, account_sid: str, auth_token: str, base_url: str = API) -> MissedMessages:
        http = Http(base_url, timeout=(5, 30), auth=(account_sid, auth_token))
        environment = {"TWILIO_ACCOUNT_SID": account_sid}
        return cls(Client(account_sid, auth_token, http_client=OverHttp(http), environment=environment))

    def listed(self, numbers: Iterable[str], since: datetime, until: datetime) -> list[str]:
        """The sids of what came in to any of these numbers in this time, the oldest first."""
        found = [row for number in numbers for row in self._to(number, since) if row.date_created <= until]
        self._rows |= {str(row.sid): row for row in found}
        return [str(row.sid) for row in sorted(found, key=attrgetter("date_created"))]

    def form(self, sid: str) -> Pairs:
        """Of one that was listed."""
        row = self._rows[sid]
        form = {
            "MessageSid": sid,
            "AccountSid": str(row.account_sid),
            "From": str(row.from_),
            "To": str(row.to),
            "Body": row.body or "",
            "NumMedia": str(row.num_media or "0"),
        }
        return list((form | self._media(row)).items())

    def _to(self, number: str, since: datetime) -> list[Any]:
        """Twilio lists the newest first, a page at a time: no further than needed."""

        def recent(row: Any) -> bool:
            return isinstance(row.date_created, datetime) and row.date_created >= since.replace(microsecond=0)

        rows = self._ask(lambda messages: takewhile(recent, messages.stream(to=PREFIX + number, page_size=PAGE)))
        return [row for row in reversed(rows) if row.direction == "inbound"]

    def _media(self, row: Any) -> dict[str, str]:
        if not str(row.num_media or "0").strip("0"):
            return {}
        files = self._ask(lambda messages: messages(row.sid).media.list(limit=1))
        if not files:
            return {}
        url = f"{API}{str(files[0].uri).removesuffix('.json')}"
        return {"MediaContentType0": str(files[0].content_type), "MediaUrl0": url}

    def _ask(self, question: Any) -> list[Any]:
        try:
            return list(question(self._client.messages))
        except NOT_TWILIO:
            raise Temporary("Twilio cannot be asked for its messages") from None
