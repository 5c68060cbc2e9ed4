"""Wake-ups on a real Redis: coalesced, harmless when it is away, run by real worker processes."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from rq import Queue
from rq.job import Job

from domain.shared.clock import FakeClock, SystemClock
from integrations.queue import QUEUE_OF, RETRY_AFTER, Retries, Wakeups, run_scheduler
from tests.services import RedisServer, eventually, running_redis

JOBS = "tests.integrations.queue_jobs"
Worker = subprocess.Popen[bytes]


@pytest.fixture
def wakeups(fresh_redis_url: str) -> Wakeups:
    return Wakeups(fresh_redis_url, module=JOBS)


@pytest.fixture
def store(fresh_redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(fresh_redis_url) as client:
        yield client


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    with running_redis(tmp_path) as server:
        yield server


@pytest.fixture
def start_worker(fresh_redis_url: str) -> Iterator[Callable[..., Worker]]:
    started: list[Worker] = []

    def start(queue: str, options: str = "") -> Worker:
        call = f"run_worker({queue!r}, {fresh_redis_url!r}, {options})"
        code = f"from integrations.queue import run_worker; {call}"
        started.append(subprocess.Popen([sys.executable, "-c", code]))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
        worker.wait()


def queued(store: redis.Redis, queue: str) -> list[Job]:
    return Queue(queue, connection=store, serializer="json").jobs


def runs(store: redis.Redis, job: str) -> list[bytes]:
    return store.lrange(f"ran:{job}", 0, -1)


# -- waking --------------------------------------------------------------------------------------------------


def test_twenty_wake_ups_at_once_are_one_job(wakeups: Wakeups, store: redis.Redis) -> None:
    assert [wakeups.wake("deliver") for _ in range(20)] == [True] + [False] * 19
    assert [job.func_name for job in queued(store, "messages")] == [f"{JOBS}.deliver"]


def test_what_is_written_after_the_job_has_started_wakes_it_again(wakeups: Wakeups, store: redis.Redis) -> None:
    wakeups.wake("deliver")
    wakeups.started("deliver")
    assert wakeups.wake("deliver")
    assert len(queued(store, "messages")) == 2


def test_the_coalescing_key_goes_by_itself_when_its_job_never_starts(wakeups: Wakeups, store: redis.Redis) -> None:
    wakeups.wake("deliver")
    store.delete("rq:queue:messages")  # Redis lost the job, and kept the key
    assert not wakeups.wake("deliver")
    assert eventually(lambda: wakeups.wake("deliver"), seconds=3)


def test_a_flushed_redis_takes_the_next_wake_up(wakeups: Wakeups, store: redis.Redis) -> None:
    wakeups.wake("settle")
    store.flushall()
    assert wakeups.wake("settle")
    assert len(queued(store, "money")) == 1


def test_money_messages_and_the_stream_never_wait_for_each_other(wakeups: Wakeups, store: redis.Redis) -> None:
    for job in QUEUE_OF:
        wakeups.wake(job)
    assert {job.func_name.rsplit(".")[-1] for job in queued(store, "money")} == {
        "archive", "reconcile", "refund", "settle",
    }  # fmt: skip
    assert {job.func_name.rsplit(".")[-1] for job in queued(store, "events")} == {"publish"}
    assert len(queued(store, "messages")) == len(QUEUE_OF) - 5


def test_what_was_done_is_noted_until_redis_forgets_it(wakeups: Wakeups, store: redis.Redis) -> None:
    assert wakeups.noted("sweep") is None
    at = SystemClock().now()
    wakeups.note("sweep", at)
    assert wakeups.noted("sweep") == at
    store.flushall()
    assert wakeups.noted("sweep") is None


def test_a_job_carries_nothing_and_every_retry_has_its_own_interval(wakeups: Wakeups, store: redis.Redis) -> None:
    wakeups.wake("refund")
    job = queued(store, "money")[0]
    assert (job.args, job.kwargs, job.result_ttl) == ([], {}, 0)
    assert (job.retries_left, job.retry_intervals) == (len(RETRY_AFTER), RETRY_AFTER)
    assert job.failure_ttl == 3600
    assert 0 < store.ttl(job.key) <= 600


def test_a_job_that_does_not_exist_is_a_bug_not_a_lost_wake_up(wakeups: Wakeups) -> None:
    with pytest.raises(KeyError):
        wakeups.wake("delivr")


# -- Redis in trouble ----------------------------------------------------------------------------------------


def test_a_redis_that_is_down_costs_next_to_nothing(tmp_path: Path) -> None:
    wakeups = Wakeups(f"unix://{tmp_path}/nobody.sock")
    assert longest(lambda: wakeups.wake("deliver"), times=50) < 0.15
    wakeups.started("deliver")


def test_a_redis_that_hangs_costs_some_fifty_milliseconds_and_then_nothing(own_redis: RedisServer) -> None:
    wakeups = Wakeups(own_redis.url)
    assert wakeups.wake("deliver")
    own_redis.send(signal.SIGSTOP)
    began = time.monotonic()
    assert longest(lambda: wakeups.wake("settle"), times=100) < 0.15
    assert time.monotonic() - began < 0.5


def test_a_redis_that_never_answers_a_connection_is_given_up_as_fast(own_redis: RedisServer) -> None:
    wakeups = Wakeups(own_redis.url)
    own_redis.send(signal.SIGSTOP)
    assert longest(lambda: wakeups.wake("settle"), times=10) < 0.15


def test_the_first_wake_up_after_a_restart_arrives(own_redis: RedisServer) -> None:
    wakeups = Wakeups(own_redis.url)
    assert wakeups.wake("deliver")
    own_redis.stop(signal.SIGKILL)
    own_redis.start()
    assert wakeups.wake("settle")


def test_after_a_rest_redis_is_tried_again(own_redis: RedisServer) -> None:
    wakeups = Wakeups(own_redis.url)
    own_redis.stop()
    assert not any(wakeups.wake("deliver") for _ in range(5))
    own_redis.start()
    assert eventually(lambda: wakeups.wake("deliver"), seconds=5)


def longest(call: Callable[[], object], times: int) -> float:
    took = []
    for _ in range(times):
        began = time.monotonic()
        call()
        took.append(time.monotonic() - began)
    return max(took)


# -- periodic slots ------------------------------------------------------------------------------------------


def test_three_schedulers_fill_seven_slots_with_seven_jobs(fresh_redis_url: str, store: redis.Redis) -> None:
    together = threading.Barrier(3)
    added: list[bool] = []

    def fill() -> None:
        wakeups = Wakeups(fresh_redis_url, module=JOBS)
        together.wait()
        added.extend(wakeups.enqueue_slot("refund", slot, timedelta(seconds=5)) for slot in range(7))

    threads = [threading.Thread(target=fill) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(added) == 21
    assert sum(added) == len(queued(store, "money")) == 7


def test_a_slot_that_has_run_is_not_run_again(
    wakeups: Wakeups, store: redis.Redis, start_worker: Callable[..., Worker]
) -> None:
    wakeups.enqueue_slot("refund", 1, timedelta(seconds=30))
    assert start_worker("money", "burst=True").wait(20) == 0
    assert len(runs(store, "refund")) == 1
    assert not wakeups.enqueue_slot("refund", 1, timedelta(seconds=30))
    assert wakeups.enqueue_slot("refund", 2, timedelta(seconds=30))


def test_the_scheduler_enqueues_each_slot_once_and_survives_a_flush(fresh_redis_url: str, store: redis.Redis) -> None:
    clock, stop = FakeClock(), threading.Event()
    every = {"settle": timedelta(seconds=10), "refund": timedelta(minutes=1)}
    thread = threading.Thread(target=run_scheduler, args=(fresh_redis_url, every, clock, stop))
    thread.start()
    try:
        eventually(lambda: len(queued(store, "money")) == 2)
        clock.pass_by(seconds=10)
        eventually(lambda: len(queued(store, "money")) == 3)
        store.flushall()
        clock.pass_by(seconds=50)
        eventually(lambda: len(queued(store, "money")) == 2)
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()


def test_a_scheduler_without_redis_goes_on_and_catches_up(own_redis: RedisServer) -> None:
    own_redis.stop()
    stop = threading.Event()
    every = {"refund": timedelta(hours=1)}
    thread = threading.Thread(target=run_scheduler, args=(own_redis.url, every, SystemClock(), stop))
    thread.start()
    try:
        own_redis.start()
        with redis.Redis.from_url(own_redis.url) as client:
            eventually(lambda: queued(client, "money"), seconds=20)
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()


# -- workers -------------------------------------------------------------------------------------------------


def test_a_worker_runs_what_is_on_its_queue_only(
    wakeups: Wakeups, store: redis.Redis, start_worker: Callable[..., Worker]
) -> None:
    wakeups.wake("deliver")
    wakeups.wake("settle")
    assert start_worker("messages", "burst=True").wait(20) == 0
    assert len(runs(store, "deliver")) == 1
    assert len(queued(store, "money")) == 1
    assert not list(store.scan_iter("rq:job:*deliver*"))


def test_a_worker_recycles_itself_after_its_number_of_jobs(
    wakeups: Wakeups, store: redis.Redis, start_worker: Callable[..., Worker]
) -> None:
    worker = start_worker("messages", "max_jobs=2")
    for already in range(2):
        assert worker.poll() is None
        wakeups.started("deliver")
        wakeups.wake("deliver")
        eventually(lambda already=already: len(runs(store, "deliver")) == already + 1)
    assert worker.wait(10) == 0


def test_a_worker_killed_in_the_middle_of_a_job_leaves_nothing_in_the_way_of_the_next_one(
    wakeups: Wakeups, store: redis.Redis, start_worker: Callable[..., Worker]
) -> None:
    wakeups.wake("react")
    assert start_worker("messages").wait(20) == -signal.SIGKILL
    wakeups.started("react")  # what the job itself would have said
    assert wakeups.wake("react")
    assert start_worker("messages", "burst=True").wait(20) == 0
    assert len(runs(store, "react")) == 2


def test_a_worker_stops_at_once_when_it_is_told_to(
    wakeups: Wakeups, store: redis.Redis, start_worker: Callable[..., Worker]
) -> None:
    worker = start_worker("messages")
    wakeups.wake("deliver")
    eventually(lambda: runs(store, "deliver"), seconds=20)
    worker.terminate()
    assert worker.wait(5) == 0
    assert not store.smembers("rq:workers")


def test_a_job_that_failed_runs_again_when_its_time_has_come(
    wakeups: Wakeups, store: redis.Redis, fresh_redis_url: str, start_worker: Callable[..., Worker]
) -> None:
    start_worker("money")
    wakeups.wake("settle")
    retries = Retries(fresh_redis_url)

    def ran_twice() -> bool:
        retries.release()
        return len(runs(store, "settle")) == 2

    assert eventually(ran_twice, seconds=20, every=0.1)


def test_a_worker_waits_for_a_redis_that_comes_up_late(own_redis: RedisServer) -> None:
    own_redis.stop()
    code = f"from integrations.queue import run_worker; run_worker('messages', {own_redis.url!r}, burst=True)"
    with subprocess.Popen([sys.executable, "-c", code]) as worker:
        own_redis.start()
        assert worker.wait(20) == 0
