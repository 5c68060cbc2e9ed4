"""How fast WhatsApp may be sent to: each of our numbers so many messages a second, each person one in six seconds.

The slots are given out by a script in Redis, by its clock, so that any number of processes on any number of machines
keep one rate. While Redis is away each process keeps to its share, by the senders that were there when Redis was.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import NamedTuple

from redis import RedisError

from domain.shared.clock import Clock
from domain.shared.errors import Temporary
from domain.shared.ids import Ids
from integrations.breaker import Breaker
from integrations.queue import impatient

SOON = 0.5
"""Seconds: who has to wait longer is given no slot, and comes again."""
PART_USED = 0.95
"""Of what is allowed: on the way to the provider slots of even distance come a little closer to each other."""
PAIR_EVERY, PAIR_BURST = 6.0, 40
BORROWED = PAIR_EVERY * (PAIR_BURST - 1)
"""WhatsApp's own burst is 45. Who has had one gets one message in six seconds until as many of these have passed."""
SENDER_COUNTS = 60
"""Seconds since its last message for which a process counts as one that sends from a number."""
MANY_PEOPLE = 10_000
SCRIPT = resources.files(__package__).joinpath("rates.lua").read_text()

PATIENCE, GONE_AFTER = 0.5, 2.0
"""Seconds for an answer of Redis, and without any after which it is gone: before that the others still have theirs,
and a share taken beside them would be too much."""

Line = tuple[str, str, str]
"""Channel, our number, the person."""


class Wait(NamedTuple):
    """Seconds until the number's next slot, and until the person may get one more message."""

    number: float = 0.0
    person: float = 0.0

    @property
    def is_soon(self) -> bool:
        """Then the slot is the caller's."""
        return max(self) <= SOON


@dataclass
class Slots:
    """What this process knows of one number: when its next slot is, and how many processes share them."""

    next_at: float = 0.0
    shared_by: int = 1
    given_until: float = 0.0
    """Up to here slots were given out without Redis: it is told as soon as it is back."""
    people: dict[str, float] = field(default_factory=dict)
    """When each person's burst is whole again."""


class Rates:
    """`a_second`: messages by channel. A channel that is not named has no limits. Safe to share between threads."""

    def __init__(self, redis_url: str, clock: Clock, ids: Ids, a_second: Mapping[str, int]) -> None:
        self._clock, self._me = clock, ids.token()
        self._script = impatient(redis_url, PATIENCE).register_script(SCRIPT)
        self._a_second = a_second
        self._breaker = Breaker("Redis", limit=2, rest=0.5)
        self._answered_at: float | None = None
        self._numbers: dict[tuple[str, str], Slots] = {}
        self._lock = threading.Lock()

    def batch(self, most: int) -> int:
        """How many messages it makes sense to take in hand at once: the slots of a moment, where there are limits."""
        slowest = min(self._a_second.values(), default=most)
        return max(1, min(most, int(slowest * SOON)))

    def take(self, line: Line, *, has_persons: bool = False) -> Wait:
        """How long before this line's next message may leave; where that is not soon, no slot was taken. Who missed
        its slot `has_persons`, and needs another one of the number's alone."""
        return self._ask(line, 0.0, 0.0 if has_persons else PAIR_EVERY) if line[0] in self._a_second else Wait()

    def rest(self, line: Line, seconds: float) -> None:
        """Nothing leaves from this number for so long: its provider has asked for it."""
        if line[0] in self._a_second:
            self._ask(line, seconds, 0.0)

    def _ask(self, line: Line, rests: float, pair_every: float) -> Wait:
        try:
            wait, shared_by = self._breaker.run(lambda: self._run(line, rests, pair_every), failed=lambda _: False)
        except (RedisError, Temporary):
            return self._without_redis(line, rests, pair_every)
        with self._lock:
            self._answered_at, slots = time.monotonic(), self._slots(line)
            slots.shared_by = shared_by
            if wait.is_soon:
                slots.next_at = max(slots.next_at, self._now() + wait.number + self._every(line, 1))
        return wait

    def _run(self, line: Line, rests: float, pair_every: float) -> tuple[Wait, int]:
        number = f"rate:{{{line[0]}:{line[1]}}}"  # in braces: all keys of a number are in one slot of a cluster
        keys = [f"{number}:next", f"{number}:to:{line[2]}", f"{number}:senders"]
        with self._lock:
            given = max(self._slots(line).given_until - self._now(), 0.0)
        limits = (self._every(line, 1), SOON, pair_every, BORROWED, SENDER_COUNTS)
        of_number, of_person, shared_by = self._script(keys=keys, args=[self._me, rests, *limits, given])
        return Wait(float(of_number), float(of_person)), int(shared_by)

    # -- alone -------------------------------------------------------------------------------------------------------

    def _without_redis(self, line: Line, rests: float, pair_every: float) -> Wait:
        seen = self._answered_at
        if seen is not None and time.monotonic() - seen < GONE_AFTER and not rests:
            return Wait(number=2 * SOON)
        return self._alone(line, rests, pair_every)

    def _alone(self, line: Line, rests: float, pair_every: float) -> Wait:
        """The script's own arithmetic, on this process's share."""
        with self._lock:
            slots, now = self._slots(line), self._now()
            if rests:
                slots.next_at = slots.given_until = max(slots.next_at, now + rests)
                return Wait()
            whole_at = max(slots.people.get(line[2], now), now)
            owes = whole_at - now - BORROWED if pair_every else 0.0
            wait = Wait(max(slots.next_at - now, 0.0), max(owes, 0.0))
            if wait.is_soon:
                slots.next_at = slots.given_until = now + wait.number + self._every(line, slots.shared_by)
                slots.people[line[2]] = whole_at + pair_every
            return wait

    def _slots(self, line: Line) -> Slots:
        slots = self._numbers.setdefault(line[:2], Slots())
        if len(slots.people) > MANY_PEOPLE:
            now = self._now()
            slots.people = {person: whole_at for person, whole_at in slots.people.items() if whole_at > now}
        return slots

    def _every(self, line: Line, shared_by: int) -> float:
        return max(shared_by, 1) / (self._a_second[line[0]] * PART_USED)

    def _now(self) -> float:
        return self._clock.now().timestamp()
