"""Messages that were only kept have their turns: by whoever has time, each person's in the order in which they came."""

from __future__ import annotations

from functools import cache, partial

import structlog

from bot.again import everything_due
from bot.arrivals import Post
from bot.bootstrap import Installation
from bot.kept_messages import read_kept
from bot.lessons import recall
from bot.reception import arriving, hear_out
from domain.shared.errors import Refusal
from integrations.store.postponed import Postponed

AT_ONCE = 200
"""Turns, about: then the other jobs of the queue are looked at, for half a second is long for a notice."""

log = structlog.get_logger()


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
    try:
        message = read_kept(waiting.source, waiting.provider_id, waiting.raw, waiting.received_at)
        arrival = arriving(it, message, Post(waiting.raw, waiting.id))
    except Refusal as why:
        _give_up(it, waiting, why)
    else:
        hear_out(it, arrival)


def _give_up(it: Installation, waiting: Postponed, why: Refusal) -> None:
    """Its shop is gone, or no door reads it any more: somebody should look."""
    log.error("a message that had waited cannot be heard", inbox_id=waiting.id, why=type(why).__name__)
    with it.work() as work:
        work.postponed.end(waiting.id, waiting.raw, waiting.shop_id, it.clock.now(), f"{type(why).__name__}: {why}")


@cache
def _languages() -> None:
    """Half a second, and only where somebody has to be heard: workers need them for nothing else."""
    recall()
