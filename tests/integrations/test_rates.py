"""No number sends faster than it is allowed, however many processes send from it; no person gets more than WhatsApp
lets through."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.shared.clock import FakeClock, SystemClock
from domain.shared.ids import RandomIds
from integrations.rates import PAIR_BURST, PAIR_EVERY, SOON, Line, Rates
from tests.services import RedisServer, eventually, running_redis

OURS = "+2250777000001"
AWA: Line = ("twilio", OURS, "+2250700000001")
NOBODY = "redis://127.0.0.1:1"
A_SECOND = 80


def rates(url: str, clock: FakeClock | None = None, a_second: int = A_SECOND) -> Rates:
    return Rates(url, clock or SystemClock(), RandomIds(), {"twilio": a_second})


def person(n: int) -> Line:
    return "twilio", OURS, f"+22507{n:08}"


def most_in_a_second(moments: list[float]) -> int:
    window: deque[float] = deque()
    most = 0
    for at in sorted(moments):
        window.append(at)
        while window[0] <= at - 1:
            window.popleft()
        most = max(most, len(window))
    return most


# -- one process, in virtual time -------------------------------------------------------------------------------------


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def slots(alone: Rates, clock: FakeClock, seconds: float) -> list[float]:
    """When messages to ever new people leave, if everybody who waits comes again."""
    began, moments = clock.now().timestamp(), []
    while (now := clock.now().timestamp()) < began + seconds:
        wait = alone.take(person(len(moments)))
        if wait.is_soon:
            moments.append(now + wait.number)
        clock.pass_by(seconds=0.001 if wait.is_soon else SOON)
    return moments


def test_a_number_keeps_its_rate_in_every_second_and_makes_use_of_it(clock: FakeClock) -> None:
    moments = slots(rates(NOBODY, clock), clock, seconds=10)
    assert most_in_a_second(moments) <= A_SECOND
    assert len(moments) > 0.9 * 10 * A_SECOND


def test_a_person_gets_a_burst_and_then_one_message_in_six_seconds(clock: FakeClock) -> None:
    alone = rates(NOBODY, clock, a_second=1000)
    assert all(alone.take(AWA).is_soon for _ in range(PAIR_BURST))
    refused = alone.take(AWA)
    assert not refused.is_soon and 0 < refused.person <= PAIR_EVERY
    assert alone.take(person(9)).is_soon, "others do not wait for her"
    clock.pass_by(seconds=refused.person)
    assert alone.take(AWA).is_soon and not alone.take(AWA).is_soon


def test_what_was_borrowed_comes_back(clock: FakeClock) -> None:
    alone = rates(NOBODY, clock, a_second=1000)
    for _ in range(2):
        assert all(alone.take(AWA).is_soon for _ in range(PAIR_BURST))
        assert not alone.take(AWA).is_soon
        clock.pass_by(seconds=PAIR_EVERY * PAIR_BURST)


def test_who_is_told_to_wait_has_taken_nothing(clock: FakeClock) -> None:
    alone = rates(NOBODY, clock)
    waits = [alone.take(person(n)).number for n in range(200)]
    assert max(waits) < SOON + 0.1


def test_a_number_that_rests_sends_nothing_and_others_go_on(clock: FakeClock) -> None:
    alone = rates(NOBODY, clock)
    alone.rest(AWA, 4)
    assert alone.take(AWA).number == pytest.approx(4)
    assert alone.take(("twilio", "+254722000001", AWA[2])).is_soon
    clock.pass_by(seconds=4)
    assert alone.take(AWA).is_soon


def test_a_channel_without_limits_never_waits(clock: FakeClock) -> None:
    alone = rates(NOBODY, clock)
    assert [alone.take(("simulator", OURS, AWA[2])) for _ in range(500)] == [(0, 0)] * 500


# -- two processes ----------------------------------------------------------------------------------------------------


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    with running_redis(tmp_path) as server:
        yield server


def given_in_half_a_second(senders: list[Rates]) -> int:
    """How many slots of the next SOON several senders get who all ask at once."""
    with ThreadPoolExecutor(len(senders)) as pool:
        taken = pool.map(lambda n: senders[n % len(senders)].take(person(n)), range(100 * len(senders)))
        return sum(wait.is_soon for wait in taken)


def test_without_the_shared_slots_two_senders_send_twice_as_much_as_is_allowed(clock: FakeClock) -> None:
    assert given_in_half_a_second([rates(NOBODY, clock), rates(NOBODY, clock)]) > A_SECOND * SOON * 1.5


def test_with_them_two_senders_keep_the_rate_of_one(fresh_redis_url: str) -> None:
    """Slots are given by Redis's own clock: in every stretch there are as many as its length has room for."""
    first, second = rates(fresh_redis_url, a_second=40), rates(fresh_redis_url, a_second=40)
    began = SystemClock().now()
    given = given_in_half_a_second([first, second])
    took = (SystemClock().now() - began).total_seconds()
    assert 1 < given <= 1 + 40 * (SOON + took)


def test_one_persons_burst_is_shared_as_well(fresh_redis_url: str) -> None:
    senders = [rates(fresh_redis_url, a_second=100_000) for _ in range(2)]
    waits = [senders[n % 2].take(AWA) for n in range(PAIR_BURST + 4)]
    assert [wait.is_soon for wait in waits] == [True] * PAIR_BURST + [False] * 4


def test_a_number_rests_for_all_senders(fresh_redis_url: str) -> None:
    first, second = rates(fresh_redis_url), rates(fresh_redis_url)
    first.rest(AWA, 60)
    assert 50 < second.take(person(1)).number <= 60


def test_when_redis_goes_each_keeps_to_its_share(
    own_redis: RedisServer, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    senders = [rates(own_redis.url, clock) for _ in range(2)]
    for n in range(4):
        assert senders[n % 2].take(person(n)).is_soon
    own_redis.stop(signal.SIGKILL)
    assert not senders[0].take(person(4)).is_soon, "the other may still have it"
    monkeypatch.setattr("integrations.rates.GONE_AFTER", 0.0)
    assert 2 < given_in_half_a_second(senders) <= A_SECOND * SOON + 2
    own_redis.start()
    clock.pass_by(seconds=SOON / 2)
    eventually(lambda: senders[0].take(person(5)).is_soon)  # what was given out meanwhile is known again
    assert senders[0].take(person(6)).number > 0
