"""Virtual time and who acts in it: one thread, one actor at a time, the order decided by the seed.

Each actor is a greenlet that runs the shop's own code. At a port call it pauses for a stretch that the seed draws;
whoever's time comes first goes on. No actor ever pauses inside a transaction.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from greenlet import getcurrent, greenlet

from tests.simulation.trace import Trace

OPENS_AT = datetime.fromisoformat("2026-11-20T09:00:00+00:00")
Act = Callable[[], object]


class Crash(BaseException):
    """The process of this actor has died: nothing in it catches that, what was committed stays."""


class Actor(greenlet):
    """One request, job, delivery or person. `transactions`: how many it has open."""

    def __init__(self, name: str, act: Act, hub: greenlet) -> None:
        super().__init__(act, hub)
        self.name = name
        self.transactions = 0


class Timeline:
    """Implements `Clock`."""

    def __init__(self, random: Random, trace: Trace) -> None:
        self.seconds = 0.0
        self.steps = 0
        self.random = random
        self._trace = trace
        self._hub = getcurrent()
        self._queue: list[tuple[float, int, Actor]] = []
        self._queued = 0

    def now(self) -> datetime:
        return OPENS_AT + timedelta(seconds=self.seconds)

    # -- acting ------------------------------------------------------------------------------------------------------

    def spawn(self, name: str, act: Act, after: float = 0.0) -> None:
        """`act` begins as an actor of its own, `after` so many seconds."""
        self._enqueue(Actor(name, lambda: self._live(act), self._hub), after)

    def pause(self, shortest: float, longest: float = 0.0) -> None:
        """The current actor waits; others go on meanwhile."""
        actor = getcurrent()
        if isinstance(actor, Actor):
            self._enqueue(actor, self.random.uniform(shortest, max(shortest, longest)))
            self._hub.switch()

    @property
    def actor(self) -> Actor | None:
        """None while the world itself is being set up."""
        current = getcurrent()
        return current if isinstance(current, Actor) else None

    def note(self, what: str) -> None:
        actor = self.actor
        self._trace.note(self.seconds, actor.name if actor else "world", what)

    def survives(self, act: Act) -> bool:
        """Whether `act` came to its end: the process that ran it may have died, whoever asked it has not."""
        try:
            act()
        except Crash:
            return False
        return True

    def _live(self, act: Act) -> None:
        self.survives(act)

    # -- time --------------------------------------------------------------------------------------------------------

    @property
    def next_at(self) -> float:
        return self._queue[0][0] if self._queue else float("inf")

    def step(self) -> None:
        """Whoever is next goes on until the next port call."""
        at, _, actor = heapq.heappop(self._queue)
        self.seconds = max(self.seconds, at)
        self.steps += 1
        actor.switch()

    def jump(self, at: float) -> None:
        self.seconds = max(self.seconds, at)

    def end(self) -> None:
        """Whoever still waits is let go."""
        while self._queue:
            _, _, actor = heapq.heappop(self._queue)
            actor.throw()

    def _enqueue(self, actor: Actor, after: float) -> None:
        self._queued += 1
        heapq.heappush(self._queue, (self.seconds + after, self._queued, actor))
