"""The sandbox wallet running for a test, and a shop's door that keeps what the wallet sends it."""

from __future__ import annotations

import http.client
import json as jsonlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox_wallet.keys import IssuedAccounts
from bot.sandbox_wallet.server import WalletServer
from bot.sandbox_wallet.settings import WalletSettings
from domain.payment.gateway import InboundHttp
from domain.shared.clock import Clock, FakeClock
from integrations.mobile_money.sandbox.client import SandboxGateway
from integrations.mobile_money.sandbox.control import WalletControl

MASTER = "the wallet's secret in tests"
ACCOUNT = "chez-fatou"


@dataclass(slots=True)
class WalletHandle:
    """A wallet that listens at `url`; `account` is one shop's, `accounts` has any other's."""

    url: str
    clock: Clock
    account: str = ACCOUNT
    accounts: IssuedAccounts = field(default_factory=lambda: IssuedAccounts(MASTER))

    @property
    def key(self) -> str:
        return self.accounts[self.account].key

    @property
    def secret(self) -> str:
        return self.accounts[self.account].secret

    @property
    def control(self) -> WalletControl:
        return WalletControl(self.url, self.key)

    def gateway(self, **how: Any) -> SandboxGateway:
        return SandboxGateway(self.url, self.accounts, self.clock, **how)

    def call(self, method: str, path: str, json: Any = None, *, key: str | None = None, **headers: str) -> Answer:
        """As a shop calls, without the adapter. `Idempotency_Key="…"` names a header."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Authorization"] = f"Bearer {self.key if key is None else key}"
        body = json if isinstance(json, bytes) else None if json is None else jsonlib.dumps(json).encode()
        return fetch(method, self.url + path, body, {"Content-Type": "application/json", **named})


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return jsonlib.loads(self.body)

    @property
    def code(self) -> str:
        return str(self.json()["error"]["code"])


def fetch(method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
    """One request, no redirect followed."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, body, headers or {})
        reply = connection.getresponse()
        return Answer(reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read())
    finally:
        connection.close()


@contextmanager
def running_wallet(
    folder: Path, clock: Clock | None = None, *, port: int = 0, expires_after: timedelta = timedelta(minutes=15)
) -> Iterator[WalletHandle]:
    """Keeps its file in `folder`: running it there again is the restart of the same wallet."""
    clock = clock or FakeClock()
    settings = WalletSettings(
        folder / "wallet.sqlite3", MASTER, port=port, expires_after=expires_after, callback_timeout=3
    )
    server = WalletServer(settings, clock)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield WalletHandle(server.settings.address, clock)
    finally:
        server.stop()
        thread.join(10)


class ShopDoor:
    """Where callbacks arrive: keeps each, answers by the next of `answers`, the last one for ever.

    While the `gate` is closed it takes requests and answers none; `at_once` is the most that ever waited together.
    """

    def __init__(self) -> None:
        self.received: list[InboundHttp] = []
        self.answers = [200]
        self.at_once = self._open = 0
        self.gate = threading.Event()
        self.gate.set()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhooks/payments/sandbox/{ACCOUNT}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _take(self, request: InboundHttp) -> int:
        with self._lock:
            self._open += 1
            self.at_once = max(self.at_once, self._open)
        self.gate.wait(5)
        with self._lock:
            self._open -= 1
            self.received.append(request)
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status = door._take(InboundHttp("POST", self.path, "", headers, body))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        return Handler
