"""The whole application, running for one test: real doors, real database, real wallet, a clock that stands still."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.serving import make_server

from bot.app import create_app
from bot.bootstrap import Installation, install
from bot.demo import open_demo_shops
from bot.opening import open_from_file
from bot.sandbox_wallet.server import Quiet, WalletServer
from bot.sandbox_wallet.settings import WalletSettings
from bot.settings import Settings
from domain.shared.clock import FakeClock
from integrations.queue import Wakeups
from integrations.store.engine import create_database
from tests.databases import empty_sqlite

SHOPS_OF_STORIES = sorted((Path(__file__).parent.parent / "transcripts").glob("*/shop.toml"))
SECRET = "the installation's secret in tests"


class KeptWakeups(Wakeups):
    """Notes who was woken; nobody is: the world runs the jobs itself."""

    def __init__(self) -> None:
        self.woken: list[str] = []
        self.notes: dict[str, datetime] = {}

    def wake(self, job: str) -> bool:
        self.woken.append(job)
        return True

    def wake_soon(self, job: str) -> None:
        self.wake(job)

    def started(self, job: str) -> None:
        pass

    def note(self, what: str, at: datetime) -> None:
        self.notes[what] = at

    def noted(self, what: str) -> datetime | None:
        return self.notes.get(what)


@dataclass(frozen=True)
class Running:
    """A shop that is open for customers, and the wallet behind it."""

    it: Installation
    web: FlaskClient
    wallet: WalletServer
    clock: FakeClock


def demo_database(folder: Path) -> Path:
    """A database with the demo shops and those of the stories, to be copied for each test."""
    path = folder / "demo.db"
    engine, settings = create_database(empty_sqlite(path)), _settings(folder, path)
    it = install(settings, engine=engine, clock=FakeClock(), wakeups=KeptWakeups())
    open_demo_shops(it)
    for file in SHOPS_OF_STORIES:
        open_from_file(it, file)
    engine.dispose()
    return path


@contextmanager
def running_shop(folder: Path, demo: Path) -> Iterator[Running]:
    """Listens on a port of its own, so that callbacks and couriers' reports really arrive."""
    clock, database = FakeClock(), folder / "shop.db"
    shutil.copy(demo, database)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        settings = _settings(folder, database, port=port)
        wallet = WalletServer(WalletSettings(folder / "wallet.db", settings.key_for("wallet"), port=0), clock)
        settings = settings.model_copy(update={"wallet_url": wallet.settings.address})
        it = install(settings, clock=clock, wakeups=KeptWakeups())
        app = create_app(it)
        server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet, fd=listening.fileno())
    threads = [
        threading.Thread(target=wallet.run, daemon=True),
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield Running(it, app.test_client(), wallet, clock)
    finally:
        wallet.stop()
        server.shutdown()
        for thread in threads:
            thread.join(10)
        server.server_close()
        it.engine.dispose()


def wait_for(happened: Callable[[], bool], within: float = 10) -> None:
    """Looks again and again; AssertionError when time is up."""
    deadline = time.monotonic() + within
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.002)


def _settings(folder: Path, database: Path, port: int = 8000) -> Settings:
    return Settings(
        _env_file=None,
        port=port,
        data_dir=folder,
        public_url=f"http://127.0.0.1:{port}",
        database_url=f"sqlite:///{database}",
        redis_address="redis://127.0.0.1:1",
        secret=SECRET,
        simulator=True,
        sender_threads=2,
        twilio_account_sid="",
    )
