"""What every test may ask for. Servers are real, started once a session, skipped only with their reason."""

from __future__ import annotations

import fcntl
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

import integrations.store.engine
from bot.lessons import learn_and_keep, recall
from tests.compiling import compiling_once
from tests.services import PostgresServer, Unavailable, running_postgres, running_redis

LONG = ("tests/chaos/test_s", "tests/simulation/test_seeds", "tests/browser/", "tests/bot/doors/test_races")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first: one worker begins with them, with one shop for the browser, and the others take its rest."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the collector need not go through it again and again."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def languages_are_known() -> None:
    """As every web process knows them; learned by the first tests that ever run here, while the other workers wait."""
    with one_at_a_time():
        if not recall():
            learn_and_keep()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    with Path(__file__).open("rb") as this:
        fcntl.flock(this, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session", autouse=True)
def statements_are_compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        ours = integrations.store.engine
        patched.setattr(ours, "create_engine", compiling_once(ours.create_engine))
        yield


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A real Redis, shared by the session: what it holds is whatever earlier tests left."""
    with running_redis() as server:
        yield server.url


@pytest.fixture
def fresh_redis_url(redis_url: str) -> str:
    """The same, emptied."""
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    return redis_url


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL, shared by the session."""
    try:
        with running_postgres(in_memory=True) as server:
            yield server
    except Unavailable as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def postgres_url(postgres: PostgresServer) -> str:
    """Its maintenance database: to look, not to fill."""
    return postgres.url()


@pytest.fixture
def fresh_postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """A new, empty database, gone after the test."""
    url = postgres.new_database()
    yield url
    postgres.drop_database(url)
