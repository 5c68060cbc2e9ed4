"""The sandbox wallet as a process of its own: killed at any moment, it has kept whatever it answered."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from domain.shared.clock import SystemClock
from tests.integrations.mobile_money.test_sandbox_wallet import AWA, collect, status
from tests.services import eventually
from tests.sockets import closed_port
from tests.wallet import MASTER, ShopDoor, WalletHandle, fetch

PROGRAM = """
import sys
from pathlib import Path
from bot.sandbox_wallet.server import serve
from bot.sandbox_wallet.settings import WalletSettings
serve(WalletSettings(Path(sys.argv[1]), sys.argv[2], port=int(sys.argv[3])))
"""


@contextmanager
def process(folder: Path, url: str) -> Iterator[subprocess.Popen[bytes]]:
    port = str(urlsplit(url).port)
    with subprocess.Popen([sys.executable, "-c", PROGRAM, folder / "w.sqlite3", MASTER, port]) as running:
        try:
            eventually(lambda: _answers(url))
            yield running
        finally:
            running.kill()


def _answers(url: str) -> bool:
    try:
        return fetch("GET", f"{url}/healthz").status == 200
    except OSError:
        return False


def test_a_kill_loses_nothing_that_was_answered(tmp_path: Path, door: ShopDoor) -> None:
    wallet = WalletHandle(closed_port(), SystemClock())
    door.gate.clear()
    with process(tmp_path, wallet.url) as first:
        paid, waiting = collect(wallet, callback_url=door.url), collect(wallet, payer="+2250700000002")
        wallet.control.act(AWA, "approve")
        eventually(lambda: door.at_once)  # the callback has left, its answer has not come
        first.send_signal(signal.SIGKILL)
        first.wait(10)
    door.gate.set()
    with process(tmp_path, wallet.url):
        eventually(lambda: len(door.received) >= 2)
        assert {http.body for http in door.received} == {door.received[0].body}
        assert (status(wallet, paid["id"]), status(wallet, waiting["id"])) == ("succeeded", "pending")


def test_it_ends_by_itself_when_asked_to(tmp_path: Path) -> None:
    with process(tmp_path, closed_port()) as running:
        running.send_signal(signal.SIGTERM)
        assert running.wait(10) == 0
