"""The breaker, alone and around Http."""

from __future__ import annotations

import pytest

from domain.shared.errors import Temporary
from integrations.breaker import Breaker
from integrations.http import Http
from tests.sockets import peer, says


def http(url: str, **options) -> Http:
    return Http(url, **{"timeout": (0.5, 0.3), "retry_reads": 0, **options})


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_breaker_opens_rests_tries_one_and_closes():
    seconds = Seconds()
    with peer(*[says(500)] * 5, says(500), says(200, b"{}")) as server:
        client = http(server.url, breaker=Breaker("them", limit=5, rest=30, now=seconds))
        for _ in range(5):
            assert client.call("POST", "/x", json={}).status == 500
        seconds.now += 29
        with pytest.raises(Temporary) as trouble:
            client.call("POST", "/x", json={})
        assert trouble.value.retry_after == 1 and len(server.requests) == 5
        seconds.now += 1
        assert client.call("POST", "/x", json={}).status == 500  # half-open: the trial fails
        with pytest.raises(Temporary):
            client.call("POST", "/x", json={})
        seconds.now += 30
        assert client.call("POST", "/x", json={}).ok
        assert client.call("POST", "/x", json={}).ok
    assert len(server.requests) == 8


def test_a_success_forgets_earlier_failures():
    with peer(*[says(500)] * 4, says(200), *[says(500)] * 4, says(200)) as server:
        client = http(server.url)
        assert [client.call("POST", "/x").status for _ in range(10)] == [*[500] * 4, 200, *[500] * 4, 200]


def test_being_told_to_slow_down_or_to_correct_is_no_failure_of_theirs():
    with peer(says(429), says(400), says(404)) as server:
        client = http(server.url, breaker=Breaker("them", limit=1))
        assert [client.call("POST", "/x").status for _ in range(3)] == [429, 400, 404]


def test_half_open_lets_one_thread_through():
    seconds = Seconds()
    breaker = Breaker("them", limit=1, rest=30, now=seconds)
    breaker.run(lambda: 500, failed=bool)
    seconds.now += 30

    def trial() -> int:
        with pytest.raises(Temporary):
            breaker.run(lambda: 0, failed=bool)
        return 0

    assert breaker.run(trial, failed=bool) == 0
    assert breaker.run(lambda: 0, failed=bool) == 0
