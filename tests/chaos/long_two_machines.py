"""Two machines sell together; one is lost in the middle: nothing else is, and the other one goes on alone."""

from __future__ import annotations

import json
import random
import signal
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from queue import SimpleQueue

import pytest

from tests.chaos.books import read_books, read_wallet
from tests.chaos.buyer import Buyer
from tests.chaos.invariants import Outside, broken_in_the_end
from tests.chaos.machines import Machine, running_machine
from tests.chaos.payer import Payer
from tests.chaos.phone import Phone, Post
from tests.chaos.processes import kill
from tests.services import eventually, running_postgres, running_redis
from tests.wallet import Answer

SHOP = "+2250777000001"

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform != "linux", reason="the processes to kill are found in /proc"),
]


class EitherPost(Post):
    """A balancer in front of both: whoever does not answer is left out, and each webhook comes to both at once."""

    def __init__(self, machines: list[Machine]) -> None:
        super().__init__(machines[0].url)
        self._machines = machines

    def send(self, path: str, body: bytes, content_type: str) -> Answer:
        answers: list[Answer] = []
        posts = [Post(machine.url) for machine in list(self._machines)]
        threads = [
            threading.Thread(target=lambda p=p: answers.append(p.send(path, body, content_type))) for p in posts[1:]
        ]  # type: ignore[misc]
        for thread in threads:
            thread.start()
        mine = posts[0].send(path, body, content_type)
        for thread in threads:
            thread.join(0.5)
        return mine


def a_buyer(n: int, machines: list[Machine], closing: threading.Event) -> Buyer:
    first = machines[0]
    wallet = Payer(first.settings.wallet, first.accounts["simulator"].key)
    phone = Phone(EitherPost(machines), f"+22507130{n:05d}", SHOP)
    return Buyer(phone, wallet, random.Random(f"machines {n}"), closing, SimpleQueue())


def lose(machine: Machine) -> None:
    """As by a power cut: everything of it at once."""
    assert machine.process
    everyone = machine.everyone()
    machine.process.kill()
    for pid in everyone:
        kill(pid, signal.SIGKILL)
    eventually(lambda: machine.is_gone(everyone), seconds=15)


def test_a_machine_is_lost_in_the_middle_and_nothing_else(tmp_path: Path) -> None:
    with (
        running_postgres(durable=True) as postgres,
        running_redis(tmp_path / "redis") as common,
        running_machine(tmp_path / "first", postgres.new_database(), common.url) as first,
        running_machine(tmp_path / "second", first.settings.database_url, common.url, first) as second,
    ):
        machines, closing, engine = [first, second], threading.Event(), first.engine()
        buyers = [a_buyer(n, machines, closing) for n in range(6)]
        threads = [threading.Thread(target=buyer.run) for buyer in buyers]
        for thread in threads:
            thread.start()
        eventually(lambda: len(read_books(engine)["payment_captures"]) > 2, seconds=60, every=0.2)
        machines.remove(second)
        lose(second)
        before = len(read_books(engine)["payment_captures"])
        eventually(lambda: len(read_books(engine)["payment_captures"]) > before + 2, seconds=60, every=0.2)
        closing.set()
        for thread in threads:
            thread.join(90)
            assert not thread.is_alive()
        assert wrong_in_the_end(first, buyers) == []
        engine.dispose()


def wrong_in_the_end(machine: Machine, buyers: list[Buyer]) -> list[str]:
    engine = machine.engine()
    accepted = [id for buyer in buyers for id in buyer.phone.accepted]
    payers = [payer for buyer in buyers for payer in buyer.payers]
    deadline = time.monotonic() + 90
    while True:
        books = read_books(engine)
        wallet = read_wallet(machine.settings.wallet, machine.accounts, payers, books)
        broken = broken_in_the_end(books, Outside(wallet, accepted)) + wrong_in_the_stream(machine)
        if not broken or time.monotonic() > deadline:
            engine.dispose()
            return broken
        time.sleep(0.5)


def wrong_in_the_stream(machine: Machine) -> list[str]:
    """Every event is in it, and each order's in their order (of what came twice, the first counts)."""
    engine = machine.engine()
    kept = {row["event_id"] for row in read_books(engine)["events"]}
    engine.dispose()
    told: dict[str, dict[str, str]] = defaultdict(dict)
    with machine.redis() as client:
        for _id, fields in client.xrange("shop.events.0"):
            event = json.loads(fields[b"event"])
            told[event["subject"]].setdefault(event["id"], event["sequence"])
    out_of_turn = [
        s for s, story in told.items() if s.startswith("order/") and list(story.values()) != sorted(story.values())
    ]
    missing = kept - {id for story in told.values() for id in story}
    return [f"{len(missing)} events are not in the stream"] * bool(missing) + [
        f"{s} is out of turn" for s in out_of_turn
    ]
