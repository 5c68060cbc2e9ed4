"""What must hold before the shop opens: a free port, and a folder that is ours alone and can be written."""

from __future__ import annotations

import fcntl
import os
import socket
import tempfile
from pathlib import Path


class StartRefused(Exception):
    """The shop cannot start; the message is one sentence for whoever typed the command."""


def ensure_port_free(port: int, host: str = "0.0.0.0") -> None:  # noqa: S104 - where the web process will listen
    """Tried before anything is started: gunicorn's own complaint comes late and five times."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or error
            raise StartRefused(f"Port {port} cannot be used ({why}): set PORT to a free one.") from None


def claim_folder(folder: Path) -> int:
    """Make `folder`, prove that it can be written to, and lock it. The descriptor returned holds the lock.

    The kernel gives the lock back when this process ends, however it ends.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"it can be written to")
        lock = os.open(folder / "shop.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StartRefused(
            f"The data folder {folder} cannot be written to ({error.strerror}): set SHOP_DATA_DIR to another."
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise StartRefused(f"Another shop runs in {folder}: set SHOP_DATA_DIR to another folder.") from None
    return lock
