"""Which process of a running shop is which: found from outside, by their parents and command lines (Linux)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

MARKS = {
    "redis": "valkey-server",
    "wallet": "bot wallet",
    "web": "gunicorn",
    "messages": "worker messages",
    "money": "worker money",
    "scheduler": "bot scheduler",
}


@dataclass(frozen=True, slots=True)
class Process:
    pid: int
    parent: int
    command: str


def processes() -> list[Process]:
    """Everything that runs on this machine; zombies do not."""
    found = (_read(int(entry.name)) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [process for process in found if process is not None]


def family(supervisor: int) -> dict[str, list[int]]:
    """The children of a supervisor by name; `web workers` are those of its web server."""
    everyone = processes()
    children = [process for process in everyone if process.parent == supervisor]
    named = {name: [p.pid for p in children if mark in p.command] for name, mark in MARKS.items()}
    masters = set(named["web"])
    return {**named, "web workers": [process.pid for process in everyone if process.parent in masters]}


def descendants(pid: int) -> set[int]:
    everyone = processes()
    found, fresh = set[int](), {pid}
    while fresh:
        found |= fresh
        fresh = {process.pid for process in everyone if process.parent in fresh} - found
    return found - {pid}


def is_alive(pid: int) -> bool:
    return _read(pid) is not None


def kill(pid: int, how: int) -> bool:
    """False: it was gone already."""
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return False
    return True


def _read(pid: int) -> Process | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return None
    state, parent = stat.rpartition(") ")[2].split()[:2]
    return None if state in "ZX" else Process(pid, int(parent), command)
