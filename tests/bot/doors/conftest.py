"""Both databases with the demo shops in them, and houses to open on them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import structlog

from tests.bot.doors.house import House, open_house, prepare
from tests.bot.doors.till import ACCOUNT, Till, WatchedGateway
from tests.services import PostgresServer
from tests.twilio_server import TwilioServer, twilio_server

OpenHouse = Callable[..., House]


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[Any]]:
    """What was logged: an alert is an entry of the level error."""
    with structlog.testing.capture_logs() as entries:
        yield entries


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried again is tried again at once."""
    monkeypatch.setattr("bot.again.PAUSES", (0.0,) * 5)


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the demo shops: to be copied."""
    folder = tmp_path_factory.mktemp("demo")
    prepare(folder, f"sqlite:///{folder / 'demo.db'}")
    return folder / "demo.db"


@pytest.fixture(scope="session")
def demo_template(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database with the demo shops: to be copied."""
    url = postgres.new_database()
    prepare(tmp_path_factory.mktemp("demo"), url)
    return postgres.name_of(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of each kind in turn, with the demo shops."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("demo_file"), tmp_path / "shop.db")
        yield f"sqlite:///{tmp_path / 'shop.db'}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.new_database(request.getfixturevalue("demo_template"))
        yield url
        server.drop_database(url)


@pytest.fixture
def postgres_url(postgres: PostgresServer, demo_template: str) -> Iterator[str]:
    """For what SQLite, which is in the same process, knows nothing of."""
    url = postgres.new_database(demo_template)
    yield url
    postgres.drop_database(url)


@pytest.fixture
def sqlite_database(demo_file: Path, tmp_path: Path) -> str:
    """For what has nothing to do with the database."""
    shutil.copy(demo_file, tmp_path / "shop.db")
    return f"sqlite:///{tmp_path / 'shop.db'}"


@pytest.fixture
def twilio() -> Iterator[TwilioServer]:
    with twilio_server() as server:
        yield server


@pytest.fixture
def open_door(tmp_path: Path) -> Iterator[OpenHouse]:
    """Opens houses that close with the test."""
    with ExitStack() as closing:

        def opened(database: str, **how: Any) -> House:
            return closing.enter_context(open_house(tmp_path, database, **how))

        yield opened


@pytest.fixture
def house(open_door: OpenHouse, database: str, twilio: TwilioServer) -> House:
    """With Twilio as its transport."""
    return open_door(database, twilio=twilio)


@pytest.fixture
def any_house(open_door: OpenHouse, sqlite_database: str, twilio: TwilioServer) -> House:
    """The same, for what has nothing to do with the database."""
    return open_door(sqlite_database, twilio=twilio)


def a_till(open_door: OpenHouse, database: str) -> Till:
    gateway = WatchedGateway("sandbox", accounts={ACCOUNT})
    return Till(open_door(database, gateways={"sandbox": gateway}), gateway)


@pytest.fixture
def till(open_door: OpenHouse, database: str) -> Till:
    """With a wallet in memory."""
    return a_till(open_door, database)


@pytest.fixture
def any_till(open_door: OpenHouse, sqlite_database: str) -> Till:
    """The same, for what has nothing to do with the database."""
    return a_till(open_door, sqlite_database)
