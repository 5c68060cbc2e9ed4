"""`shop run` as a whole: it leaves nothing behind, finds its data again, and has room for a second shop."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.chaos.phone import Phone, Post
from tests.chaos.town import Town, running_town
from tests.services import eventually

SHOP, BUYER = "+2250777000001", "+2250709000001"

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.timeout(240),
    pytest.mark.skipif(sys.platform != "linux", reason="the processes to kill are found in /proc"),
]


@pytest.fixture
def open_town() -> Iterator[ExitStack]:
    with ExitStack() as towns:
        yield towns


def phone(town: Town, sent: int = 0) -> Phone:
    return Phone(Post(town.url), BUYER, SHOP, sent=sent)


def test_a_killed_supervisor_leaves_no_orphans_and_its_data_and_ctrl_c_stops_all(tmp_path: Path) -> None:
    with running_town(tmp_path) as first:
        buyer = phone(first)
        buyer.ask("2 savon")
        everyone = first.everyone()
        assert len(everyone) >= 8
        first.stop(signal.SIGKILL)
        eventually(lambda: first.is_gone(everyone), seconds=15)
    with running_town(tmp_path) as again:
        assert "2 × Savon noir" in phone(again, sent=buyer.sent).ask("panier")["text"]
        stops_within(10, again)


def stops_within(seconds: float, town: Town) -> None:
    everyone = town.everyone()
    began = time.monotonic()
    assert town.stop(signal.SIGINT) == 0
    assert time.monotonic() - began < seconds
    assert town.is_gone(everyone)
    assert "Traceback" not in town.console.read_text()


def test_two_shops_live_side_by_side(tmp_path: Path, open_town: ExitStack) -> None:
    here, there = (open_town.enter_context(running_town(tmp_path / name)) for name in ("here", "there"))
    phone(here).ask("2 savon")
    assert "Savon" not in phone(there).ask("panier")["text"]
    assert here.everyone().isdisjoint(there.everyone())
    everyone = here.everyone()
    assert here.stop() == 0
    assert here.is_gone(everyone)
    assert there.is_whole()
