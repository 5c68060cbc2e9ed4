"""The shop that all runs begin with: one engine for each process, one clean copy of the database for each run."""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

from bot.bootstrap import install
from bot.settings import Settings
from domain.merchant.shop import Shop, Wallet
from domain.merchant.staff import Role
from domain.merchant.terms import Terms
from domain.shared.clock import FakeClock
from domain.shared.ids import FakeIds
from integrations.store.engine import Database, create_database
from integrations.store.migrations import migrate
from tests.bot.running import KeptWakeups
from tests.people import fatou, issa, koffi
from tests.shops import ShopBuilder, a_shop, bag, bazin, francs, wax

MEMORY = Path("/dev/shm")
"""Where the machine has it: a commit there costs no disk."""
LINK = Wallet("blue", "Blue", "blue", "fatou-blue")
PUSH = Wallet("red", "Red", "red", "fatou-red", mode="push")
HELD_MINUTES = 10
DEPOSIT_PERCENT = 30
REFUND_ALONE_UP_TO = francs(15_000)
CASH_UP_TO = francs(40_000)
SHELF = {wax: 4, bazin: 2, bag: 1}


def the_shop(deposit_percent: int = DEPOSIT_PERCENT) -> ShopBuilder:
    shop = a_shop().employing(fatou, Role.OWNER).employing(koffi, Role.EMPLOYEE).employing(issa, Role.RIDER)
    shop.paid_by(LINK, PUSH)
    shop.shop.terms = Terms(CASH_UP_TO, deposit_percent, REFUND_ALONE_UP_TO)
    shop.shop.hold_minutes = HELD_MINUTES
    shop.shop.pickup = "Cocody"
    for thing, stock in SHELF.items():
        shop.selling(thing, stock)
    return shop


class Premises:
    """A folder in memory, an engine whose compiled statements outlive the runs, and the template."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="shop-simulation-", dir=MEMORY if MEMORY.is_dir() else None))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self._path = self.folder / "shop.db"
        self.settings = settings(self.folder)
        self.engine: Database = create_database(f"sqlite:///{self._path}")
        self._template = self._opened()

    def clean(self, statements: tuple[str, ...] = ()) -> sqlite3.Connection:
        """The shop as on its first day, and a connection that looks on. `statements` change the schema first."""
        self.engine.dispose()
        for left in self.folder.glob("shop.db*"):
            left.unlink()
        self._path.write_bytes(self._template)
        looking = sqlite3.connect(self._path, isolation_level=None)
        looking.row_factory = sqlite3.Row
        for statement in statements:
            looking.execute(statement)
        return looking

    def _opened(self) -> bytes:
        migrate(self.engine)
        it = install(self.settings, engine=self.engine, clock=FakeClock(), ids=FakeIds(), wakeups=KeptWakeups())
        opening = the_shop()
        with it.work(opening.shop.id) as work:
            work.shops.add(opening.shop)
            for product in opening.products:
                work.products.add(product)
        self.engine.dispose()
        with closing(sqlite3.connect(self._path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return self._path.read_bytes()


@cache
def premises() -> Premises:
    return Premises()


@cache
def shop(deposit_percent: int = DEPOSIT_PERCENT) -> Shop:
    """As it is; or as it was when its terms were others."""
    return the_shop(deposit_percent).shop


def settings(folder: Path) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=folder,
        public_url="https://shop.example",
        redis_address="redis://127.0.0.1:1",
        secret="the secret of the simulation",
        simulator=True,
        sender_threads=1,
        twilio_account_sid="",
    )
