"""How often something may be tried, whatever the clock does."""

from __future__ import annotations

from datetime import timedelta

from bot.pages.throttle import Throttle
from domain.shared.clock import FakeClock

SECOND = timedelta(seconds=1)


def tries(throttle: Throttle, times: int) -> int:
    return sum(throttle.lets("awa") for _ in range(times))


def test_a_burst_then_one_more_every_so_often() -> None:
    clock = FakeClock()
    throttle = Throttle(clock, burst=3, every=SECOND)
    assert tries(throttle, 5) == 3
    clock.pass_by(seconds=2)
    assert tries(throttle, 5) == 2


def test_a_clock_that_is_set_back_locks_nobody_out() -> None:
    clock = FakeClock()
    throttle = Throttle(clock, burst=3, every=SECOND)
    tries(throttle, 5)
    clock.pass_by(hours=-1)
    assert tries(throttle, 5) == 3, "and no more than at any time"
