"""The wire of the stand-in for pawaPay, and all that can go wrong on it."""

from __future__ import annotations

import json
import time
from collections import deque
from http.server import BaseHTTPRequestHandler
from typing import Any, Protocol


class Stranger(Protocol):
    faults: dict[str, deque[str]]
    calls: list[tuple[str, str, Any]]

    def answer(self, token: str, method: str, path: str, body: Any) -> tuple[int, Any]: ...


def _door(method: str, path: str) -> str:
    if path.endswith("/http"):
        return "keys"
    if method == "GET":
        return "status"
    return {"/v2/refunds": "refund", "/v2/predict-provider": "predict"}.get(path, "start")


def handler(server: Stranger) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._serve("POST", json.loads(raw) if raw else None)

        def do_GET(self) -> None:
            self._serve("GET", None)

        def _serve(self, method: str, body: Any) -> None:
            server.calls.append((method, self.path, body))
            waiting = server.faults.get(_door(method, self.path))
            fault = waiting.popleft() if waiting else ""
            token = str(self.headers.get("Authorization", "")).removeprefix("Bearer ")
            if fault == "lost_before":
                return self._hang_up()
            if fault.isupper():
                return self._say(200, {"status": "REJECTED", "failureReason": {"failureCode": fault}})
            status, answer = server.answer(token, method, self.path, body)
            return self._spoil(fault, status, answer)

        def _spoil(self, fault: str, status: int, answer: Any) -> None:
            if fault in ("lost", "reset"):
                return self._hang_up()
            if fault == "slow":
                time.sleep(3)  # longer than any client of these tests waits
            if fault == "http_500":
                return self._say(500, {"failureReason": {"failureCode": "UNKNOWN_ERROR", "failureMessage": "?"}})
            raw = b"<html>maintenance</html>" if fault == "html" else json.dumps(answer).encode()
            return self._send(status, raw[: len(raw) // 2] if fault == "truncated" else raw)

        def _say(self, status: int, answer: Any) -> None:
            self._send(status, json.dumps(answer).encode())

        def _send(self, status: int, raw: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def _hang_up(self) -> None:
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    return Handler
