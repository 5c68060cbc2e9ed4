"""What processes cost: read from outside (Linux)."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from tests.chaos.processes import descendants

TICKS, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


def cpu_of(master: int) -> float:
    """Seconds that a process, its children and those of them that are gone have used."""
    return sum(_ticks(pid) for pid in {master, *descendants(master)}) / TICKS


def resident_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


def _ticks(pid: int) -> int:
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        return sum(int(field) for field in fields[11:15])  # user, system, and both of the children that are gone
    return 0
