"""Which processes `shop run` starts: what somebody else runs already is not started again, nor what nobody wants."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.everything import children, run_workers
from bot.settings import Settings
from bot.supervisor import StartRefused


def started(folder: Path, **settings: Any) -> list[str]:
    return [child.name for child in children(Settings(_env_file=None, data_dir=folder, **settings))]


def test_on_a_laptop_everything(tmp_path: Path) -> None:
    assert started(tmp_path) == ["redis", "wallet", "web", "messages", "money", "scheduler"]


def test_beside_other_machines_what_is_not_there_yet(tmp_path: Path) -> None:
    elsewhere = {"redis_address": "redis://there:6379", "wallet_url": "http://there:8001"}
    assert started(tmp_path, **elsewhere) == ["web", "messages", "money", "scheduler"]


def test_with_a_stream_a_worker_for_it(tmp_path: Path) -> None:
    assert started(tmp_path, stream_url="redis://there:6379")[-2:] == ["events", "scheduler"]


def test_without_one_nobody_works_on_its_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENT_STREAM_URL", "")
    with pytest.raises(StartRefused, match="no queue events: choose messages or money"):
        run_workers("events")
