"""A local HTTP server for a stand-in to play on: what it answers is its own, what goes wrong on the way is scripted."""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came: `path` decoded, header names in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Said:
    status: int
    body: bytes


class Stage:
    """`faults[door]` are what goes wrong at the next calls there: lost and reset (after their effect), lost_before,
    http_500, html, truncated, slow."""

    def __init__(self) -> None:
        self.faults: dict[str, deque[str]] = {}
        self.calls: list[Call] = []
        self.lock = threading.RLock()
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def goes_wrong(self, door: str, *faults: str) -> None:
        self.faults[door] = deque(faults)

    def called(self, door: str) -> list[Call]:
        return [call for call in self.calls if self.door_of(call) == door]

    def door_of(self, call: Call) -> str:
        raise NotImplementedError

    def answer(self, call: Call) -> Said:
        raise NotImplementedError

    def take(self, call: Call) -> Said | None:
        """None: the connection ends without a word."""
        with self.lock:
            self.calls.append(call)
            waiting = self.faults.get(self.door_of(call))
            fault = waiting.popleft() if waiting else ""
            said = Said(500, b"") if fault == "lost_before" else self.answer(call)
        if fault == "slow":
            self._closing.wait(30)
        return _spoiled(said, fault)


def _spoiled(said: Said, fault: str) -> Said | None:
    match fault:
        case "":
            return said
        case "http_500":
            return Said(500, b'{"code": "internal-server-error", "status": false, "message": "An error occurred"}')
        case "html":
            return Said(200, b"<html>Down for maintenance</html>")
        case "truncated":
            return Said(said.status, said.body[: len(said.body) // 2] or b"{")
        case _:
            return None


def _handler(stage: Stage) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            at, length = urlsplit(self.path), int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            call = Call(self.command, unquote(at.path), dict(parse_qsl(at.query)), headers, self.rfile.read(length))
            said = stage.take(call)
            if said is None:
                self.close_connection = True
                return
            self.send_response(said.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)

        do_GET = do_POST = do_PUT = _do

        def log_message(self, *_: object) -> None:
            pass

    return Handler
