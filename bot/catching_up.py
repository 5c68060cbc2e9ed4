"""Messages that were only kept have their turns: by whoever has time, each person's in the order in which they came."""

from __future__ import annotations

from functools import cache, partial

from bot.again import everything_due
from bot.bootstrap import Installation
from bot.lessons import recall
from bot.reception import hear_postponed
from integrations.store.postponed import Postponed

AT_ONCE = 200
"""Turns, about: then the other jobs of the queue are looked at, for half a second is long for a notice."""


def catch_up(it: Installation) -> int:
    """Any number may do so at once. Returns how many were looked at; where more wait, somebody is woken for them."""

    def next_ones(limit: int) -> list[tuple[Postponed]]:
        with it.look() as work:
            return [(each,) for each in work.postponed.first_of_each(limit)]

    seen = everything_due(next_ones, partial(_has_its_turn, it), at_most=AT_ONCE)
    if seen >= AT_ONCE:
        it.wakeups.wake("catch_up")
    return seen


def _has_its_turn(it: Installation, waiting: Postponed) -> None:
    """What meets with trouble is tried again in the next round; until then it keeps back what the same person wrote
    after it, and nobody else."""
    _languages()
    hear_postponed(it, waiting)


@cache
def _languages() -> None:
    """Half a second, and only where somebody has to be heard: workers need them for nothing else."""
    recall()
