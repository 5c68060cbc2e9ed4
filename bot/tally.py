"""What the doors did, counted in memory that all web processes of one server share.

The server forks them after it has imported the application, so that they share what was made before. Each process
counts in a row of its own: no lock stands between them, and none is left behind by one that is killed.
"""

from __future__ import annotations

import mmap
import os
import threading
from typing import NamedTuple

ROWS = 256
"""Processes are told apart by their number, which comes round after so many."""
BYTES = 8
OUTCOMES = ("answered", "repeated", "failed", "flooded", "postponed")
DOORS = ("twilio", "payments", "couriers")
STATUSES = ("400", "401", "403", "404", "413", "415", "503", "other")


class Series(NamedTuple):
    """One number of one metric, as Prometheus names it."""

    metric: str
    labels: tuple[tuple[str, str], ...]


def turns(outcome: str) -> Series:
    return Series("shop_turns_total", (("outcome", outcome),))


def refusals(door: str, status: int) -> Series:
    known = str(status) if str(status) in STATUSES else "other"
    return Series("shop_refusals_total", (("door", door), ("status", known)))


def turned_away(door: str) -> Series:
    return Series("shop_turned_away_total", (("door", door),))


ALL = (
    *(turns(outcome) for outcome in OUTCOMES),
    *(Series("shop_refusals_total", (("door", door), ("status", status))) for door in DOORS for status in STATUSES),
    *(turned_away(door) for door in DOORS),
)


class Tally:
    """Counters that only grow, of a fixed list: nothing that a stranger sends can add to it."""

    def __init__(self) -> None:
        self._place = {series: n for n, series in enumerate(ALL)}
        self._shared = mmap.mmap(-1, ROWS * len(ALL) * BYTES)
        self._cells = memoryview(self._shared).cast("Q")
        self._lock = threading.Lock()

    def add(self, series: Series) -> None:
        with self._lock:
            self._cells[os.getpid() % ROWS * len(ALL) + self._place[series]] += 1

    def totals(self) -> dict[Series, int]:
        """Of all processes together."""
        return {series: sum(self._cells[place :: len(ALL)]) for series, place in self._place.items()}
