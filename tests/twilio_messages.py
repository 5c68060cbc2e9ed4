"""What Twilio remembers: the calls that came in and the messages that it took."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from email.utils import formatdate

from tests.twilio_webhooks import ACCOUNT_SID


@dataclass
class Request:
    """A call that came in, and when; `answered_at` is the moment before its answer."""

    method: str
    path: str
    form: dict[str, list[str]]
    at: float = field(default_factory=time.monotonic)
    answered_at: float = 0.0


@dataclass
class Sent:
    """A message that Twilio has taken."""

    sid: str
    form: dict[str, list[str]]
    created_at: float = field(default_factory=time.time)
    status: str = "queued"

    def __getitem__(self, name: str) -> str:
        return self.form.get(name, [""])[0]

    def as_json(self) -> dict[str, object]:
        path = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{self.sid}"
        created = formatdate(self.created_at, usegmt=False)
        media = self.form.get("MediaUrl", [])
        return {
            "sid": self.sid, "account_sid": ACCOUNT_SID, "api_version": "2010-04-01", "body": self["Body"],
            "from": self["From"], "to": self["To"], "status": self.status, "direction": "outbound-api",
            "date_created": created, "date_updated": created, "date_sent": None, "error_code": None,
            "error_message": None, "messaging_service_sid": None, "num_media": str(len(media)),
            "num_segments": "1", "price": None, "price_unit": None, "uri": path + ".json",
            "subresource_uris": {"media": path + "/Media.json"},
        }  # fmt: skip
