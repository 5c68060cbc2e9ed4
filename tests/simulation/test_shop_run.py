"""`shop run` as a whole: it leaves nothing behind, finds its data again, and has room for a second shop."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.services import eventually
from tests.simulation.books import read_books
from tests.simulation.phone import Phone, Post
from tests.simulation.town import Town, running_town

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


def phone(town: Town, number: str = BUYER) -> Phone:
    return Phone(Post(town.url), number, SHOP)


def test_a_killed_supervisor_leaves_no_orphans_and_its_data(tmp_path: Path) -> None:
    with running_town(tmp_path) as first:
        first_phone = phone(first)
        first_phone.ask("2 savon")
        everyone = first.everyone()
        assert len(everyone) >= 8
        first.stop(signal.SIGKILL)
        eventually(lambda: first.is_gone(everyone), seconds=15)
    with running_town(tmp_path) as again:
        engine = again.engine()
        books = read_books(engine)
        engine.dispose()
        assert [row["state"] for row in books["chat_inbox"]] == ["done"]
        later = phone(again)
        later.sent = first_phone.sent
        assert "2 × Savon noir" in later.ask("panier")["text"]


def test_ctrl_c_stops_everything_within_ten_seconds(tmp_path: Path) -> None:
    with running_town(tmp_path) as town:
        phone(town).ask("bonjour")
        everyone = town.everyone()
        began = time.monotonic()
        assert town.stop(signal.SIGINT) == 0
        assert time.monotonic() - began < 10
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
