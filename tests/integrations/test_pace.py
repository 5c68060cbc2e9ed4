"""No account is asked more often in a minute than it allows, whoever asks."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.shared.clock import FakeClock
from integrations.pace import BURST, Pace


def ask_all(pace: Pace, account: str = "a", a_minute: int = 60) -> int:
    """As often as there is room."""
    asked = 0
    while pace.has_room("wave", account, a_minute):
        pace.asked("wave", account, a_minute)
        asked += 1
    return asked


@settings(deadline=None)
@given(a_minute=st.integers(2, 60), pauses=st.lists(st.floats(0, 30), max_size=40))
def test_in_no_minute_come_more_than_it_allows(a_minute: int, pauses: list[float]) -> None:
    clock = FakeClock()
    pace, asked = Pace(clock), []
    for pause in [0.0, *pauses]:
        clock.pass_by(seconds=pause)
        asked += [clock.now()] * ask_all(pace, a_minute=a_minute)
    for begin in asked:
        assert sum(0 <= (each - begin).total_seconds() < 60 for each in asked) <= a_minute


def test_what_is_left_comes_as_time_passes() -> None:
    clock = FakeClock()
    pace = Pace(clock)
    assert (ask_all(pace), ask_all(pace)) == (60 // BURST, 0)
    clock.pass_by(seconds=1)
    assert ask_all(pace) == 0
    clock.pass_by(seconds=1)
    assert ask_all(pace) == 1
    clock.pass_by(hours=1)
    assert ask_all(pace) == 60 // BURST


def test_a_clock_that_is_set_back_takes_nothing_away() -> None:
    clock = FakeClock()
    pace = Pace(clock)
    ask_all(pace)
    clock.pass_by(hours=-1)
    assert not pace.has_room("wave", "a", 60)
    clock.pass_by(minutes=1)
    assert pace.has_room("wave", "a", 60)


def test_each_account_has_its_own() -> None:
    pace = Pace(FakeClock())
    ask_all(pace)
    assert not pace.has_room("wave", "a", 60)
    assert pace.has_room("wave", "b", 60) and pace.has_room("mtn", "a", 60)


def test_who_asks_for_a_person_asks_all_the_same_and_the_others_wait_longer() -> None:
    clock = FakeClock()
    pace = Pace(clock)
    ask_all(pace)
    pace.asked("wave", "a", 60, times=5)
    clock.pass_by(seconds=6)
    assert not pace.has_room("wave", "a", 60)
    clock.pass_by(seconds=2)
    assert pace.has_room("wave", "a", 60)


def test_one_a_minute_is_one() -> None:
    clock = FakeClock()
    pace = Pace(clock)
    assert ask_all(pace, a_minute=1) == 1
    clock.pass_by(seconds=59)
    assert ask_all(pace, a_minute=1) == 0
    clock.pass_by(seconds=1)
    assert ask_all(pace, a_minute=1) == 1
