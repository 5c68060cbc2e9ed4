"""How often an address may try. Each process counts for itself."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from domain.shared.clock import Clock

MOST_ADDRESSES = 10_000


class Throttle:
    """`burst` tries at once, then one more `every` so often. What it forgets is forgiven."""

    def __init__(self, clock: Clock, burst: int = 30, every: timedelta = timedelta(seconds=2)) -> None:
        self._clock = clock
        self._length = burst * every
        self._every = every
        self._empty_at: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def lets(self, address: str) -> bool:
        with self._lock:
            now = self._clock.now()
            if len(self._empty_at) >= MOST_ADDRESSES:
                self._empty_at = {each: at for each, at in self._empty_at.items() if at > now}
            begins = max(now, self._empty_at.get(address, now))
            if begins + self._every > now + self._length or len(self._empty_at) > MOST_ADDRESSES:
                return False
            self._empty_at[address] = begins + self._every
            return True
