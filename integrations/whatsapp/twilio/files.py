"""What people sent, as Twilio keeps it: asked for with our credentials, which never go where it sends us on to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from domain.customer.files import LARGEST
from domain.shared.errors import Permanent, Temporary
from integrations.http import Http, Reply
from integrations.whatsapp.twilio.client import API

STORAGE = (".twiliocdn.com", ".twilio.com", ".amazonaws.com")
"""Where its media really lie."""
MOVED = (301, 302, 303, 307, 308)
TIMEOUT = (5.0, 10.0)


class TwilioFiles:
    """Of one account. `base_url` is the API's, or a stand-in's, which may send on to itself."""

    def __init__(self, account_sid: str, auth_token: str, base_url: str = API) -> None:
        account = rf"/2010-04-01/Accounts/{re.escape(account_sid)}"
        self._ours = re.compile(rf"{re.escape(API)}({account}/Messages/[\w]{{34}}/Media/[\w]{{34}})")
        self._base_url = base_url
        self._api = Http(base_url, timeout=TIMEOUT, auth=(account_sid, auth_token), largest=LARGEST)

    def has(self, url: str) -> bool:
        return self._ours.fullmatch(url) is not None

    def fetch(self, url: str) -> tuple[str, bytes]:
        """Raises Temporary, Permanent."""
        found = self._ours.fullmatch(url)
        if found is None:
            raise Permanent("that is no address of our account", "address")
        reply = self._api.call("GET", found[1])
        if reply.status in MOVED:
            reply = self._at_the_storage(reply.headers.get("Location", ""))
        return _content(reply)

    def _at_the_storage(self, url: str) -> Reply:
        """Only where Twilio keeps files, with no word of who we are."""
        parts, own = urlsplit(url), urlsplit(self._base_url)
        root = f"{parts.scheme}://{parts.netloc}"
        is_storage = parts.scheme == "https" and (parts.hostname or "").endswith(STORAGE)
        if not is_storage and (parts.scheme, parts.netloc) != (own.scheme, own.netloc):
            raise Permanent("Twilio sends us on to a stranger", "redirect")
        storage = Http(root, timeout=TIMEOUT, largest=LARGEST, connections=1)
        try:
            return storage.call("GET", url.removeprefix(root))
        finally:
            storage.close()


def _content(reply: Reply) -> tuple[str, bytes]:
    if reply.status == 429:
        raise Temporary("Twilio asks us to slow down", reply.retry_after)
    if not reply.ok:
        raise Permanent(f"Twilio answered {reply.status} to a file", str(reply.status))
    return reply.headers.get("Content-Type", ""), reply.body
