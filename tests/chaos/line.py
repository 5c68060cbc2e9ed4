"""The line to PostgreSQL, which can go bad: slow, silent, dead, or cut at the very moment that matters."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

CHUNK = 65536
HAS_WRITTEN = re.compile(rb"COMMIT\0|INSERT 0 [1-9]|UPDATE [1-9]|DELETE [1-9]")
IS_OVER = b"Z\0\0\0\x05I"
"""What the server says when it is ready and no transaction is open: what was written before is committed."""
LONGEST_WAIT = 0.02


@dataclass(frozen=True, eq=False)
class Call:
    """One connection through it, with both its ends."""

    asking: asyncio.StreamWriter
    answering: asyncio.StreamWriter

    def cut(self) -> None:
        for end in (self.asking, self.answering):
            end.transport.abort()


Trap = Callable[[bytes, bool], int | None]
"""Of some bytes, which are an answer or are not: how many still pass before the line is cut; None: all of them."""


def as_commit_is_asked(data: bytes, is_answer: bool) -> int | None:
    """It never arrives: nothing is committed, and nobody is told so."""
    return None if is_answer or b"COMMIT" not in data else 0


def as_commit_is_answered(data: bytes, is_answer: bool) -> int | None:
    """All is committed, and nobody is told so. With or without a COMMIT of its own."""
    return 0 if is_answer and HAS_WRITTEN.search(data) and data.endswith(IS_OVER) else None


def after(count: int) -> Trap:
    """In the middle of an answer."""
    return lambda data, is_answer: count if is_answer and len(data) > count else None


class Line:
    """Listens on `port` and carries every byte to the server's socket at `path`, by a thread of its own.

    `delay` holds each answer up by so many seconds. `silent`: nothing passes, nothing is cut. `down`: nobody gets
    through. `cuts` counts what traps have cut.
    """

    def __init__(self, path: str) -> None:
        self.delay, self.silent, self.cuts = 0.0, False, 0
        self._path, self._down = path, False
        self._trap: Trap | None = None
        self._calls: set[Call] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.port: int = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)

    def set(self, trap: Trap | None) -> None:
        """The first call that fits it is cut, and no other."""
        self._trap = trap

    def go_down(self) -> None:
        self._down = True
        self._loop.call_soon_threadsafe(self._cut_all)

    def come_up(self) -> None:
        self._down = False

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    async def _listen(self) -> int:
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        return int(server.sockets[0].getsockname()[1])

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            if self._down:
                raise ConnectionRefusedError
            answers, questions = await asyncio.open_unix_connection(self._path)
            call = Call(writer, questions)
            self._calls.add(call)
            await asyncio.gather(self._pump(reader, questions, call, False), self._pump(answers, writer, call, True))
            self._calls.discard(call)
        writer.transport.abort()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, call: Call, is_answer: bool
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                await asyncio.sleep(self.delay if is_answer else 0)
                while self.silent:
                    await asyncio.sleep(LONGEST_WAIT)
                passing = self._trap(data, is_answer) if self._trap else None
                writer.write(data[:passing])
                await writer.drain()
                if passing is not None:
                    self._trap, self.cuts = None, self.cuts + 1
                    break
        call.cut()

    async def _hang_up(self) -> None:
        self.silent, self._down = False, True
        self._cut_all()
        mine = asyncio.current_task()
        await asyncio.gather(*(task for task in asyncio.all_tasks() if task is not mine), return_exceptions=True)

    def _cut_all(self) -> None:
        for call in tuple(self._calls):
            call.cut()


@contextmanager
def bad_line(path: str) -> Iterator[Line]:
    line = Line(path)
    try:
        yield line
    finally:
        line.close()
