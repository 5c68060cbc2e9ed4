"""Keeps what became of messages, many at a time: whoever comes while a group is being written goes with the next."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import timedelta

from bot.again import again
from bot.bootstrap import Installation
from integrations.store.outgoing import Outgoing, Result


@dataclass(slots=True)
class Entry:
    """A result on its way into the outbox, and what that person gets next."""

    result: Result
    following: Outgoing | None = None
    trouble: Exception | None = None
    is_written: bool = False


class Results:
    """Shared by the threads of one sender."""

    def __init__(self, it: Installation, lease: timedelta) -> None:
        self._it, self._lease = it, lease
        self._waiting: list[Entry] = []
        self._lock = threading.Lock()
        self._writing = threading.Lock()

    def keep(self, result: Result) -> Outgoing | None:
        """Returns, once it is kept, the next message to the same person, leased to the caller. Raises Trouble."""
        entry = Entry(result)
        with self._lock:
            self._waiting.append(entry)
        with self._writing:
            if not entry.is_written:
                self._write_all()
        if entry.trouble is not None:
            raise entry.trouble
        return entry.following

    def _write_all(self) -> None:
        with self._lock:
            group, self._waiting = self._waiting, []
        results = [entry.result for entry in group]
        try:
            following = again(lambda: self._write(results))
            for entry in group:
                entry.following = following.get(entry.result.outgoing.line)
        except Exception as trouble:
            for entry in group:
                entry.trouble = trouble
        finally:
            for entry in group:
                entry.is_written = True

    def _write(self, results: list[Result]) -> dict[tuple[str, str, str], Outgoing]:
        """What is over makes room for what comes after it, in the same transaction: nobody else can step in."""
        over = {result.outgoing.id for result in results if result.again_at is None}
        with self._it.work() as work:
            now = self._it.clock.now()
            settled = over & work.outbox.settle(results, now)
            after = work.outbox.claim_after(settled, now, self._lease) if settled else []
        return {outgoing.line: outgoing for outgoing in after}
