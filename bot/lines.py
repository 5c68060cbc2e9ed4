"""One after the other: what names the same thing waits its turn in this process, before it asks the database for it.

Between processes the database decides, and whoever was overtaken begins again; so this guards nothing. It saves fifty
messages of one person from overtaking each other.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST = 8.0
"""Seconds: whoever has waited so long goes on all the same."""


class Lines:
    """Safe between threads. A line that nobody stands in takes no room."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._lines: dict[object, tuple[threading.Lock, int]] = {}

    @contextmanager
    def turn(self, name: object) -> Iterator[None]:
        mine = self._stand_in(name)
        has_turn = mine.acquire(timeout=LONGEST)
        try:
            yield
        finally:
            if has_turn:
                mine.release()
            self._leave(name)

    def _stand_in(self, name: object) -> threading.Lock:
        with self._guard:
            lock, people = self._lines.get(name) or (threading.Lock(), 0)
            self._lines[name] = lock, people + 1
            return lock

    def _leave(self, name: object) -> None:
        with self._guard:
            lock, people = self._lines[name]
            if people == 1:
                del self._lines[name]
            else:
                self._lines[name] = lock, people - 1
