"""Two machines, two releases: a deploy in the middle of conversations, and webhooks that reach both at once."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.chaos.books import read_books
from tests.chaos.phone import BROKEN, Phone, Post
from tests.chaos.planted import Switches
from tests.chaos.talk import accepted_messages_had_their_turn, no_turn_failed
from tests.chaos.tomorrow import WORD
from tests.chaos.town import Town, running_neighbour, running_town
from tests.services import eventually
from tests.wallet import fetch

SHOP, BUYER = "+2250777000001", "+2250709000001"
CALLERS, WRITTEN = 4, 15

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.timeout(400),
    pytest.mark.skipif(sys.platform != "linux", reason="the processes to renew are found in /proc"),
]


@dataclass
class Callers:
    """Providers that send each request once: what fails has failed."""

    url: str
    answered: int = 0
    failed: list[object] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def call(self) -> None:
        while not self.over.is_set():
            try:
                answer = fetch("GET", f"{self.url}/readyz")
            except BROKEN as error:
                self.failed.append(error)
            else:
                self.answered += 1
                self.failed += [answer] if answer.status >= 500 else []


@contextmanager
def calling(url: str) -> Iterator[Callers]:
    callers = Callers(url)
    threads = [threading.Thread(target=callers.call) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    try:
        yield callers
    finally:
        callers.over.set()
        for thread in threads:
            thread.join(20)


@contextmanager
def two_machines(folder: Path, database: str) -> Iterator[tuple[Town, Town]]:
    """One of today's release, one of the next."""
    Switches(folder / "there").turn("release", "tomorrow")
    with running_town(folder / "here", database) as here, running_neighbour(folder / "there", here, database) as there:
        yield here, there


def test_no_request_fails_while_web_processes_are_renewed(tmp_path: Path) -> None:
    with running_town(tmp_path) as town, calling(town.url) as callers:
        for pid in town.pids("web workers"):
            renews(town, pid, lambda: town.kill("web workers", signal.SIGTERM))
        for pid in town.pids("web workers")[:1]:
            renews(town, pid, lambda: town.kill("web", signal.SIGHUP))
        enough = callers.answered + 20
        eventually(lambda: callers.answered >= enough, seconds=60)
    assert callers.failed == []


def renews(town: Town, pid: int, tell: object) -> None:
    before = len(town.pids("web workers"))
    tell()  # type: ignore[operator]
    eventually(lambda: pid not in town.pids("web workers") and len(town.pids("web workers")) >= before, seconds=60)


def test_old_and_new_release_lead_one_conversation(tmp_path: Path, fresh_postgres_url: str) -> None:
    with two_machines(tmp_path, fresh_postgres_url) as (here, there):
        today, tomorrow = Post(here.url), Post(there.url)
        buyer = Phone(today, BUYER, SHOP)
        buyer.ask("2 savon")
        for _ in range(2):
            buyer.post = tomorrow
            assert "1 - 5 ?" in buyer.ask(WORD)["text"]
            buyer.post = today
            buyer.ask("3")
            assert "2 × Savon noir" in buyer.ask("panier")["text"]
        engine = here.engine()
        assert list(no_turn_failed(read_books(engine))) == []
        engine.dispose()


def test_a_webhook_that_reaches_two_machines_at_once_has_one_turn(tmp_path: Path, fresh_postgres_url: str) -> None:
    with two_machines(tmp_path, fresh_postgres_url) as (here, there):
        buyer = Phone(Post(here.url, other_urls=(there.url,)), BUYER, SHOP, twice=1.0)
        for _ in range(WRITTEN):
            buyer.ask("1 savon")
        engine = here.engine()
        books = read_books(engine)
        engine.dispose()
        assert list(accepted_messages_had_their_turn(books, buyer.accepted)) == []
        assert [item["quantity"] for item in books["ordering_cart_lines"]] == [WRITTEN]
