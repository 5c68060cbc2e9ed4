"""A migrated database of each kind, and the small things that most store tests need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from domain.customer.messages import OutboundMessage
from domain.shared.clock import FakeClock
from domain.shared.ids import RandomIds
from integrations.store.engine import create_database
from integrations.store.migrations import migrate
from integrations.store.transaction import Transaction
from tests.databases import empty_sqlite
from tests.integrations.store.shop import ShopFloor
from tests.services import PostgresServer

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def migrated_template(postgres: PostgresServer) -> str:
    """The name of a PostgreSQL database with all tables: a copy of it costs less than a migration."""
    url = postgres.new_database()
    engine = create_database(url)
    migrate(engine)
    engine.dispose()
    return url.split("@/")[1].split("?")[0]


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database in which nothing is, of each kind in turn."""
    if kind == "sqlite":
        engine = create_database(f"sqlite:///{tmp_path / 'empty.db'}")
    else:
        engine = create_database(request.getfixturevalue("fresh_postgres_url"))
    yield engine
    engine.dispose()


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with all tables and no rows, of each kind in turn."""
    if kind == "postgres":
        yield request.getfixturevalue("postgres_database")
        return
    engine = create_database(empty_sqlite(tmp_path / "shop.db"))
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_database(postgres: PostgresServer, migrated_template: str) -> Iterator[Engine]:
    """For races that SQLite, with its one writer at a time, cannot have."""
    url = postgres.new_database(migrated_template)
    engine = create_database(url)
    yield engine
    engine.dispose()
    postgres.drop_database(url)


@pytest.fixture
def connection(database: Engine) -> Iterator[Transaction]:
    """One transaction, never kept."""
    with closing(Transaction(database)) as transaction:
        yield transaction


@contextmanager
def transaction_on(database: Engine) -> Iterator[Transaction]:
    """Kept, unless it fails."""
    with closing(Transaction(database)) as transaction:
        yield transaction
        transaction.commit()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def ids() -> RandomIds:
    return RandomIds()


def a_message(key: str, to: str = "+2250700000001", kind: str = "reply", text: str = "Bonjour") -> OutboundMessage:
    return OutboundMessage(
        key=key, channel="simulator", sender="+2250777000001", recipient=to, text=text, language="fr", kind=kind
    )


@pytest.fixture
def floor(database: Engine, clock: FakeClock) -> ShopFloor:
    """Units of work on Chez Fatou, in an empty database of each kind."""
    return ShopFloor(database, clock)
