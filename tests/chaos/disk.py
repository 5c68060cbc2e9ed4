"""A small disk of its own, in memory, that is full from one moment to the next. Mounting it takes root, on Linux."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.services import Unavailable

MEGABYTES = 1024
"""No more than what is written is really taken."""
ROOM = (0, 0, 2**16, 2**18, 2**20, 2**22, 2**24)


class Disk:
    """Mounted at `place`, a short path: a socket's has at most some 100 bytes."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._mount(f"size={MEGABYTES}m")

    def fill(self) -> None:
        """Next to nothing more from now on. Others write while we count, so some room may be left."""
        for room in ROOM:
            state = os.statvfs(self.place)
            taken = (state.f_blocks - state.f_bfree) * state.f_frsize
            with suppress(Unavailable):
                return self._mount(f"remount,size={taken + room}")
        raise Unavailable("the disk fills faster than it can be counted")

    def empty(self) -> None:
        self._mount(f"remount,size={MEGABYTES}m")

    def leave(self) -> None:
        subprocess.run(["umount", "--lazy", str(self.place)], check=False)

    def _mount(self, options: str) -> None:
        command = ["mount", "-t", "tmpfs", "-o", options, "shop", str(self.place)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Unavailable(f"no disk can be mounted here: {done.stderr.strip()}")


@contextmanager
def mounted_disk() -> Iterator[Disk]:
    if not shutil.which("mount") or os.geteuid() != 0:
        raise Unavailable("no disk can be mounted here: it takes root")
    place = Path(tempfile.mkdtemp(prefix="shop-disk-"))
    try:
        disk = Disk(place)
        try:
            yield disk
        finally:
            disk.leave()
    finally:
        place.rmdir()
