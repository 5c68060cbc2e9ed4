"""Where the local Twilio keeps what people sent: behind its credentials, at a storage that must not see them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

from tests.twilio_webhooks import ACCOUNT_SID

PUBLIC_API = "https://api.twilio.com"
STORAGE = "/storage/"


@dataclass
class StoredFiles:
    """`broken`: so many times the storage answers 503 first."""

    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    broken: int = 0

    def add(self, content_type: str, content: bytes) -> str:
        """The address that a webhook tells."""
        sid = "ME" + secrets.token_hex(16)
        self.files[sid] = (content_type, content)
        return f"{PUBLIC_API}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/SM{secrets.token_hex(16)}/Media/{sid}"

    def serve(self, handler: BaseHTTPRequestHandler, api: str, credentials: str) -> bool:
        """False: it is about no file."""
        path = urlsplit(handler.path).path
        sid, is_sent = path.rpartition("/")[2], handler.headers.get("Authorization")
        if path.startswith(STORAGE):
            self._hand_out(handler, sid, is_a_stranger=bool(is_sent))
        elif "/Media/" in path and not path.endswith(".json"):
            known = sid in self.files and is_sent == credentials
            _answer(handler, 307 if known else 404, {"Location": f"{api}{STORAGE}{sid}"} if known else {})
        else:
            return False
        return True

    def _hand_out(self, handler: BaseHTTPRequestHandler, sid: str, is_a_stranger: bool) -> None:
        """As the real one does: whoever shows it other credentials is refused."""
        content_type, content = self.files[sid]
        if self.broken:
            self.broken -= 1
            _answer(handler, 503, {})
        elif is_a_stranger:
            _answer(handler, 400, {})
        else:
            _answer(handler, 200, {"Content-Type": content_type}, content)


def _answer(handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes = b"") -> None:
    handler.send_response(status)
    for name, value in (headers | {"Content-Length": str(len(body))}).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)
