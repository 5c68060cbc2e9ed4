"""Twilio, as far as we can tell it from the real one: REST that remembers, fails on demand and calls back."""

from __future__ import annotations

import base64
import json
import secrets
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from tests.twilio_faults import Breaks, Refuses
from tests.twilio_files import StoredFiles
from tests.twilio_messages import Received, Request, Sent, media_json
from tests.twilio_webhooks import ACCOUNT_SID, AUTH_TOKEN, message_form, post_signed


class TwilioServer:
    """`url` is the API's base. `sent` is what was taken, oldest first; `faults` go off one a call, in order.

    Every call takes `thinks_for` seconds.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.connections = 0
        self.sent: list[Sent] = []
        self.received: list[Received] = []
        self.faults: deque[Refuses | Breaks] = deque()
        self.files = StoredFiles()
        self.thinks_for = 0.0
        self.closing = threading.Event()
        self.lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()

    @property
    def bodies(self) -> list[str]:
        return [message["Body"] for message in self.sent]

    @property
    def messages(self) -> list[Sent | Received]:
        return [*self.received, *self.sent]

    def take(self, form: dict[str, list[str]]) -> Sent:
        message = Sent("SM" + secrets.token_hex(16), form)
        with self.lock:
            self.sent.append(message)
        return message

    def next_fault(self) -> Refuses | Breaks | None:
        with self.lock:
            return self.faults.popleft() if self.faults else None

    # -- webhooks: `public_url` is what we told Twilio, `local_url` where the app under test listens -----------

    def post_message(
        self, public_url: str, local_url: str, *, sender: str, to: str, body: str = "", **fields: str
    ) -> tuple[int, str]:
        """A person writes. `fields` are Twilio's own (`Latitude=…`, `ButtonPayload=…`); the answer comes back."""
        return post_signed(public_url, local_url, message_form(sender, to, body, **fields))

    def report(self, message: Sent, status: str, local_url: str = "", error_code: str = "") -> tuple[int, str]:
        """A status callback to the address that came with the message."""
        message.status = status
        callback = message["StatusCallback"]
        form = [
            ("MessageSid", message.sid), ("SmsSid", message.sid), ("MessageStatus", status),
            ("SmsStatus", status), ("From", message["From"]), ("To", message["To"]),
            ("AccountSid", ACCOUNT_SID), ("ApiVersion", "2010-04-01"), ("ChannelPrefix", "whatsapp"),
        ]  # fmt: skip
        if error_code:
            form.append(("ErrorCode", error_code))
        return post_signed(callback, local_url or callback, form)


@contextmanager
def twilio_server() -> Iterator[TwilioServer]:
    server = TwilioServer()
    try:
        yield server
    finally:
        server.close()


# -- REST -----------------------------------------------------------------------------------------------------


def _handler(server: TwilioServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            server.connections += 1
            super().setup()

        def handle(self) -> None:
            with suppress(ConnectionError):  # a caller that was killed
                super().handle()

        def do_POST(self) -> None:
            form = parse_qs(self._body().decode(), keep_blank_values=True)
            self._serve(form)

        def do_GET(self) -> None:
            self._serve({})

        def _serve(self, form: dict[str, list[str]]) -> None:
            request = Request(self.command, self.path, form)
            server.requests.append(request)
            server.closing.wait(server.thinks_for)
            request.answered_at = time.monotonic()
            self._carry_out(form)

        def _carry_out(self, form: dict[str, list[str]]) -> None:
            fault = server.next_fault()
            if isinstance(fault, Refuses):
                return self._refuse(fault.status, fault.code, fault.retry_after)
            if isinstance(fault, Breaks):
                if fault.accepts and self.command == "POST":
                    server.take(form)
                return self._break(fault.how)
            return self._route(form)

        def _route(self, form: dict[str, list[str]]) -> None:
            if server.files.serve(self, server.url, _basic()):
                return None
            url = urlsplit(self.path)
            root = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages"
            if self.headers.get("Authorization") != _basic():
                return self._refuse(401, 20003)
            if url.path == root + ".json":
                return self._create(form) if self.command == "POST" else self._list(url.path, url.query)
            for message in server.messages:
                if url.path == f"{root}/{message.sid}.json":
                    return self._answer(200, message.as_json())
                if isinstance(message, Received) and url.path == f"{root}/{message.sid}/Media.json":
                    return self._answer(200, media_json(message))
            return self._refuse(404, 20404)

        def _create(self, form: dict[str, list[str]]) -> None:
            if code := _fault_of(form):
                return self._refuse(400, code)
            return self._answer(201, server.take(form).as_json())

        def _list(self, path: str, query: str) -> None:
            wanted = dict(parse_qsl(query))
            page, size = int(wanted.get("Page", 0)), int(wanted.get("PageSize", 50))
            newest_first = sorted(server.messages, key=lambda m: m.created_at)[::-1]
            found = [m for m in newest_first if _matches(m, wanted)]
            here = found[page * size : (page + 1) * size]
            more = f"{path}?{urlencode({**wanted, 'Page': page + 1})}" if found[(page + 1) * size :] else None
            listing = {"messages": [m.as_json() for m in here], "page": page, "page_size": size}
            self._answer(200, {**listing, "uri": self.path, "next_page_uri": more})

        def _refuse(self, status: int, code: int, retry_after: int | None = None) -> None:
            more_info = f"https://www.twilio.com/docs/errors/{code}"
            error = {"code": code, "message": f"fault {code}", "more_info": more_info, "status": status}
            self._answer(status, error, retry_after)

        def _break(self, how: str) -> None:
            if how == "stall":
                server.closing.wait(20)
            elif how == "garble":
                return self._answer(201, "<html>")
            elif how == "503":
                return self._answer(503, {"message": "upstream"})
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return None

        def _answer(self, status: int, body: object, retry_after: int | None = None) -> None:
            raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            if retry_after is not None:
                self.send_header("Retry-After", str(retry_after))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(raw)

        def _body(self) -> bytes:
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))

        def log_message(self, format: str, *args: object) -> None:
            """Silent: the requests are kept."""

    return Handler


def _basic() -> str:
    return "Basic " + base64.b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()


def _fault_of(form: dict[str, list[str]]) -> int | None:
    if not form.get("To"):
        return 21604
    if not (form.get("From") or form.get("MessagingServiceSid")):
        return 21603
    if form["To"] == form.get("From"):
        return 63031
    body = form.get("Body", [""])[0]
    if not (body or form.get("MediaUrl") or form.get("ContentSid")):
        return 21602
    return 21617 if len(body.encode("utf-16-le")) // 2 > 1600 else None


def _matches(message: Sent | Received, wanted: dict[str, str]) -> bool:
    return all(message[name] == wanted[name] for name in ("To", "From") if name in wanted)
