"""Where PostgreSQL keeps its files while tests run: in memory, where this machine has enough of it."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 2**30


@contextlib.contextmanager
def a_folder(within: Path | None) -> Iterator[Path]:
    """Gone in the end, also where the tester is killed: nobody holds the pipe then, and memory must not be lost."""
    sweep = ["sh", "-c", 'read -r _; sleep 1; rm -rf "$0"']
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with (
        tempfile.TemporaryDirectory(prefix="shop-pg-", dir=within, ignore_cleanup_errors=True) as folder,
        subprocess.Popen([*sweep, folder], stdin=subprocess.PIPE, start_new_session=True, **quiet) as broom,
    ):
        try:
            yield Path(folder)
        finally:
            broom.kill()


def memory_of_this_machine() -> Path | None:
    """A folder of which nothing is ever on a disk, where this machine has a large one."""
    is_large = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if is_large else None
