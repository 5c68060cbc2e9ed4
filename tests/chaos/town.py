"""A shop with all its real processes, each of which can be killed: what `shop run` starts, on ports of its own."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import redis
from sqlalchemy import Engine

from bot.sandbox_wallet.keys import IssuedAccounts
from bot.settings import Settings
from integrations.embedded import die_with_parent
from integrations.mobile_money.sandbox.control import WalletControl
from integrations.queue import MESSAGES, MONEY
from integrations.store.engine import create_database
from tests.chaos.processes import descendants, family, is_alive, kill
from tests.ports import free_ports
from tests.services import eventually
from tests.wallet import fetch

ROOT = Path(__file__).parents[2]
NAMES = ("redis", "wallet", "web", "messages", "money", "scheduler")
OURS = ("DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "SANDBOX_WALLET_URL", "SHOP_SECRET", "SIMULATOR")


class Town:
    """One shop in `folder`, or one machine of it. What it prints is in `folder/console`.

    `database` is where the shop finds its own, `observed` where an observer does: the shop's line to it may be bad.
    """

    def __init__(
        self, folder: Path, database: str = "", *, hurried: bool = True, observed: str = "", **settings: str
    ) -> None:
        self.folder = folder
        self.port, wallet_port = free_ports(2)
        self.url = f"http://127.0.0.1:{self.port}"
        self.hurried = hurried
        self._module = "tests.chaos.hurried" if hurried else "bot"
        self._env = {
            **{name: value for name, value in os.environ.items() if name not in OURS},
            "PORT": str(self.port),
            "SANDBOX_WALLET_PORT": str(wallet_port),
            "SHOP_DATA_DIR": str(folder),
            **({"DATABASE_URL": database} if database else {}),
            **settings,
        }
        self.settings = Settings(
            port=self.port,
            wallet_port=wallet_port,
            data_dir=folder,
            database_url=database,
            redis_address=settings.get("REDIS_URL", ""),
            wallet_url=settings.get("SANDBOX_WALLET_URL", ""),
            public_url=settings.get("PUBLIC_URL", ""),
            _env_file=None,
        )
        self.process: subprocess.Popen[bytes] | None = None
        self._observed = observed
        self._printed_before = 0

    # -- its life ----------------------------------------------------------------------------------------------------

    def start(self, seconds: float = 90) -> Town:
        self.folder.mkdir(parents=True, exist_ok=True)
        tester = os.getpid()
        with self.console.open("ab") as console:
            self._printed_before = console.tell()
            self.process = subprocess.Popen(
                [sys.executable, "-m", self._module, "run"],
                cwd=ROOT,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(tester),  # a test that is killed leaves no shop behind
            )
        eventually(self._is_open, seconds=seconds, every=0.25)
        return self

    def stop(self, how: int = signal.SIGINT) -> int:
        """Returns the exit code of the supervisor."""
        assert self.process
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(30)

    def clear(self) -> None:
        """Nothing of it is left, whatever a test did."""
        if self.process and self.process.poll() is None:
            everyone = descendants(self.process.pid)
            self.process.kill()
            self.process.wait(10)
            for pid in everyone:
                kill(pid, signal.SIGKILL)

    @property
    def console(self) -> Path:
        return self.folder / "console"

    def _is_open(self) -> bool:
        assert self.process
        if self.process.poll() is not None:
            raise AssertionError(f"the shop did not open:\n{self.console.read_text()[-2000:]}")
        printed = self.console.read_bytes()[self._printed_before :]
        return b"The shop is open" in printed and self._works() and self.is_whole()

    def _works(self) -> bool:
        """Both workers have told Redis that they listen: the supervisor does not wait for that."""
        with suppress(redis.RedisError), self.redis() as client:
            return all(client.scard(f"rq:workers:{queue}") for queue in (MESSAGES, MONEY))
        return False

    def tool(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`shop …`, as its people run it beside the open shop."""
        command = [sys.executable, "-m", "bot", *words]
        return subprocess.run(command, cwd=ROOT, env=self._env, capture_output=True, text=True, timeout=60, check=False)

    # -- its processes -----------------------------------------------------------------------------------------------

    def pids(self, name: str) -> list[int]:
        assert self.process
        return family(self.process.pid)[name]

    def everyone(self) -> set[int]:
        assert self.process
        return descendants(self.process.pid)

    def kill(self, name: str, how: int = signal.SIGKILL, which: int = 0) -> bool:
        """kill -9 of the process of that name; False where there is none right now."""
        pids = self.pids(name)
        return bool(pids) and kill(pids[which % len(pids)], how)

    def is_whole(self) -> bool:
        """Everything runs, and the web and the wallet answer."""
        assert self.process
        running = family(self.process.pid)
        elsewhere = {"redis": not self.settings.embeds_redis, "wallet": not self.settings.embeds_wallet}
        names = (name for name in NAMES if not elsewhere.get(name))
        return all(running[name] for name in names) and self.is_ready() and answers(f"{self.settings.wallet}/healthz")

    def answers(self) -> bool:
        """Somebody opens the door."""
        return answers(f"{self.url}/healthz")

    def is_ready(self) -> bool:
        """And has read from the database."""
        return answers(f"{self.url}/readyz")

    def is_gone(self, pids: set[int]) -> bool:
        return not any(is_alive(pid) for pid in pids)

    # -- what it works with ------------------------------------------------------------------------------------------

    def engine(self) -> Engine:
        """A connection of the observer's own."""
        return create_database(self._observed or self.settings.database)

    @property
    def accounts(self) -> Mapping[str, Any]:
        return IssuedAccounts(self.settings.key_for("wallet"))

    def wallet(self) -> WalletControl:
        return WalletControl(self.settings.wallet, self.accounts["simulator"].key)

    def redis(self) -> redis.Redis:
        return redis.Redis.from_url(self.settings.redis, socket_timeout=2, socket_connect_timeout=2)


@contextmanager
def running_town(
    folder: Path, database: str = "", *, hurried: bool = True, observed: str = "", **settings: str
) -> Iterator[Town]:
    town = Town(folder, database, hurried=hurried, observed=observed, **settings)
    try:
        yield town.start()
    finally:
        town.clear()


@contextmanager
def running_neighbour(
    folder: Path, first: Town, observed: str, *, hurried: bool = True, **settings: str
) -> Iterator[Town]:
    """A second machine of the same shop: its own web, workers, scheduler and data folder, the first one's database,
    Redis and wallet."""
    shared = {
        "REDIS_URL": first.settings.redis,
        "SANDBOX_WALLET_URL": first.settings.wallet,
        "SHOP_SECRET": first.settings.key,
        "PUBLIC_URL": first.settings.base_url,
    }
    with running_town(
        folder, first.settings.database, hurried=hurried, observed=observed, **shared, **settings
    ) as town:
        yield town


def answers(url: str) -> bool:
    try:
        return fetch("GET", url).status == 200
    except (OSError, http.client.HTTPException):
        return False
