"""A shop with all its doors open: the real application behind a real socket, on either database, for one test."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Table, select
from werkzeug.serving import make_server

from bot.app import create_app
from bot.bootstrap import Installation, install
from bot.collecting import give_back_all, look_at_all
from bot.demo import open_demo_shops
from bot.housekeeping import expire_orders, settle_everything
from bot.sandbox_wallet.server import Quiet
from bot.settings import Settings
from domain.customer.ports import Messenger
from domain.payment.gateway import PaymentGateway
from domain.shared.clock import FakeClock, SystemClock
from integrations.store.engine import create_database
from integrations.store.migrations import migrate
from tests.bot.running import SECRET, KeptWakeups
from tests.twilio_server import TwilioServer
from tests.twilio_webhooks import ACCOUNT_SID, AUTH_TOKEN, Pairs, message_form, post_signed

T = TypeVar("T")
PUBLIC = "https://shop.example"
FATOU = "+2250777000001"
NJERI = "+254722000001"
AWA = "+2250700000001"
MOUSSA = "+2250700000002"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a door answered."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass
class House:
    """`url` is where it listens; `it` is what stands behind the doors."""

    it: Installation
    url: str
    clock: FakeClock
    twilio: TwilioServer | None = None
    woken: list[str] = field(default_factory=list)
    tells: bool = True

    # -- knocking ----------------------------------------------------------------------------------------------------

    def call(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request on a connection of its own, sent as it is; no redirect is followed."""
        host, _, port = self.url.removeprefix("http://").partition(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=30)
        try:
            connection.request(method, path, body, dict(headers or {}))
            reply = connection.getresponse()
            named = {name.lower(): value for name, value in reply.getheaders()}
            return Answer(reply.status, named, reply.read().decode("utf-8", "replace"))
        finally:
            connection.close()

    def whatsapp(self, sender: str, body: str = "", to: str = FATOU, **fields: str) -> int:
        """A person writes through Twilio. Returns the door's status."""
        return self.whatsapp_form(message_form(sender, to, body, **fields))[0]

    def whatsapp_form(self, form: Pairs, path: str = "/webhooks/whatsapp/twilio", **how: str) -> tuple[int, str]:
        return post_signed(PUBLIC + path, self.url + path, form, **how)

    # -- looking -----------------------------------------------------------------------------------------------------

    def rows(self, table: Table, *conditions: Any) -> list[Any]:
        with self.it.engine.connect() as connection:
            return list(connection.execute(select(table).where(*conditions).order_by(*table.primary_key)).all())

    # -- time --------------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Every queue until all are empty, at this instant; those of money alone where nobody is told."""
        if self.tells:
            return settle_everything(self.it)
        while any((look_at_all(self.it), give_back_all(self.it))):
            pass
        return None

    def later(self, minutes: float = 0, seconds: float = 0, steps: int = 8) -> None:
        """Time passes, and the clock's jobs run meanwhile."""
        for _ in range(steps):
            self.clock.pass_by(seconds=(60 * minutes + seconds) / steps)
            expire_orders(self.it)
            self.settle()


def all_at_once(calls: Iterable[Callable[[], T]]) -> list[T]:
    """Each call on its own thread, started by one barrier; what they returned, in the order of the calls."""
    waiting = list(calls)
    barrier = threading.Barrier(len(waiting))

    def run(call: Callable[[], T]) -> T:
        barrier.wait(30)
        return call()

    with ThreadPoolExecutor(len(waiting)) as pool:
        return list(pool.map(run, waiting))


def settings_for(folder: Path, database: str, port: int, twilio: TwilioServer | None, **more: Any) -> Settings:
    values: dict[str, Any] = {
        "port": port,
        "data_dir": folder,
        "public_url": PUBLIC if twilio else f"http://127.0.0.1:{port}",
        "database_url": database,
        "redis_address": "redis://127.0.0.1:1",
        "secret": SECRET,
        "simulator": twilio is None,
        "sender_threads": 4,
        "twilio_account_sid": ACCOUNT_SID if twilio else "",
        "twilio_auth_token": AUTH_TOKEN if twilio else "",
        "twilio_url": twilio.url if twilio else "https://api.twilio.com",
    }
    return Settings(_env_file=None, **(values | more))


@contextmanager
def open_house(
    folder: Path,
    database: str,
    *,
    twilio: TwilioServer | None = None,
    gateways: Mapping[str, PaymentGateway] | None = None,
    messengers: Mapping[str, Messenger] | None = None,
    **settings: Any,
) -> Iterator[House]:
    clock, wakeups = FakeClock(at_noon()), KeptWakeups()
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listening:
        port = listening.getsockname()[1]
        chosen = settings_for(folder, database, port, twilio, **settings)
        it = install(chosen, clock=clock, wakeups=wakeups, gateways=gateways, messengers=messengers)
        fd = listening.fileno()
        server = make_server("127.0.0.1", port, create_app(it), threaded=True, request_handler=Quiet, fd=fd)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield House(it, f"http://127.0.0.1:{port}", clock, twilio, wakeups.woken)
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
        it.engine.dispose()


def at_noon() -> datetime:
    """Today, as servers beside us have it; by day, whenever tests run: at night some notices wait."""
    return SystemClock().now().replace(hour=12, minute=0, second=0, microsecond=0)


def prepare(folder: Path, database: str) -> None:
    """All tables, and the demo shops in them."""
    engine = create_database(database)
    migrate(engine)
    settings = settings_for(folder, database, 8000, None)
    open_demo_shops(install(settings, engine=engine, wakeups=KeptWakeups()))
    engine.dispose()
