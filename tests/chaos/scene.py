"""Where faults strike: the town and all that it stands on, and what is still going wrong there."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from tests.chaos.disk import Disk
from tests.chaos.line import Line
from tests.chaos.sluggish import SluggishTwilio
from tests.chaos.town import Town
from tests.services import PostgresServer, eventually

Fault = Callable[[], bool]
Undo = Callable[[], object]
"""False: it cannot be ended while others last."""


@dataclass
class Scene:
    """`neighbour` is a second machine of the same shop. What is None cannot be struck: not on this database, or not on
    this machine.

    `longest` is how many seconds a fault may last; `strikes` counts those that took effect.
    """

    town: Town
    luck: random.Random
    twilio: SluggishTwilio
    postgres: PostgresServer | None = None
    line: Line | None = None
    disk: Disk | None = None
    neighbour: Town | None = None
    longest: float = 9.0
    database: str = ""
    strikes: Counter[str] = field(default_factory=Counter)
    lasting: list[tuple[float, Undo]] = field(default_factory=list)

    def lasts(self, undo: Undo, *, at_least: float = 2.0) -> bool:
        """The fault that has just begun goes on beside others, until `undo` ends it."""
        seconds = self.luck.uniform(at_least, max(self.longest, at_least + 1))
        self.lasting.append((time.monotonic() + seconds, undo))
        return True

    def pass_by(self) -> None:
        """Ends what has lasted long enough."""
        now = time.monotonic()
        over = [each for each in self.lasting if each[0] <= now]
        self.lasting = [each for each in self.lasting if each[0] > now]
        self.lasting += [each for each in over if each[1]() is False]

    def calm(self) -> None:
        """Ends everything, now: the last fault first, and once more what could not be ended while others lasted."""
        deadline = time.monotonic() + 60
        while self.lasting:
            assert time.monotonic() < deadline, f"cannot be ended: {self.lasting}"
            self.lasting = [each for each in reversed(self.lasting) if each[1]() is False][::-1]

    def seen(self, what: Callable[[], object], seconds: float = 4) -> bool:
        """Whether it comes true in time; what lasts meanwhile ends when it should."""
        with suppress(AssertionError):
            eventually(lambda: (self.pass_by(), what())[1], seconds=seconds, every=0.005)
            return True
        return False

    @property
    def towns(self) -> list[Town]:
        return [self.town, *([self.neighbour] if self.neighbour else [])]

    def some_town(self) -> Town:
        return self.luck.choice(self.towns)
