"""How often an outside party may be asked: a bucket of tokens for each of its accounts, in this process."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

from domain.shared.clock import Clock

BURST = 6
"""One part in so many of a minute's questions may come at once; in no minute come more than it allows."""


@dataclass(slots=True)
class Bucket:
    tokens: float
    at: datetime


class Pace:
    """Who is asked regularly looks first whether there is room; who asks for a person asks, and takes from what is
    left for the others. Safe to share between threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._lock = threading.Lock()

    def has_room(self, provider: str, account: str, a_minute: int) -> bool:
        with self._lock:
            return self._filled(provider, account, a_minute).tokens >= 1

    def asked(self, provider: str, account: str, a_minute: int, times: int = 1) -> None:
        """More than there was room for is owed."""
        with self._lock:
            self._filled(provider, account, a_minute).tokens -= times

    def _filled(self, provider: str, account: str, a_minute: int) -> Bucket:
        now, most = self._clock.now(), max(1, a_minute // BURST)
        bucket = self._buckets.setdefault((provider, account), Bucket(most, now))
        passed = max(0.0, (now - bucket.at).total_seconds())  # a clock that was set back takes nothing away
        grown = passed * max(1, a_minute - most) / 60
        bucket.tokens, bucket.at = min(most, bucket.tokens + grown), now
        return bucket
