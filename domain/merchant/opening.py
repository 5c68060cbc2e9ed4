"""When a shop is open: by its week, unless it has paused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from domain.shared.errors import Invalid

DAY = 24 * 60
QUIET_FROM, QUIET_UNTIL = time(21), time(8)
"""Between these, by the shop's clock, nobody is told what can wait."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `opens` to `closes` on one day: minutes since midnight. Monday is 0."""

    day: int
    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not (0 <= self.day < 7 and 0 <= self.opens < self.closes <= DAY):
            raise Invalid("opening", (self.day, self.opens, self.closes), "a day of the week, from earlier to later")


@dataclass(frozen=True, slots=True)
class Pause:
    """No orders, until the moment or until somebody opens again."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """A week. Without any span the shop is always open."""

    spans: tuple[Span, ...] = ()

    def is_open(self, local: datetime) -> bool:
        """`local` by the shop's clock."""
        minute = local.hour * 60 + local.minute
        today = (span for span in self.spans if span.day == local.weekday())
        return not self.spans or any(span.opens <= minute < span.closes for span in today)

    def opens_next(self, local: datetime) -> datetime:
        """The same moment while it is open; else when it opens next, by the same clock."""
        if self.is_open(local):
            return local
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        days = ((midnight + timedelta(days=n), n) for n in range(8))
        starts = (
            day.replace(hour=span.opens // 60, minute=span.opens % 60)
            for day, _n in days
            for span in self.spans
            if span.day == day.weekday()
        )
        return min(start for start in starts if start > local)


def when_not_quiet(local: datetime) -> datetime:
    """The same moment, or the morning after the night that it falls into: for whatever can wait."""
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return local
    morning = local.replace(hour=QUIET_UNTIL.hour, minute=0, second=0, microsecond=0)
    return morning if local.time() < QUIET_UNTIL else morning + timedelta(days=1)
