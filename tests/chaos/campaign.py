"""One campaign: open the town, let people live in it while things break, heal, and look at the books."""

from __future__ import annotations

import re
import shutil
import threading
import time
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from domain.shared.errors import Trouble
from tests.chaos.books import Books, read_books, read_wallet
from tests.chaos.crowd import SHOP, Crowd, a_crowd
from tests.chaos.crowding import Crowding
from tests.chaos.invariants import Outside, broken_in_the_end, broken_now
from tests.chaos.nemesis import Nemesis
from tests.chaos.premises import Plan, a_scene
from tests.chaos.report import Report
from tests.chaos.town import Town
from tests.services import eventually

LEFT_OVER = re.compile(r"\b(theirs|ours|amount):|no_list")
BREATHER = 3
"""How often the books are read beside the campaign: so many times as long as it took is waited in between."""
IN_DOUBT = (
    "freeze messages worker", "freeze money worker", "freeze while sending", "twilio answers too late",
    "set clock back", "set clock ahead", "let clocks differ",
)  # fmt: skip
"""After these a sender may send what somebody else has sent: one of each of its hands."""


def run(plan: Plan, folder: Path) -> Report:
    with ExitStack() as open_now:
        scene = a_scene(plan, folder, open_now)
        crowd, engine = a_crowd(scene, plan.seed, plan.buyers, plan.texters), scene.town.engine()
        open_now.callback(engine.dispose)
        nemesis = Nemesis(scene, Crowding(scene, SHOP))
        broken = _live(plan, crowd, nemesis, engine)
        healed_in, at_last = _heal(plan, nemesis, crowd, engine)
        broken += at_last
        if broken and scene.disk:
            shutil.copytree(scene.town.folder, folder / "town", ignore=shutil.ignore_patterns("*.sock"))
        return Report.of(plan, read_books(engine), crowd, nemesis, healed_in, broken)


def _live(plan: Plan, crowd: Crowd, nemesis: Nemesis, engine: Engine) -> list[str]:
    """Returns what was ever seen broken while things went wrong: what must hold at any moment.

    The nemesis keeps this very thread: what it starts would die with another one (the kernel's parent is a thread).
    """
    over = threading.Event()
    broken: set[str] = set()
    observer = threading.Thread(target=_observe, args=(engine, over, broken))
    observer.start()
    crowd.start()
    try:
        eventually(lambda: read_books(engine)["payment_captures"], seconds=90, every=0.2)  # the shop is in full swing
        nemesis.run(plan)
    finally:
        crowd.closing.set()
        over.set()
    crowd.stop()
    observer.join(60)
    return sorted(f"seen while it ran: {what}" for what in broken)


def _observe(engine: Engine, over: threading.Event, broken: set[str]) -> None:
    took = 0.0
    while not over.wait(max(0.7, BREATHER * took)):
        began = time.monotonic()
        with suppress(Trouble):  # the database is away: nobody can look
            broken.update(broken_now(read_books(engine)))
        took = time.monotonic() - began


def _heal(plan: Plan, nemesis: Nemesis, crowd: Crowd, engine: Engine) -> tuple[float, list[str]]:
    """Waits until nothing is wrong any more, but not for ever. Returns the seconds it took, and what stayed wrong."""
    began, town = time.monotonic(), nemesis.scene.town
    eventually(lambda: all(each.is_whole() for each in nemesis.scene.towns), seconds=plan.heal, every=0.1)
    while True:
        books = read_books(engine)
        broken = broken_in_the_end(books, _outside(nemesis, crowd, books))
        took = time.monotonic() - began
        if not broken or took > plan.heal:
            return took, nemesis.crowding.complaints + broken + _by_its_own_tools(town, books.at)
        time.sleep(0.3)


def _outside(nemesis: Nemesis, crowd: Crowd, books: Books) -> Outside:
    scene = nemesis.scene
    return Outside(
        read_wallet(scene.town.settings.wallet, scene.town.accounts, crowd.payers, books),
        crowd.accepted + nemesis.crowding.accepted,
        scene.twilio.taken,
        dict(scene.twilio.told),
        unanswerable=sum(scene.strikes[name] for name in IN_DOUBT) * scene.town.settings.sender_threads,
        printed="".join(town.console.read_text(errors="replace") for town in scene.towns),
        numbers=crowd.numbers,
    )


def _by_its_own_tools(town: Town, today: datetime) -> list[str]:
    """Every bill against the ledger, every wallet's list of today against what is booked."""
    audit = town.tool("ledger", "--check")
    lists = town.tool("reconcile", "--day", f"{today:%Y-%m-%d}")
    wrong = [] if audit.returncode == 0 else [audit.stdout + audit.stderr]
    wrong += [lists.stderr] if lists.returncode else filter(LEFT_OVER.search, lists.stdout.splitlines())
    return [f"the shop's own check: {line}" for line in wrong]
