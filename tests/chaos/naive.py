"""What two usual designs lose by the faults that this shop survives, counted: `python -m tests.chaos.naive`.

A queue that carries the messages themselves, one RQ job for each, and a door that remembers in Redis what it has heard.
Beside them the same door with its memory and its effect in one transaction. Each takes `MESSAGES` messages from a
provider that sends again what is not confirmed, is killed `KILLS` times, and has its Redis flushed once.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis
from rq import Queue, Worker

from tests.services import RedisServer, eventually, running_redis

MESSAGES, KILLS, SENT_AGAIN = 400, 12, 40
WORK = 0.002
"""Seconds that a turn takes between being remembered and having its effect."""
QUIET = 4.0
HERE = "tests.chaos.naive"


@dataclass(frozen=True)
class Effects:
    """What was really done for each message, in a database of its own."""

    path: Path

    def open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        connection.execute("CREATE TABLE IF NOT EXISTS effects (message INTEGER)")
        connection.execute("CREATE TABLE IF NOT EXISTS inbox (message INTEGER PRIMARY KEY)")
        return connection

    def counted(self) -> dict[int, int]:
        with closing(self.open()) as connection:
            return dict(connection.execute("SELECT message, count(*) FROM effects GROUP BY message"))

    def __str__(self) -> str:
        counted = self.counted()
        twice = sum(times > 1 for times in counted.values())
        return f"{MESSAGES - len(counted):>4} lost, {twice:>4} done twice, of {MESSAGES}"


# -- one job for each message -----------------------------------------------------------------------------------------


def job(path: str, message: int) -> None:
    time.sleep(WORK)
    with closing(Effects(Path(path)).open()) as connection:
        connection.execute("INSERT INTO effects VALUES (?)", (message,))


def job_for_each_message(redis: RedisServer, effects: Effects, strike: Callable[[Redis, Process], None]) -> None:
    """Confirmed as soon as it is queued. Until nothing has happened for a while."""
    client = Redis.from_url(redis.url)
    queue = Queue(connection=client)
    for message in range(MESSAGES):
        queue.enqueue(f"{HERE}.job", str(effects.path), message)
    worker = Process("worker", redis.url)
    strike(client, worker)
    before, since = -1, time.monotonic()
    while time.monotonic() - since < QUIET:
        time.sleep(0.2)
        if (done := len(effects.counted())) != before:
            before, since = done, time.monotonic()
    worker.end()


# -- a door that remembers what it has heard --------------------------------------------------------------------------


def door(url: str, path: str, remembers: str) -> None:
    """Confirms each message on its line, once it has had its effect or is known."""
    client = Redis.from_url(url)
    with closing(Effects(Path(path)).open()) as connection:
        for line in sys.stdin:
            message = int(line)
            if remembers == "in-redis":
                if client.set(f"heard:{message}", 1, nx=True):
                    time.sleep(WORK)
                    connection.execute("INSERT INTO effects VALUES (?)", (message,))
            else:
                in_one_transaction(connection, message)
            print(message, flush=True)


def in_one_transaction(connection: sqlite3.Connection, message: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("INSERT OR IGNORE INTO inbox VALUES (?)", (message,)).rowcount:
        time.sleep(WORK)
        connection.execute("INSERT INTO effects VALUES (?)", (message,))
    connection.execute("COMMIT")


def knock(redis: RedisServer, effects: Effects, remembers: str, *, kills: int, flushes: bool) -> None:
    """A provider sends each message until it is confirmed, and some again later, as providers do."""
    luck = random.Random(remembers)
    deadly = set(luck.sample(range(MESSAGES), kills))
    here = Process("door", redis.url, str(effects.path), remembers)
    for message in range(MESSAGES):
        if message in deadly:
            here.tell(message)
            time.sleep(luck.uniform(0, 2 * WORK))
            here.kill()
        here.hears(message)
    if flushes:
        Redis.from_url(redis.url).flushall()
    for message in luck.sample(range(MESSAGES), SENT_AGAIN):
        here.hears(message)
    here.end()


# -- processes --------------------------------------------------------------------------------------------------------


@dataclass
class Process:
    """One of the above, with all its children; killed, it is started again."""

    what: str
    url: str
    arguments: tuple[str, ...]
    popen: subprocess.Popen[str] = field(init=False)

    def __init__(self, what: str, url: str, *arguments: str) -> None:
        self.what, self.url, self.arguments = what, url, arguments
        self._start()

    def _start(self) -> None:
        self.popen = subprocess.Popen(
            [sys.executable, "-m", HERE, self.what, self.url, *self.arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait(10)

    def kill(self) -> None:
        self.end()
        self._start()

    def tell(self, message: int) -> None:
        assert self.popen.stdin
        self.popen.stdin.write(f"{message}\n")
        self.popen.stdin.flush()

    def hears(self, message: int) -> None:
        assert self.popen.stdout
        self.tell(message)
        assert int(self.popen.stdout.readline()) == message


def killed(client: Redis, worker: Process) -> None:
    for n in range(1, KILLS + 1):
        eventually(lambda n=n: left(client) <= MESSAGES - n * 20, seconds=120, every=0.001)
        worker.kill()


def flushed(client: Redis, worker: Process) -> None:
    eventually(lambda: left(client) <= MESSAGES - 100, seconds=120, every=0.001)
    client.flushall()


def left(client: Redis) -> int:
    return int(client.llen("rq:queue:default"))


@contextmanager
def stage() -> Iterator[tuple[RedisServer, Effects]]:
    with tempfile.TemporaryDirectory(prefix="shop-naive-") as folder, running_redis() as redis:
        yield redis, Effects(Path(folder) / "effects.db")


def main() -> None:
    for name, strike in ((f"{KILLS} kills of the worker", killed), ("one flush", flushed)):
        with stage() as (redis, effects):
            job_for_each_message(redis, effects, strike)
            print(f"{'one job for each message, ' + name:<56}{effects}", flush=True)
    for remembers in ("in-redis", "in-one-transaction"):
        for name, kills, flushes in ((f"{KILLS} kills of the door", KILLS, False), ("one flush", 0, True)):
            with stage() as (redis, effects):
                knock(redis, effects, remembers, kills=kills, flushes=flushes)
                print(f"{'remembered ' + remembers + ', ' + name:<56}{effects}", flush=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["worker", url]:
            connection = Redis.from_url(url)
            Worker([Queue(connection=connection)], connection=connection).work(logging_level="ERROR")
        case ["door", url, path, remembers]:
            door(url, path, remembers)
        case _:
            main()
