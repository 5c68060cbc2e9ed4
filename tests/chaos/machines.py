"""Machines of one installation: a folder, ports and processes of their own; PostgreSQL, Redis and wallet in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from pydantic import SecretStr

from tests.chaos.processes import family
from tests.chaos.town import NAMES, Town, answers

SECRET = "the same on every machine"


class Machine(Town):
    """The first one runs the wallet; the others are told where the first one is."""

    def __init__(self, folder: Path, database: str, common_redis: str, first: Town | None = None) -> None:
        theirs = {"SANDBOX_WALLET_URL": first.settings.wallet, "PUBLIC_URL": first.url} if first else {}
        common = {"REDIS_URL": common_redis, "EVENT_STREAM_URL": common_redis, "SHOP_SECRET": SECRET}
        super().__init__(folder, database, **common, **theirs)
        update = {"secret": SecretStr(SECRET), "redis_address": common_redis}
        self.settings = self.settings.model_copy(update=update | {"wallet_url": theirs.get("SANDBOX_WALLET_URL", "")})
        self._names = set(NAMES) - {"redis"} - ({"wallet"} if first else set())

    def is_whole(self) -> bool:
        assert self.process
        running = family(self.process.pid)
        return all(running[name] for name in self._names) and answers(f"{self.url}/readyz")

    def redis(self) -> redis.Redis:
        return redis.Redis.from_url(self.settings.redis, socket_timeout=2, socket_connect_timeout=2)


@contextmanager
def running_machine(folder: Path, database: str, common_redis: str, first: Town | None = None) -> Iterator[Machine]:
    machine = Machine(folder, database, common_redis, first)
    try:
        machine.start()
        yield machine
    finally:
        machine.clear()
