"""Whoever has waited for a thread knows how long."""

from __future__ import annotations

from itertools import count

import pytest
from gunicorn.config import Config

from bot.everything import gunicorn
from bot.settings import Settings
from bot.threads import PunctualThreads, waited
from bot.web_worker import Worker


@pytest.fixture(autouse=True)
def every_look_at_the_clock_is_a_second_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.threads.time.monotonic", count().__next__)


def test_a_request_knows_how_long_it_has_waited_for_its_thread() -> None:
    with PunctualThreads(1) as threads:
        assert threads.submit(waited).result() == 1
        assert threads.submit(lambda *, then: (waited(), then), then="panier").result() == (1, "panier")


def test_elsewhere_nobody_has_waited() -> None:
    assert waited() == 0


def test_the_web_server_has_such_threads() -> None:
    command = gunicorn(Settings(_env_file=None))
    config = Config()
    config.set("worker_class", command[command.index("--worker-class") + 1])
    assert config.worker_class is Worker
    worker = Worker.__new__(Worker)
    worker.cfg = config
    with worker.get_thread_pool() as threads:
        assert threads.submit(waited).result() == 1
