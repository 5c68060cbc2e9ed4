"""What Twilio remembers: the calls that came in and the messages that it took."""

from __future__ import annotations

import secrets
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


@dataclass
class Received:
    """A message that a person sent to us, as Twilio's list tells it; `media` are the sid and kind of each file."""

    sender: str
    to: str
    body: str
    sid: str = field(default_factory=lambda: "SM" + secrets.token_hex(16))
    created_at: float = field(default_factory=time.time)
    media: list[tuple[str, str]] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return {"From": f"whatsapp:{self.sender}", "To": f"whatsapp:{self.to}", "Body": self.body}[name]

    def as_json(self) -> dict[str, object]:
        sent = Sent(self.sid, {name: [self[name]] for name in ("From", "To", "Body")}, self.created_at, "received")
        told = {"direction": "inbound", "num_media": str(len(self.media)), "date_sent": formatdate(self.created_at)}
        return sent.as_json() | told


def media_json(message: Received) -> dict[str, object]:
    path = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{message.sid}/Media"
    files = [
        {
            "sid": sid, "parent_sid": message.sid, "account_sid": ACCOUNT_SID, "content_type": kind,
            "date_created": formatdate(message.created_at), "uri": f"{path}/{sid}.json",
        }
        for sid, kind in message.media
    ]  # fmt: skip
    return {"media_list": files, "page": 0, "page_size": 50, "uri": path + ".json", "next_page_uri": None}
