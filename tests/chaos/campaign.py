"""One campaign: open the town, let people live in it while things break, heal, and look at the books."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue

from sqlalchemy import Engine

from domain.shared.errors import Trouble
from tests.chaos.books import read_books, read_wallet
from tests.chaos.buyer import Buyer
from tests.chaos.invariants import Outside, broken_in_the_end, broken_now
from tests.chaos.nemesis import Nemesis
from tests.chaos.payer import Payer
from tests.chaos.phone import Phone, Post
from tests.chaos.report import Report
from tests.chaos.sluggish import SluggishTwilio, sluggish_twilio
from tests.chaos.staff import Merchant, Rider
from tests.chaos.town import Town, running_town
from tests.services import PostgresServer, eventually, running_postgres
from tests.twilio_webhooks import ACCOUNT_SID, AUTH_TOKEN

LEFT_OVER = re.compile(r"\b(theirs|ours|amount):|no_list")
SHOP, OWNER, RIDER = "+2250777000001", "+2250500000001", "+2250100000001"


@dataclass(frozen=True)
class Plan:
    """The worst faults once, then all of them for `seconds`; `pause` lies between two.

    Within `heal` after the last one everything must be right again.
    """

    seed: int = 1
    seconds: float = 8
    buyers: int = 6
    pause: tuple[float, float] = (0.1, 0.3)
    heal: float = 45
    hurried: bool = True
    postgres: bool = False


@dataclass
class Crowd:
    """Everybody who uses the shop, each in a thread."""

    buyers: list[Buyer]
    merchant: Merchant
    rider: Rider
    closing: threading.Event
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        self.threads = [threading.Thread(target=person.run) for person in (*self.buyers, self.merchant, self.rider)]
        for thread in self.threads:
            thread.start()

    def stop(self, seconds: float = 90) -> None:
        self.closing.set()
        for thread in self.threads:
            thread.join(seconds)
            assert not thread.is_alive(), "somebody waits for the shop for ever"

    @property
    def phones(self) -> list[Phone]:
        return [self.merchant.phone, self.rider.phone, *(buyer.phone for buyer in self.buyers)]

    @property
    def payers(self) -> list[str]:
        return [payer for buyer in self.buyers for payer in buyer.payers]


def run(plan: Plan, folder: Path) -> Report:
    with ExitStack() as open_now:
        postgres = open_now.enter_context(running_postgres(durable=True)) if plan.postgres else None
        twilio = open_now.enter_context(sluggish_twilio())
        town = open_now.enter_context(_town(plan, folder, postgres, twilio))
        crowd, engine = a_crowd(town, plan), town.engine()
        open_now.callback(engine.dispose)
        nemesis = Nemesis(town, random.Random(f"{plan.seed} nemesis"), twilio, postgres)
        broken = _live(plan, crowd, nemesis, engine)
        healed_in, at_last = _heal(plan, town, crowd, twilio, engine)
        return Report.of(plan, read_books(engine), crowd, nemesis.strikes, healed_in, broken + at_last)


@contextmanager
def _town(plan: Plan, folder: Path, postgres: PostgresServer | None, twilio: SluggishTwilio) -> Iterator[Town]:
    to_twilio = {
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN, "TWILIO_BASE_URL": twilio.url,
    }  # fmt: skip
    database = postgres.new_database() if postgres else ""
    with running_town(folder, database, hurried=plan.hurried, **to_twilio) as town:
        yield town


def a_crowd(town: Town, plan: Plan) -> Crowd:
    """The owner and the rider write through the simulator; the employee never does, so Twilio carries what they are
    told."""
    closing, asked_of_shop = threading.Event(), SimpleQueue[str]()
    buyers = [
        Buyer(
            Phone(Post(town.url), f"+22507120{plan.seed % 10}{n:04d}", SHOP),
            Payer(town.settings.wallet, town.accounts["simulator"].key),
            random.Random(f"{plan.seed} buyer {n}"),
            closing,
            asked_of_shop,
        )
        for n in range(plan.buyers)
    ]
    owner, issa = (Phone(Post(town.url), number, SHOP) for number in (OWNER, RIDER))
    held_out = [Phone(issa.post, buyer.phone.me, SHOP) for buyer in buyers]
    merchant = Merchant(owner, random.Random(f"{plan.seed} merchant"), closing, asked_of_shop)
    return Crowd(buyers, merchant, Rider(issa, closing, held_out), closing)


def _live(plan: Plan, crowd: Crowd, nemesis: Nemesis, engine: Engine) -> list[str]:
    """Returns what was ever seen broken while things went wrong: what must hold at any moment.

    The nemesis keeps this very thread: what it starts would die with another one (the kernel's parent is a thread).
    """
    over = threading.Event()
    broken: set[str] = set()
    observer = threading.Thread(target=_observe, args=(engine, over, broken))
    observer.start()
    crowd.start()
    eventually(lambda: read_books(engine)["payment_captures"], seconds=40, every=0.2)  # the shop is in full swing
    nemesis.run(time.monotonic() + plan.seconds, plan.pause)
    crowd.stop()
    over.set()
    observer.join(30)
    return sorted(f"seen while it ran: {what}" for what in broken)


def _observe(engine: Engine, over: threading.Event, broken: set[str]) -> None:
    while not over.wait(0.7):
        with suppress(Trouble):  # the database is away: nobody can look
            broken.update(broken_now(read_books(engine)))


def _heal(plan: Plan, town: Town, crowd: Crowd, twilio: SluggishTwilio, engine: Engine) -> tuple[float, list[str]]:
    """Waits until nothing is wrong any more, but not for ever. Returns the seconds it took, and what stayed wrong."""
    began = time.monotonic()
    eventually(town.is_whole, seconds=plan.heal, every=0.1)
    accepted = [id for phone in crowd.phones for id in phone.accepted]
    while True:
        books = read_books(engine)
        wallet = read_wallet(town.settings.wallet, town.accounts, crowd.payers, books)
        broken = broken_in_the_end(books, Outside(wallet, accepted, twilio.taken))
        took = time.monotonic() - began
        if not broken or took > plan.heal:
            return took, broken + _by_its_own_tools(town, books.at)
        time.sleep(0.3)


def _by_its_own_tools(town: Town, today: datetime) -> list[str]:
    """Every bill against the ledger, every wallet's list of today against what is booked."""
    audit = town.tool("ledger", "--check")
    lists = town.tool("reconcile", "--day", f"{today:%Y-%m-%d}")
    wrong = [] if audit.returncode == 0 else [audit.stdout + audit.stderr]
    wrong += [lists.stderr] if lists.returncode else filter(LEFT_OVER.search, lists.stdout.splitlines())
    return [f"the shop's own check: {line}" for line in wrong]
