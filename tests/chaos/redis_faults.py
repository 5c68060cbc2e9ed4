"""Redis forgets, is full, is slow, comes back with nothing: it is a wake-up call, and may be lost at any moment."""

from __future__ import annotations

import shutil
import threading
from contextlib import suppress
from dataclasses import dataclass

import redis

from tests.chaos.scene import Fault, Scene

SLOW_MS, BREATH = 80, 0.02


@dataclass
class RedisFaults:
    scene: Scene

    @property
    def worst(self) -> list[Fault]:
        return [self.flush_redis]

    @property
    def others(self) -> list[Fault]:
        return [self.fill_redis, self.slow_redis, self.lose_redis]

    def flush_redis(self) -> bool:
        with suppress(redis.RedisError), self.scene.town.redis() as client:
            return bool(client.flushall())
        return False

    def fill_redis(self) -> bool:
        """It refuses every write, as with `noeviction` it does when its memory is used up."""
        return self._configure("maxmemory", "1") and self.scene.lasts(lambda: self._configure("maxmemory", "0"))

    def lose_redis(self) -> bool:
        """Killed, and none of what it kept on disk is there when it comes back."""
        if not self._configure("appendonly", "no"):
            return False
        shutil.rmtree(self.scene.town.folder / "redis", ignore_errors=True)
        return self.scene.town.kill("redis")

    def slow_redis(self) -> bool:
        """Each command waits for up to 80 ms: longer than a request is ready to."""
        over = threading.Event()
        threading.Thread(target=self._hold_up, args=(over,), daemon=True).start()
        return self.scene.lasts(over.set)

    def _hold_up(self, over: threading.Event) -> None:
        with self.scene.town.redis() as client:
            while not over.wait(BREATH):
                with suppress(redis.RedisError):
                    client.client_pause(SLOW_MS)

    def _configure(self, name: str, value: str) -> bool:
        """False where it is away: what comes back is as it was installed."""
        with suppress(redis.RedisError), self.scene.town.redis() as client:
            return bool(client.config_set(name, value))
        return False
