"""A Twilio in a process of its own that takes a thousand messages a second, and notes when each of them came.

    python -m tests.benchmarks.swift_twilio

prints its port and serves until its standard input ends. Only what a sender asks of it is there: the messages that are
made and listed, and beside them `GET /set?thinks=0.1&faulty=0.01`, `GET /taken` and `GET /clear`.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

from tests.twilio_messages import Sent

BUSY, BROKEN = json.dumps({"code": 20429}), json.dumps({"code": 20500})


class Swift(asyncio.Protocol):
    """One connection, kept alive. What it takes is kept by the class, for all of them."""

    sent: ClassVar[list[Sent]] = []
    arrivals: ClassVar[list[tuple[float, str, str, str]]] = []
    thinks = 0.0
    faulty = 0.0
    luck = random.Random(1)

    def connection_made(self, transport: Any) -> None:
        self._transport, self._buffer = transport, b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        if found and len(rest) >= length:
            self._buffer = rest[length:]
            method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ", 2)
            self._serve(method, urlsplit(target), parse_qs(rest[:length].decode(), keep_blank_values=True))

    def _serve(self, method: str, url: Any, form: dict[str, list[str]]) -> None:
        if not url.path.startswith("/2010"):
            return self._control(url.path, parse_qs(url.query))
        status, body = self._take(form) if method == "POST" else (200, self._list(parse_qs(url.query)))
        asyncio.get_running_loop().call_later(self.thinks, self._answer, status, body)
        return None

    def _take(self, form: dict[str, list[str]]) -> tuple[int, str]:
        """One part `faulty` is refused for now, another fails, half of those having been taken."""
        cls, drawn = type(self), self.luck.random()
        if drawn < self.faulty:
            return 429, BUSY
        fails = drawn < 2 * self.faulty
        if fails and drawn < 1.5 * self.faulty:
            return 500, BROKEN
        message = Sent(f"SM{len(self.sent):032}", form)
        cls.sent.append(message)
        cls.arrivals.append((time.monotonic(), message["From"], message["To"], message["Body"]))
        return (500, BROKEN) if fails else (201, json.dumps(message.as_json()))

    def _list(self, wanted: dict[str, list[str]]) -> str:
        same = (one for one in reversed(self.sent) if one["To"] == wanted["To"][0] and one["From"] == wanted["From"][0])
        listed = [one.as_json() for one, _ in zip(same, range(50), strict=False)]
        return json.dumps({"messages": listed, "page": 0, "page_size": 50, "uri": "/", "next_page_uri": None})

    def _control(self, path: str, query: dict[str, list[str]]) -> None:
        cls = type(self)
        if path == "/set":
            cls.thinks, cls.faulty = float(query["thinks"][0]), float(query["faulty"][0])
        body = json.dumps(self.arrivals) if path == "/taken" else "{}"
        if path == "/clear":
            cls.sent, cls.arrivals = [], []
        self._answer(200, body)

    def _answer(self, status: int, body: str) -> None:
        raw = body.encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(raw)}\r\n\r\n"
        self._transport.write(head.encode() + raw)


class SwiftTwilio:
    """The other side of it: what a benchmark sets and reads."""

    def __init__(self, url: str) -> None:
        self.url = url

    def begin(self, *, thinks: float, faulty: float = 0.0) -> None:
        self._get("/clear")
        self._get(f"/set?thinks={thinks}&faulty={faulty}")

    def taken(self) -> list[tuple[float, str, str, str]]:
        """When, from, to, body; in the order in which they came."""
        return [tuple(one) for one in json.loads(self._get("/taken"))]

    def _get(self, path: str) -> bytes:
        with urlopen(self.url + path, timeout=30) as answer:
            return bytes(answer.read())


@contextmanager
def swift_twilio() -> Iterator[SwiftTwilio]:
    command = [sys.executable, "-m", "tests.benchmarks.swift_twilio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        try:
            yield SwiftTwilio(f"http://127.0.0.1:{process.stdout.readline().strip()}")
        finally:
            process.stdin.close()


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Swift, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve())
