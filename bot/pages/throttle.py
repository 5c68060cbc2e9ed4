"""How often something may be tried: by one address, through one link. Each process counts for itself."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from domain.shared.clock import Clock

MOST_NAMES = 10_000


class Throttle:
    """`burst` tries at once, then one more `every` so often. It remembers so many names and no more."""

    def __init__(self, clock: Clock, burst: int, every: timedelta) -> None:
        self._clock = clock
        self._length = burst * every
        self._every = every
        self._used_until: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def lets(self, name: str) -> bool:
        with self._lock:
            now = self._clock.now()
            if len(self._used_until) >= MOST_NAMES:
                self._used_until.clear()
            until = self._used(name, now) + self._every
            if until > now + self._length:
                return False
            self._used_until[name] = until
            return True

    def _used(self, name: str, now: datetime) -> datetime:
        """Further than that nothing can be used up, but by a clock that has been set back since."""
        used = self._used_until.get(name, now)
        return used if now <= used <= now + self._length else now
