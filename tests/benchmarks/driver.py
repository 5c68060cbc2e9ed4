"""The driver: a process of its own that plays pre-signed requests over kept-alive connections, and times the answers.

    python -m tests.benchmarks.driver <plan> <samples>

Closed loop: every connection asks as soon as it has its answer. Open loop: requests leave at given times, whether or
not the answers have come, and an answer's latency counts from when its request was due. Either way a chat is
sequential: its next message leaves after the answer to the one before. It imports nothing of the shop and computes
nothing that could have been computed before.
"""

from __future__ import annotations

import gc
import pickle
import random
import select
import sys
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.connection import Chat, Connection
from tests.benchmarks.plan import NOBODY, Plan, Sample

LONGEST_NAP = 0.05


class Driver:
    """Plays one plan."""

    def __init__(self, plan: Plan, chats: list[list[bytes]]) -> None:
        self.plan = plan
        self.samples: list[Sample] = []
        self._coming = iter([Chat(n, requests) for n, requests in enumerate(chats)][plan.first :])
        self._ready: deque[Chat] = deque()
        self._all: dict[int, Connection] = {}
        self._free: list[Connection] = []
        self._poll = select.epoll()
        self._began = 0.0

    def play(self) -> list[Sample]:
        for _ in range(self.plan.at_once):
            self._next_chat()
        self._began = time.perf_counter()
        if self.plan.phases:
            self._open_loop()
        else:
            self._closed_loop()
        self._let_answers_come()
        return self.samples

    # -- when requests leave -----------------------------------------------------------------------------------------

    def _closed_loop(self) -> None:
        while (now := self._now()) < self.plan.seconds and (self._ready or self._busy):
            while self._ready and self._has_room:
                self._ask(now)
            self._listen(LONGEST_NAP)

    def _open_loop(self) -> None:
        waiting: deque[float] = deque()
        arrivals = self._arrivals()
        coming = next(arrivals, None)
        while coming is not None or waiting:
            now = self._now()
            while coming is not None and coming <= now:
                waiting.append(coming)
                coming = next(arrivals, None)
            while waiting and self._ready and self._has_room:
                self._ask(waiting.popleft())
            while waiting and now - waiting[0] > self.plan.gives_up_after:
                self.samples.append(Sample(NOBODY, 0, waiting.popleft(), self.plan.gives_up_after, 0))
            self._listen(min(LONGEST_NAP, max(0.0, coming - now)) if coming is not None else LONGEST_NAP)

    def _arrivals(self) -> Iterator[float]:
        chance, due, until = random.Random(self.plan.seed), 0.0, 0.0
        for rate, seconds in self.plan.phases:
            until += seconds
            while due < until:
                yield due
                due += chance.expovariate(rate) if self.plan.poisson else 1 / rate

    # -- asking and hearing ------------------------------------------------------------------------------------------

    @property
    def _busy(self) -> int:
        return len(self._all) - len(self._free)

    @property
    def _has_room(self) -> bool:
        return bool(self._free) or len(self._all) < self.plan.connections

    def _ask(self, due: float) -> None:
        chat = self._ready.popleft()
        try:
            connection = self._free.pop() if self._free else self._connect()
            connection.ask(chat, due)
        except OSError:
            self._note(chat, due, 0)

    def _listen(self, seconds: float) -> None:
        for number, _event in self._poll.poll(seconds):
            connection = self._all[number]
            status = connection.hears()
            if connection.chat is None:  # it was kept alive for long enough
                self._free.remove(connection)
                self._close(connection)
            elif status is not None:
                self._answered(connection, status)

    def _answered(self, connection: Connection, status: int) -> None:
        chat, connection.chat = connection.chat, None
        assert chat
        if status and b"\r\nConnection: close" not in connection.heard:
            self._free.append(connection)
        else:
            self._close(connection)
        self._note(chat, connection.due, status)

    def _note(self, chat: Chat, due: float, status: int) -> None:
        self.samples.append(Sample(chat.index, chat.n, due, self._now() - due, status))
        chat.n += 1
        if chat.n < len(chat.requests):
            self._ready.append(chat)
        else:
            self._next_chat()

    def _connect(self) -> Connection:
        connection = Connection(self.plan.port)
        self._all[connection.socket.fileno()] = connection
        self._poll.register(connection.socket.fileno(), select.EPOLLIN)
        return connection

    def _close(self, connection: Connection) -> None:
        del self._all[connection.socket.fileno()]
        self._poll.unregister(connection.socket.fileno())
        connection.socket.close()

    def _next_chat(self) -> None:
        if chat := next(self._coming, None):
            self._ready.append(chat)

    def _let_answers_come(self) -> None:
        deadline = self._now() + self.plan.gives_up_after
        while self._busy and self._now() < deadline:
            self._listen(LONGEST_NAP)
        for connection in [each for each in self._all.values() if each.chat]:
            self._answered(connection, 0)

    def _now(self) -> float:
        return time.perf_counter() - self._began


def main(plan: Path, samples: Path) -> None:
    wanted: Plan = pickle.loads(plan.read_bytes())
    chats: list[list[bytes]] = pickle.loads(wanted.script.read_bytes())
    gc.freeze()
    gc.disable()
    samples.write_bytes(pickle.dumps([tuple(sample) for sample in Driver(wanted, chats).play()]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
