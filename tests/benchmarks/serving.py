"""The real processes: gunicorn as `shop run` starts it, workers as the Procfile does, and what they cost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.everything import gunicorn
from bot.settings import Settings
from integrations.embedded import die_with_parent
from tests.benchmarks.costs import cpu_of, resident_of
from tests.chaos.processes import descendants
from tests.chaos.town import answers
from tests.ports import free_ports
from tests.services import eventually

ROOT = Path(__file__).parents[2]
SHOP, FLOOR = "bot.wsgi:app", "tests.benchmarks.floors.app:app"


@dataclass(frozen=True)
class Server:
    """A web server on `port`: its master's process."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def cpu(self) -> float:
        return cpu_of(self.process.pid)

    @property
    def resident(self) -> list[int]:
        """Bytes of each web process."""
        return [resident_of(pid) for pid in sorted(descendants(self.process.pid))]


@contextmanager
def serving(app: str, environment: Mapping[str, str]) -> Iterator[Server]:
    """As soon as it answers."""
    server = start_web(app, environment)
    try:
        eventually(lambda: is_ready(server), seconds=120)
        yield server
    finally:
        end(server.process, signal.SIGKILL)  # nobody is on the line any more


def start_web(app: str, environment: Mapping[str, str]) -> Server:
    [port] = free_ports(1)
    settings = Settings(_env_file=None, port=port)
    command = [app if word == SHOP else word for word in gunicorn(settings)]
    return Server(port, start(command, {**environment, "PORT": str(port)}))


def is_ready(server: Server) -> bool:
    if server.process.poll() is not None:
        raise AssertionError("the web server did not start")
    return answers(f"http://127.0.0.1:{server.port}/healthz")


@contextmanager
def working(environment: Mapping[str, str], *roles: tuple[str, ...]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """`shop worker messages`, `shop scheduler`, …"""
    started = [start([sys.executable, "-m", "bot", *role], environment) for role in roles]
    try:
        yield started
    finally:
        for process in started:
            end(process)


def start(command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """What it prints is added to `console` in the data folder. Compiled modules are kept, as on any machine."""
    parent = os.getpid()
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with console_of(environment).open("ab") as console:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={**inherited, **environment},
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
            preexec_fn=lambda: die_with_parent(parent),
        )


def console_of(environment: Mapping[str, str]) -> Path:
    return Path(environment["SHOP_DATA_DIR"]) / "console"


def end(process: subprocess.Popen[bytes], how: int = signal.SIGTERM) -> None:
    """With all that it started. Whoever takes too long is killed."""
    everyone = descendants(process.pid)
    process.send_signal(how)
    with suppress(subprocess.TimeoutExpired):
        process.wait(15)
    for pid in {process.pid, *everyone}:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()
