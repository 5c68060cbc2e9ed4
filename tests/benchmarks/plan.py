"""What the driver is told to do, and what it tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

NOBODY = -1
"""The chat of a request that could not even leave in time."""


@dataclass(frozen=True)
class Plan:
    """`chats` are played from `first` on, `at_once` of them at a time. `phases` are (requests a second, seconds) of an
    open loop, one after the other; without them the loop is closed and lasts `seconds`."""

    script: Path
    port: int
    connections: int = 16
    at_once: int = 64
    first: int = 0
    seconds: float = 8
    phases: tuple[tuple[float, float], ...] = ()
    poisson: bool = False
    gives_up_after: float = 15
    seed: int = 1


class Sample(NamedTuple):
    """Which request of which chat; when it was due, after the start; how long its answer took; 0: there was none."""

    chat: int
    n: int
    at: float
    latency: float
    status: int
