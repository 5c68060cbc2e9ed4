"""Access tokens: fetched once however many ask, renewed before they end, renewed once when one is refused."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.shared.clock import Clock

EARLY = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class Token:
    """What goes with each call, for `seconds` from now."""

    value: str = field(repr=False)
    seconds: int


@dataclass(slots=True)
class _Slot:
    lock: threading.Lock = field(default_factory=threading.Lock)
    value: str = field(default="", repr=False)
    until: datetime | None = None


class Tokens:
    """One token per name. Threads share it: while one fetches, those who need the same token wait for it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._slots: defaultdict[Hashable, _Slot] = defaultdict(_Slot)
        self._lock = threading.Lock()

    def get(self, name: Hashable, fetch: Callable[[], Token], *, refused: str = "") -> str:
        """A good token: never the `refused` one. What `fetch` raises goes through; nothing is kept then."""
        with self._lock:
            slot = self._slots[name]
        with slot.lock:
            if slot.until is None or slot.until <= self._clock.now() or slot.value == refused:
                token = fetch()
                length = timedelta(seconds=max(token.seconds, 0))
                slot.value, slot.until = token.value, self._clock.now() + length - min(EARLY, length / 2)
            return slot.value
