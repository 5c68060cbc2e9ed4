"""A shop whose events go to a real stream, and somebody who reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import redis
from sqlalchemy import Engine

from bot.bootstrap import Installation, install
from domain.ordering.events import OrderShipped
from domain.shared.clock import FakeClock
from domain.shared.events import DomainEvent
from domain.shared.ids import OrderId, ShopId
from integrations.store.engine import create_database
from integrations.store.unit_of_work import SqlUnitOfWork
from tests.bot.doors.house import settings_for
from tests.bot.running import KeptWakeups
from tests.databases import empty_sqlite
from tests.integrations.store.conftest import database, empty, kind, migrated_template, postgres_database

__all__ = ["database", "empty", "kind", "migrated_template", "postgres_database"]
SHOP = ShopId("chez-fatou")
NAME = "shop.events"


@dataclass
class Stand:
    """Says what happens, and reads what came out."""

    it: Installation
    redis: redis.Redis

    def happens(self, *orders: str) -> None:
        """Something to each of these orders, in one transaction."""
        with self.it.work(SHOP) as work:
            for order in orders:
                work.turns.take(order)
                work.publish(self._event(order))

    def keep(self, work: SqlUnitOfWork, order: str, kind: Any = OrderShipped) -> None:
        """As a transaction does in the moment before its commit; this one may dawdle."""
        work.turns.take(order)
        work.events.append([replace(self._event(order, kind), event_id=self.it.ids.new())], self.it.clock.now())
        work.connection.flush()

    def _event(self, order: str, kind: Any = OrderShipped) -> DomainEvent:
        event: DomainEvent = kind(shop_id=SHOP, occurred_at=self.it.clock.now(), order_id=OrderId(order))
        return event

    def out(self) -> list[dict[str, Any]]:
        """Everything in every partition, oldest first."""
        entries: list[tuple[bytes, dict[bytes, bytes]]] = []
        for n in range(self.it.settings.stream_partitions):
            entries += self.redis.xrange(f"{NAME}.{n}")  # type: ignore[arg-type]
        return [json.loads(fields[b"event"]) for _id, fields in entries]

    def orders(self) -> list[str]:
        return [event["data"]["order_id"] for event in self.out()]


@contextmanager
def stand_on(database: Engine, url: str, **settings: Any) -> Iterator[Stand]:
    chosen = settings_for(Path("nowhere"), "sqlite://", 8000, None, stream_url=url, **settings)
    it = install(chosen, engine=database, clock=FakeClock(), wakeups=KeptWakeups())
    with redis.Redis.from_url(url) as client:
        yield Stand(it, client)


@pytest.fixture
def stand(database: Engine, fresh_redis_url: str) -> Iterator[Stand]:
    """On each database in turn, over an empty Redis."""
    with stand_on(database, fresh_redis_url) as stand:
        yield stand


@pytest.fixture
def sqlite_stand(sqlite_database: Engine, fresh_redis_url: str) -> Iterator[Stand]:
    """For what has nothing to do with the database."""
    with stand_on(sqlite_database, fresh_redis_url) as stand:
        yield stand


@pytest.fixture
def postgres_stand(postgres_database: Engine, fresh_redis_url: str) -> Iterator[Stand]:
    """For races that SQLite cannot have."""
    with stand_on(postgres_database, fresh_redis_url) as stand:
        yield stand


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Engine]:
    engine = create_database(empty_sqlite(tmp_path / "shop.db"))
    yield engine
    engine.dispose()
