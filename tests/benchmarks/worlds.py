"""The same shop three times: a small, a middle and a large one, each with its whole past."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from flask.testing import FlaskClient
from sqlalchemy import ColumnElement, Connection, Engine, String, cast, literal, text

from bot.app import create_app
from bot.bootstrap import Installation, install
from bot.demo import open_demo_shops
from bot.settings import Settings
from domain.payment.ledger import Account
from domain.shared.clock import FakeClock
from integrations.store.engine import create_database
from integrations.store.migrations import migrate
from integrations.store.sql import is_postgres
from integrations.store.tables.chat import conversations, inbox, outbox
from integrations.store.tables.customer import customers
from integrations.store.tables.fulfillment import shipments
from integrations.store.tables.ordering import order_items, order_numbers, orders
from integrations.store.tables.payment import attempts, ledger, transactions
from tests.benchmarks.filling import Number, fill, named
from tests.bot.running import SECRET, KeptWakeups
from tests.integrations.store.big_shelf import articles, put_on_shelf
from tests.integrations.store.shop import SHOP, WAX, ShopFloor

STOCK = 1_000_000
A_DAY = 100
"""So many orders a day, in every shop: what a day's report reads does not grow."""
CHUNK = 10_000


class Size(NamedTuple):
    name: str
    products: int
    orders: int
    talks: int


QUICK = Size("small", 10, 1_000, 1_000), Size("middle", 1_000, 5_000, 5_000), Size("large", 5_000, 20_000, 20_000)
FULL = (
    Size("small", 10, 1_000, 1_000),
    Size("middle", 1_000, 100_000, 100_000),
    Size("large", 100_000, 1_000_000, 1_000_000),
)


@dataclass(frozen=True)
class World:
    """One shop, behind its real door, and units of work on it."""

    size: Size
    it: Installation
    door: FlaskClient
    floor: ShopFloor
    number: str

    @property
    def engine(self) -> Engine:
        return self.it.engine


@contextmanager
def world(folder: Path, url: str, size: Size) -> Iterator[World]:
    clock = FakeClock()
    settings = _settings(folder, url)
    engine = create_database(settings.database)
    migrate(engine)
    it = install(settings, engine=engine, clock=clock, wakeups=KeptWakeups())
    open_demo_shops(it)
    opened = World(size, it, create_app(it).test_client(), ShopFloor(engine, clock), it.directory.shop(SHOP).number)
    opened.floor.put_on_shelf(stock=STOCK, sku=WAX, name="Pagne de la mesure")
    with engine.begin() as connection:
        _past(connection, size, clock)
    _analyze(engine)
    yield opened
    engine.dispose()


def _past(connection: Connection, size: Size, clock: FakeClock) -> None:
    if is_postgres(connection):
        connection.execute(text("SET LOCAL statement_timeout = 0"))
    shelf = articles(size.products)
    for start in range(0, len(shelf), CHUNK):
        put_on_shelf(connection, SHOP, shelf[start : start + CHUNK])
    _orders(connection, size.orders)
    _ledger(connection, size.orders - A_DAY, "past", clock.now() - timedelta(days=40))
    _ledger(connection, A_DAY, "today", clock.now() - timedelta(minutes=5))
    _talks(connection, size.talks)


def _orders(connection: Connection, count: int) -> None:
    mine, of_order = {"shop_id": SHOP}, {"shop_id": SHOP, "order_id": named("o"), "currency": "XOF"}
    fill(connection, customers, count // 3 + 1, id=named("c"), name="Awa", language="fr", **mine)
    fill(connection, orders, count, id=named("o"), number=lambda n: n, customer_id=_every_third,
         state="closed", currency="XOF", total_minor=12_000, payment_id=named("p"), address=None, **mine)  # fmt: skip
    fill(connection, order_items, count, sku=str(WAX), name="Pagne", price_minor=12_000, quantity=1, **of_order)
    fill(
        connection,
        transactions,
        count,
        id=named("p"),
        link=named("l"),
        state="confirmed",
        amount_minor=12_000,
        **of_order,
    )
    fill(connection, attempts, count, id=named("a"), payment_id=named("p"), token=named("t"), ref=named("r"),
         provider="sandbox", state="succeeded", currency="XOF", amount_minor=12_000, **mine)  # fmt: skip
    fill(connection, shipments, count, id=named("s"), order_id=named("o"), tracking_code=named("TRACK"),
         track_token=named("k"), status="delivered", has_ended=True, **mine)  # fmt: skip
    fill(connection, order_numbers, 1, last=count + 1, **mine)


def _every_third(n: Number) -> ColumnElement[str]:
    """Three orders each."""
    return literal("c") + cast(n // 3, String)


def _ledger(connection: Connection, count: int, name: str, at: object) -> None:
    fill(connection, ledger, count, event_id=named(name), shop_id=SHOP, payment_id=named("p"), order_id=named("o"),
         at=at, debit=Account.DUE.value, credit=Account.EARNED.value, amount_minor=12_000, currency="XOF")  # fmt: skip


def _talks(connection: Connection, count: int) -> None:
    person = named("+22508", 8)
    fill(connection, conversations, count, shop_id=SHOP, person=person, role="buyer", language="fr", revision=1,
         state={"talk": {"version": 1, "greeted": True}, "channel": "simulator"})  # fmt: skip
    fill(connection, inbox, 2 * count, shop_id=SHOP, source="simulator", provider_id=named("old"), kind="message",
         raw={"text": "menu"}, state="done")  # fmt: skip
    fill(connection, outbox, 5 * count, shop_id=SHOP, key=named("old"), channel="simulator", sender="+1", state="sent",
         recipient=lambda n: person(n % count), provider_id=named("sim"), message={"text": "Bonjour"})  # fmt: skip


def _analyze(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if is_postgres(connection):
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("VACUUM (ANALYZE)"))
            connection.execute(text("CHECKPOINT"))  # or what was built is still written out while it is measured
        else:
            connection.execute(text("ANALYZE"))


def _settings(folder: Path, url: str) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=folder,
        public_url="http://127.0.0.1:8000",
        database_url=url,
        redis_address="redis://127.0.0.1:1",
        secret=SECRET,
        simulator=True,
        twilio_account_sid="",
    )
