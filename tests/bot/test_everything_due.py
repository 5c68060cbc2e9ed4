"""What is due is gone through to the end, though some of it fails for ever."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog

from bot.again import BATCH, each_by_itself, everything_due


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with structlog.testing.capture_logs():
        yield


class Due:
    """Numbers that are due until they are done; those below `broken` fail each time."""

    def __init__(self, count: int, broken: int) -> None:
        self.left = list(range(count))
        self.broken = broken
        self.asked = 0

    def find(self, limit: int) -> list[tuple[int]]:
        self.asked += 1
        return [(number,) for number in self.left[:limit]]

    def do(self, number: int) -> None:
        if number < self.broken:
            raise ValueError(number)
        self.left.remove(number)


def test_a_batch_at_a_time_what_fails_hides_what_comes_behind_it() -> None:
    due = Due(count=2 * BATCH, broken=BATCH)
    for _pass in range(3):
        each_by_itself(due.do, due.find(BATCH))
    assert len(due.left) == 2 * BATCH


def test_all_that_can_be_done_is_done_whatever_fails_before_it() -> None:
    due = Due(count=3 * BATCH + 7, broken=BATCH + 1)
    assert everything_due(due.find, due.do) == 3 * BATCH + 7
    assert due.left == list(range(BATCH + 1))


def test_who_does_nothing_and_stays_is_not_gone_to_for_ever() -> None:
    assert everything_due(Due(count=5, broken=0).find, lambda number: None) == 5


def test_where_nothing_is_due_it_is_asked_once() -> None:
    due = Due(count=0, broken=0)
    assert everything_due(due.find, due.do) == 0
    assert due.asked == 1
