"""A circuit breaker: after a row of failures it stops asking for a while, then lets one call try."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from domain.shared.errors import Temporary

T = TypeVar("T")


class Breaker:
    """Closed, open for `rest` seconds after `limit` failures in a row, then half-open: one call at a time.

    Safe to share between threads. `now` counts seconds and never goes back.
    """

    def __init__(
        self, name: str, *, limit: int = 5, rest: float = 30.0, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._name, self._limit, self._rest, self._now = name, limit, rest, now
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_until = 0.0

    def run(self, work: Callable[[], T], failed: Callable[[T], bool]) -> T:
        """What `work` returns. It fails by raising, or if `failed(result)`. Raises Temporary while open."""
        self._enter()
        healthy = False
        try:
            result = work()
            healthy = not failed(result)
            return result
        finally:
            self._leave(healthy)

    @property
    def is_open(self) -> bool:
        """Nobody may call right now."""
        with self._lock:
            return self._failures >= self._limit and self._now() < self._closed_until

    def _enter(self) -> None:
        with self._lock:
            wait = self._closed_until - self._now()
            if self._failures >= self._limit and wait > 0:
                raise Temporary(f"{self._name} is not answering", retry_after=wait)
            if self._failures >= self._limit:
                self._closed_until = self._now() + self._rest  # this call tries, the others keep waiting

    def _leave(self, healthy: bool) -> None:
        with self._lock:
            self._failures = 0 if healthy else self._failures + 1
            if self._failures >= self._limit:
                self._closed_until = self._now() + self._rest
