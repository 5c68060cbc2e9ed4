"""Those who do the jobs: woken by Redis while it is there, sent round by the clock in any case."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import datetime, timedelta

import bot.jobs
from bot.everything import PERIODIC
from domain.shared.errors import Trouble
from integrations.queue import Wakeups
from tests.simulation.boundary import Boundary
from tests.simulation.faults import Fault as F
from tests.simulation.timeline import OPENS_AT, Timeline

AT_ONCE_AT_MOST = 2
"""Of one job: as many as two workers of a queue would run."""
OUTBOX = """
    WITH waiting AS (SELECT *, state <> 'pending' AS flies FROM chat_outbox WHERE state NOT IN ('sent', 'failed'))
    SELECT next_try_at FROM waiting AS one WHERE NOT EXISTS (
        SELECT 1 FROM waiting AS other WHERE other.recipient = one.recipient
        AND (other.flies > one.flies OR (other.flies = one.flies AND other.id < one.id)))
"""
"""Whoever is first in a person's line: the others wait for him whatever their own time."""
EVENTS = "SELECT next_try_at FROM events WHERE handled_at IS NULL AND tries < 20"
UNPAID = "SELECT pay_by FROM ordering_orders WHERE state = 'awaiting_payment'"
PARCELS = "SELECT promised_by FROM fulfillment_shipments WHERE NOT has_ended AND NOT late_is_said"
WAITS_FOR: dict[str, tuple[str, ...]] = {
    "sweep": (OUTBOX, EVENTS),
    "settle": ("SELECT next_look_at FROM payment_attempts WHERE next_look_at IS NOT NULL",),
    "refund": ("SELECT next_look_at FROM payment_refunds WHERE next_look_at IS NOT NULL",),
    "expire": (UNPAID, PARCELS),
    "catch_up": ("SELECT received_at FROM chat_inbox WHERE state = 'received' AND line IS NOT NULL",),
    "remind": ("SELECT due_at FROM chat_reminders",),
}
"""Where each periodic job finds its work. It is sent round when some is due: a round without any does nothing."""
UNLISTED = timedelta(hours=12)
"""How often a periodic job runs of which nobody has said what it waits for."""


class Workers(Wakeups):
    """Implements the wake-ups: a job that is woken runs a moment later, unless Redis is away."""

    def __init__(self, boundary: Boundary) -> None:
        self._boundary = boundary
        self._timeline = boundary.timeline
        self._waiting: Counter[str] = Counter()
        self._running: Counter[str] = Counter()
        self.turned_away = 0

    def wake(self, job: str) -> bool:
        if self._boundary.is_down(F.REDIS_DOWN):
            self._timeline.note(f"the wake-up of {job} is lost")
            return False
        if self._waiting[job]:
            return False
        self._waiting[job] += 1
        self._timeline.spawn(job, lambda: self._woken(job), self._timeline.random.uniform(0.005, 0.2))
        return True

    def wake_soon(self, job: str) -> None:
        self.wake(job)

    def started(self, job: str) -> None:
        pass

    def note(self, what: str, at: datetime) -> None:
        pass

    def noted(self, what: str) -> datetime | None:
        return None

    def _woken(self, job: str) -> None:
        self._waiting[job] -= 1
        self.run(job)

    def run(self, job: str) -> None:
        """The job dies of a crash and of a trouble alike: the next wake-up or round does what is left."""
        if self._running[job] >= AT_ONCE_AT_MOST:
            self.turned_away += 1
            return
        self._running[job] += 1
        try:
            getattr(bot.jobs, job)()
        except Trouble as trouble:
            self._timeline.note(f"gives up: {trouble}")
        finally:
            self._running[job] -= 1


class Rounds:
    """The scheduler, which skips the rounds on which nothing is due."""

    def __init__(self, timeline: Timeline, workers: Workers, looking: sqlite3.Connection) -> None:
        self._timeline = timeline
        self._workers = workers
        self._looking = looking
        self._last = dict.fromkeys(PERIODIC, 0.0)
        self._version_then = dict.fromkeys(PERIODIC, -1)
        self._due: dict[str, float] = {}
        self._version = -1

    def next(self, version: int) -> tuple[float, str]:
        """When the next round is, and of which job. `version` grows with whatever may make new work."""
        if version != self._version:
            self._version = version
            self._due = {job: self._round_of(job, version) for job in PERIODIC}
        return min((at, job) for job, at in self._due.items())

    def send(self, job: str, version: int) -> None:
        self._last[job], self._version_then[job] = self._timeline.seconds, version
        self._version = -1
        self._timeline.spawn(f"{job}, by the clock", lambda: self._workers.run(job))

    def _round_of(self, job: str, version: int) -> float:
        every = PERIODIC[job].total_seconds()
        if job not in WAITS_FOR:
            return self._last[job] + max(every, UNLISTED.total_seconds())
        last = self._last[job]
        # Where nothing has happened since the last round, what was due then is no work for it.
        unseen = last if self._version_then[job] == version else -1.0
        due = min((at for query in WAITS_FOR[job] for at in self._moments(query) if at > unseen), default=float("inf"))
        return max(last + every, every * -(-due // every)) if due < float("inf") else due

    def _moments(self, query: str) -> list[float]:
        return [_seconds(row[0]) for row in self._looking.execute(query)]


def _seconds(stored: str) -> float:
    """SQLite's text, as seconds since the shop opened."""
    begin = OPENS_AT.replace(tzinfo=None)
    return (type(begin).fromisoformat(stored) - begin).total_seconds()
