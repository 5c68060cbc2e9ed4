"""The ground that everything stands on: a database that really keeps what it says it keeps, Redis, a folder."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

from bot.bootstrap import Installation, install
from bot.settings import Settings
from integrations.store.engine import create_database
from integrations.store.migrations import migrate
from tests.benchmarks.costs import cpu_of
from tests.benchmarks.floors import postgres as postgres_floor
from tests.benchmarks.floors import sqlite as sqlite_floor
from tests.services import PostgresServer, RedisServer, running_postgres, running_redis
from tests.twilio_webhooks import ACCOUNT_SID, AUTH_TOKEN

PUBLIC_URL = "http://127.0.0.1:9"
"""What is signed for. Nobody listens there: nothing but the driver reaches the shop."""
MEMORY = "1GB"
REAL = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


class NotDurable(Exception):
    """What it promised would not survive a power cut: no figure counts."""


@dataclass(frozen=True)
class Ground:
    """`new_database` gives the URL of one that holds nothing; `copy` that of one which holds the same."""

    folder: Path
    redis_server: RedisServer
    postgres: PostgresServer | None
    made: Iterator[int] = field(default_factory=count)

    def new_database(self) -> str:
        return self.postgres.new_database() if self.postgres else f"sqlite:///{self._new_file()}"

    def copy(self, database: str) -> str:
        if self.postgres:
            copied = self.postgres.new_database(self.postgres.name_of(database))
            # Every run starts right after one. Besides, PostgreSQL logs a copied sequence as it stands, without the
            # numbers that it takes ahead: killed before the next checkpoint, it would hand out some of them twice.
            self.postgres.execute("CHECKPOINT")
            return copied
        file = self._new_file()
        with (
            closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as old,
            closing(sqlite3.connect(file)) as new,
        ):
            old.backup(new)
        return f"sqlite:///{file}"

    def drop(self, database: str) -> None:
        if self.postgres:
            return self.postgres.drop_database(database)
        return Path(database.removeprefix("sqlite:///")).unlink()

    def settings(self, database: str, **more: str) -> dict[str, str]:
        """As environment variables."""
        return {
            "DATABASE_URL": database,
            "REDIS_URL": self.redis,
            "PUBLIC_URL": PUBLIC_URL,
            "SHOP_DATA_DIR": str(self.folder),
            "SHOP_SECRET": "the installation's secret in benchmarks",
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "POSTPONE_AFTER": "10",  # nobody is there who would catch up
            **more,
        }

    def kill(self) -> None:
        """Redis and the database, as a power cut would; what they have to keep stays in their folders."""
        self.redis_server.stop(signal.SIGKILL)
        if self.postgres:
            self.postgres.stop()

    def start_again(self) -> None:
        self.redis_server.start()
        if self.postgres:
            self.postgres.start()

    @property
    def redis(self) -> str:
        return self.redis_server.url

    @property
    def database_cpu(self) -> float:
        """Seconds that PostgreSQL has used; SQLite works in the web processes."""
        running = self.postgres and self.postgres.process
        return cpu_of(running.pid) if running else 0.0

    @property
    def floor(self) -> str:
        """The name of the floor below a durable turn here."""
        return "pg2" if self.postgres else "sqlite"

    def prepare_floor(self) -> str:
        database = self.new_database()
        (postgres_floor if self.postgres else sqlite_floor).prepare(database)
        return database

    def _new_file(self) -> Path:
        return self.folder / f"{next(self.made)}.db"


@contextmanager
def ground(database: str) -> Iterator[Ground]:
    """Raises NotDurable."""
    with ExitStack() as until:
        folder = Path(tempfile.mkdtemp(prefix="shop-bench-"))
        until.callback(shutil.rmtree, folder, ignore_errors=True)
        redis = until.enter_context(running_redis(folder))
        postgres = None
        if database == "postgres":
            postgres = until.enter_context(running_postgres(durable=True, memory=MEMORY))
            _assert_durable(postgres)
        yield Ground(folder, redis, postgres)


@contextmanager
def installed(place: Ground, database: str, **more: str) -> Iterator[Installation]:
    """The shop itself, in this process."""
    it = install(Settings(_env_file=None, **place.settings(database, **more)))
    try:
        yield it
    finally:
        it.engine.dispose()


def migrated(place: Ground) -> str:
    """A database at this release."""
    database = place.new_database()
    engine = create_database(database)
    migrate(engine)
    engine.dispose()
    return database


def _assert_durable(postgres: PostgresServer) -> None:
    with psycopg.connect(postgres.url()) as connection:
        for setting, wanted in REAL.items():
            found = connection.execute(f"SHOW {setting}").fetchone()
            if found != (wanted,):
                raise NotDurable(f"{setting} is {found}")
