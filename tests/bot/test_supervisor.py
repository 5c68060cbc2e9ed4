"""The supervisor over real processes: in order, started again, stopped cleanly, never left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.supervisor import Backoff, StartRefused, claim_folder, ensure_port_free
from tests.services import eventually

STAYS = "import os, time; print('here', os.getpid()); time.sleep(60)"
DEAF = "import os, signal, time; signal.signal(15, signal.SIG_IGN); print('here', os.getpid()); time.sleep(60)"
LEAVES_A_CHILD = (
    "import os, signal, subprocess, sys;"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
    "print('here', child.pid); os.kill(os.getpid(), signal.SIGKILL)"
)


class Shop:
    """A running supervisor: what it printed, line by line, and how it ended."""

    def __init__(self, *children: dict[str, object]) -> None:
        command = [sys.executable, "-m", "tests.bot.supervised", json.dumps(children)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def says(self, text: str, times: int = 1) -> list[str]:
        """The lines with `text`, once there are at least so many."""

        def found() -> list[str]:
            lines = [line for line in self.lines if text in line]
            return lines if len(lines) >= times else []

        return eventually(found, seconds=15)

    def pids(self, name: str, times: int = 1) -> list[int]:
        lines = self.says("| here ", times)
        return [int(line.split()[-1]) for line in lines if line.split()[0] == name]

    def end(self, how: int = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.ended()

    def ended(self) -> int:
        code = self.process.wait(15)
        self._reader.join(15)
        return code


@pytest.fixture
def open_shop() -> Iterator[Callable[..., Shop]]:
    opened: list[Shop] = []

    def start(*children: dict[str, object]) -> Shop:
        opened.append(Shop(*children))
        return opened[-1]

    yield start
    for shop in opened:
        if shop.process.poll() is None:
            shop.end()


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    """An orphan that ended, in a container whose first process does not reap."""
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "\nState:\tZ" in status.read_text()


def test_it_prints_what_each_child_says_under_its_name(open_shop: Callable[..., Shop]) -> None:
    shop = open_shop({"name": "web", "code": "print('one\\ntwo', end=''); import time; time.sleep(0.1)"})
    assert shop.says("one")[0].split() == ["web", "|", "one"]
    assert shop.says("two")[0].split() == ["web", "|", "two"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_everything_and_ends_with_zero(open_shop: Callable[..., Shop], how: int) -> None:
    shop = open_shop({"name": "web", "code": STAYS}, {"name": "worker", "code": STAYS})
    shop.says("all up")
    pids = shop.pids("web", 2) + shop.pids("worker", 2)
    assert shop.end(how) == 0
    assert len(pids) == 2
    assert all(is_gone(pid) for pid in pids)
    assert not any("ended" in line for line in shop.lines)


def test_what_dies_is_started_again_and_the_others_are_left_alone(open_shop: Callable[..., Shop]) -> None:
    shop = open_shop({"name": "web", "code": STAYS}, {"name": "worker", "code": STAYS})
    shop.pids("worker", 2)
    first = shop.pids("worker")[0]
    os.kill(first, signal.SIGKILL)
    assert "ended (SIGKILL), starting again in 0.05 s" in shop.says("ended")[0]
    second = eventually(lambda: [pid for pid in shop.pids("worker", 3) if pid != first])[0]
    assert not is_gone(second)
    assert len(shop.pids("web")) == 1


def test_what_dies_again_and_again_is_given_more_and_more_time(open_shop: Callable[..., Shop]) -> None:
    shop = open_shop({"name": "worker", "code": "raise SystemExit(3)"})
    delays = [line.split()[-2] for line in shop.says("exit code 3", 4)]
    assert delays[:4] == ["0.05", "0.1", "0.2", "0.2"]


def test_a_command_that_does_not_exist_is_tried_again_too(tmp_path: Path) -> None:
    code = f"""
from bot.supervisor import *
Supervisor([Child("worker", ["{tmp_path}/none"])], backoff=Backoff(0.01), up_within=0.3).run()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    assert done.stdout.count("cannot be started") > 1
    assert "StartRefused: worker did not come up within 0.3 seconds" in done.stderr


def test_all_wait_until_the_one_that_serves_them_is_ready(open_shop: Callable[..., Shop], tmp_path: Path) -> None:
    flag = tmp_path / "ready"
    redis = {"name": "redis", "code": STAYS, "ready": str(flag), "serves_others": True}
    shop = open_shop(redis, {"name": "web", "code": STAYS})
    shop.pids("redis")
    assert not shop.pids("web")
    flag.touch()
    eventually(lambda: shop.pids("web"))
    shop.says("all up")


def test_a_child_that_is_never_ready_refuses_the_start_and_leaves_nothing_behind(
    open_shop: Callable[..., Shop], tmp_path: Path
) -> None:
    shop = open_shop({"name": "redis", "code": STAYS, "ready": str(tmp_path / "never")})
    assert shop.ended() == 1
    assert shop.lines[-1] == "redis did not come up within 3 seconds: its lines above say why."
    assert is_gone(shop.pids("redis")[0])


def test_what_does_not_listen_to_term_is_killed(open_shop: Callable[..., Shop]) -> None:
    shop = open_shop({"name": "web", "code": DEAF})
    pid = shop.pids("web")[0]
    assert shop.end() == 0
    assert is_gone(pid)


def test_a_child_that_serves_others_is_stopped_last(open_shop: Callable[..., Shop]) -> None:
    says_goodbye = "import signal, sys, time; signal.signal(15, lambda *_: sys.exit('goodbye')); time.sleep(60)"
    slow = (
        "import signal, sys, time; signal.signal(15, lambda *_: (time.sleep(0.3), sys.exit('goodbye')));"
        "print('listening'); time.sleep(60)"
    )
    shop = open_shop({"name": "redis", "code": says_goodbye, "serves_others": True}, {"name": "worker", "code": slow})
    shop.says("listening")
    shop.end()
    assert [line.split()[0] for line in shop.lines if "goodbye" in line] == ["worker", "redis"]


def test_the_children_of_a_child_go_with_it(open_shop: Callable[..., Shop]) -> None:
    shop = open_shop({"name": "web", "code": LEAVES_A_CHILD})
    orphan = shop.pids("web")[0]
    eventually(lambda: is_gone(orphan))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_a_supervisor_that_is_killed_takes_its_children_along(open_shop: Callable[..., Shop]) -> None:
    shop = open_shop({"name": "web", "code": STAYS}, {"name": "worker", "code": STAYS})
    pids = shop.pids("web", 2) + shop.pids("worker", 2)
    shop.process.kill()
    for pid in pids:
        eventually(lambda pid=pid: is_gone(pid))


def test_env_is_added_to_what_a_child_inherits(open_shop: Callable[..., Shop]) -> None:
    code = "import os; print(os.environ['GREETING'], 'PATH' in os.environ); import time; time.sleep(60)"
    shop = open_shop({"name": "web", "code": code, "env": {"GREETING": "bonjour"}})
    shop.says("bonjour True")


def test_after_a_long_life_or_a_clean_end_the_wait_is_short_again() -> None:
    backoff = Backoff(first=0.2, longest=5, forgiven=30)
    waits = [0.0]
    for _ in range(7):
        waits.append(backoff.after(waits[-1], lived=1, code=1))
    assert waits[1:] == [0.2, 0.4, 0.8, 1.6, 3.2, 5, 5]
    assert backoff.after(5, lived=29.9, code=1) == 5
    assert backoff.after(5, lived=30, code=1) == 0.2
    assert backoff.after(5, lived=1, code=0) == 0.2


# -- the premises --------------------------------------------------------------------------------------------


def test_a_taken_port_is_refused_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(StartRefused) as refusal:
            ensure_port_free(port)
    assert str(refusal.value) == f"Port {port} cannot be used (Address already in use): set PORT to a free one."
    ensure_port_free(port)


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_cannot_be_is_refused(port: int) -> None:
    with pytest.raises(StartRefused, match="set PORT"):
        ensure_port_free(port)


def test_a_data_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartRefused, match=r"cannot be written to .*: set SHOP_DATA_DIR"):
        claim_folder(tmp_path / "file" / "data")


def test_a_data_folder_serves_one_shop_at_a_time(tmp_path: Path) -> None:
    lock = claim_folder(tmp_path / "new" / "data")
    with pytest.raises(StartRefused, match="Another shop runs in"):
        claim_folder(tmp_path / "new" / "data")
    os.close(lock)
    os.close(claim_folder(tmp_path / "new" / "data"))
