"""RQ as a wake-up call: "there is something in the database to do", never the thing itself.

The inbox and the outbox in SQL are the truth. Redis may be empty, slow, flushed or gone at any moment: a
wake-up that is lost costs the seconds until the next sweep; one that comes twice finds nothing to do. So jobs
take no arguments, waking never raises because of Redis, and a request never waits for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from redis import ConnectionError as RedisGone
from redis import Redis, RedisError
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.retry import Retry as ConnectionRetry
from rq import Queue, Retry, SimpleWorker
from rq.exceptions import DuplicateJobError
from rq.scheduler import RQScheduler

from domain.shared.clock import Clock
from domain.shared.errors import Temporary
from integrations.bell import Bell
from integrations.breaker import Breaker
from integrations.embedded import wait_until_ready

MESSAGES, MONEY, EVENTS = "messages", "money", "events"
QUEUE_OF = {
    "deliver": MESSAGES,
    "react": MESSAGES,
    "fetch": MESSAGES,
    "settle": MONEY,
    "refund": MONEY,
    "reconcile": MONEY,
    "sweep": MESSAGES,
    "expire": MESSAGES,
    "remind": MESSAGES,
    "publish": EVENTS,
    "archive": MONEY,
    "recover": MESSAGES,
    "catch_up": MESSAGES,
}
COALESCED_FOR = timedelta(seconds=1)
QUEUED_AT_MOST = timedelta(minutes=10)  # while no worker runs, stale wake-ups fall away by themselves
JOB_TIMEOUT = timedelta(minutes=2)
FAILURE_KEPT = timedelta(hours=1)  # RQ would keep it for a year
RETRY_AFTER = [2, 5, 15]  # seconds. RQ repeats the *first* one when `max` exceeds the list: give exactly `max`


class Wakeups:
    """Wakes the workers. Safe to share between threads, and to create before a fork."""

    def __init__(self, redis_url: str, *, module: str = "bot.jobs") -> None:
        self._redis, self._at_work = impatient(redis_url), impatient(redis_url, 0.5)
        self._module = module
        self._queues = {name: _queue(name, self._redis) for name in set(QUEUE_OF.values())}
        self._bell = Bell(self.wake)
        self._breaker = Breaker("Redis", limit=2, rest=2.0)  # a dead Redis delays a request or two, not all

    def wake(self, job: str) -> bool:
        """Have `job` run soon; False when it already waits for its turn, or when Redis is away."""
        queue = self._queues[QUEUE_OF[job]]
        return self._quietly(lambda: self._first_to_ask(job) and self._enqueue(queue, job))

    def wake_soon(self, job: str) -> None:
        """Likewise; no request waits for Redis. Where the process ends before, the sweep makes it good."""
        self._bell.ring(job)

    def started(self, job: str) -> None:
        """A job's first words: whatever is written from now on needs a wake-up of its own. A job has the time to get
        them through: unsaid, they make everybody's next message wait for the key to fall away."""
        with suppress(RedisError):
            self._at_work.delete(_coalescing_key(job))

    def note(self, what: str, at: datetime) -> None:
        """That it was done at this moment: for whoever looks after the shop, and lost with Redis."""
        self._quietly(lambda: bool(self._redis.set(_note_key(what), at.timestamp())))

    def noted(self, what: str) -> datetime | None:
        """None where it is not known."""
        found: list[datetime] = []

        def ask() -> bool:
            value = self._redis.get(_note_key(what))
            found.extend([datetime.fromtimestamp(float(value), UTC)] if value else [])
            return bool(value)

        self._quietly(ask)
        return found[0] if found else None

    def enqueue_slot(self, name: str, slot: int, lasts: timedelta) -> bool:
        """Run `name` once for the `slot`-th stretch of time that `lasts`; True when this very call added it.

        Any number of schedulers may call this: the job's id is unique and its hash outlives the slot, whether
        it succeeds or fails. (RQ's own CronScheduler always pickles, takes no lock, fires at every start.)
        Raises `RedisError`: a scheduler has the time to try again.
        """
        kept = _seconds(max(2 * lasts, timedelta(minutes=1)))
        lifetimes = {"ttl": kept, "result_ttl": kept, "failure_ttl": kept}
        options = {"job_id": f"cron-{name}-{slot}", "unique": True, "job_timeout": _seconds(JOB_TIMEOUT)}
        try:
            self._queues[QUEUE_OF[name]].enqueue(self._path(name), **options, **lifetimes)
        except DuplicateJobError:
            return False
        return True

    def _first_to_ask(self, job: str) -> bool:
        return bool(self._redis.set(_coalescing_key(job), 1, nx=True, px=COALESCED_FOR))

    def _enqueue(self, queue: Queue, job: str) -> bool:
        queue.enqueue(
            self._path(job),
            result_ttl=0,
            failure_ttl=_seconds(FAILURE_KEPT),
            ttl=_seconds(QUEUED_AT_MOST),
            job_timeout=_seconds(JOB_TIMEOUT),
            retry=Retry(max=len(RETRY_AFTER), interval=RETRY_AFTER),
        )
        return True

    def _quietly(self, work: Callable[[], bool]) -> bool:
        try:
            return self._breaker.run(work, failed=lambda _: False)
        except (RedisError, Temporary):
            return False

    def _path(self, job: str) -> str:
        return f"{self._module}.{job}"


def run_worker(queue: str, redis_url: str, *, max_jobs: int = 100_000, burst: bool = False) -> None:
    """Work on exactly one queue until SIGTERM, until `max_jobs` are done, or until Redis stays away.

    One queue: RQ moves a job aside atomically (BLMOVE) only then; with several, a crash between "popped" and
    "started" loses it. In every case the process ends, and a supervisor starts a fresh one.
    The short TTLs bound how long a job of a killed worker lies abandoned (defaults: ten minutes and more).
    """
    wait_until_ready(redis_url)
    connection = _patient(redis_url)
    worker = SimpleWorker(
        [_queue(queue, connection)],
        connection=connection,
        serializer="json",
        worker_ttl=30,
        maintenance_interval=30,
        log_job_description=False,
    )
    worker.work(burst=burst, max_jobs=max_jobs, logging_level="WARNING")


def is_worked_on(redis_url: str, queue: str) -> bool:
    """Whether some worker listens to it. (RQ's own register; that of a killed worker stays for half a minute.)"""
    try:
        return int(impatient(redis_url).scard(f"rq:workers:{queue}")) > 0
    except RedisError:
        return False


def run_scheduler(redis_url: str, every: Mapping[str, timedelta], clock: Clock, stop: threading.Event) -> None:
    """Enqueue each job of `every` once a slot, and retries that are due, until `stop`. Any number may run."""
    wakeups = Wakeups(redis_url)
    retries = Retries(redis_url)
    done: dict[str, int] = {}
    while not stop.wait(0.5):
        try:
            retries.release()
            for name, lasts in every.items():
                slot = int(clock.now().timestamp() // lasts.total_seconds())
                if done.get(name) != slot:
                    wakeups.enqueue_slot(name, slot, lasts)
                    done[name] = slot
        except RedisError:
            continue  # the slot is not marked as done: it is tried again in a moment


class Retries:
    """Puts jobs whose retry is due back on their queue. RQ would fork a process for this out of every worker, and that
    process survives a kill -9 of its parent."""

    def __init__(self, redis_url: str) -> None:
        names = sorted(set(QUEUE_OF.values()))
        self._scheduler = RQScheduler(names, connection=_patient(redis_url), serializer="json", logging_level="WARNING")

    def release(self) -> None:
        """The lock on each queue is taken or renewed first: with several schedulers, one does the work."""
        self._scheduler.acquire_locks()
        self._scheduler.enqueue_scheduled_jobs()


def _queue(name: str, connection: Redis) -> Queue:
    return Queue(name, connection=connection, serializer="json")  # pickle would run what Redis holds


def impatient(url: str, seconds: float = 0.025) -> Redis:
    """For requests: some 50 ms in all for a Redis that is down or hangs; no handshake, no second time-out."""
    once_more = ConnectionRetry(NoBackoff(), 1, supported_errors=(RedisGone,))  # a restart cuts idle ones
    return Redis.from_url(
        url, socket_connect_timeout=seconds, socket_timeout=seconds, retry=once_more, protocol=2, driver_info=None
    )


def _patient(url: str) -> Redis:
    """For workers. redis-py's default is 5 s and ten retries: a blocking read would fail after a minute."""
    few = ConnectionRetry(ExponentialBackoff(cap=1, base=0.05), 3)
    return Redis.from_url(url, socket_connect_timeout=5, socket_timeout=30, retry=few)


def _coalescing_key(job: str) -> str:
    return f"wake:{job}"


def _note_key(what: str) -> str:
    return f"noted:{what}"


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())
