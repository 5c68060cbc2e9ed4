"""What the tests plant into the shop's processes at start, and switch by files in the data folder while they run.

    planted/clock         seconds by which this machine's clock is wrong
    planted/clock-web     … of one of its processes
    planted/stumble       how often a reaction, or a notice in the middle of a fan-out, fails once it has done its work
    planted/release       `tomorrow`: the process is of the next release (read at start)

And one word, `POISON`, is a bug: every turn that hears it fails.
"""

from __future__ import annotations

import importlib
import os
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from domain.shared.clock import SystemClock

POISON = "ce mot fait trébucher"
STUMBLED = "planted:"
REACTIONS = {"bot.bootstrap": "react", "bot.telling": "give_notice"}


class Planted(RuntimeError):
    """A bug that is really there, as far as the shop can tell."""


class Switches:
    """One machine's, in its data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "planted"

    def turn(self, name: str, value: object) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        beside = self._folder / f".{name}"
        beside.write_text(str(value))
        beside.rename(self._folder / name)  # nobody reads half of it

    def clear(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)

    def read(self, name: str) -> str:
        try:
            return (self._folder / name).read_text()
        except FileNotFoundError:
            return ""

    def number(self, name: str) -> float:
        return float(self.read(name) or 0)


def plant(part: str) -> None:
    """In a process that is about to become `part` of the shop: web, messages, money or scheduler."""
    switches = Switches(Path(os.environ["SHOP_DATA_DIR"]))
    plant_wrong_clock(switches, part)
    plant_poison()
    for module, name in REACTIONS.items():
        plant_stumbling(importlib.import_module(module), name, switches)
    if switches.read("release") == "tomorrow":
        importlib.import_module("tests.chaos.tomorrow").arrive()


def plant_wrong_clock(switches: Switches, part: str) -> None:
    honest: Callable[[SystemClock], datetime] = SystemClock.now

    def now(clock: SystemClock) -> datetime:
        return honest(clock) + timedelta(seconds=switches.number("clock") + switches.number(f"clock-{part}"))

    SystemClock.now = now  # type: ignore[method-assign]


def plant_poison() -> None:
    dialogue = importlib.import_module("flows.talk").Dialogue
    honest = dialogue.turn

    def turn(self: Any, conversation: Any, content: Any, shop: Any, **more: Any) -> Any:
        if getattr(content, "text", "") == POISON:
            raise Planted(f"{STUMBLED} poison")
        return honest(self, conversation, content, shop, **more)

    dialogue.turn = turn


def plant_stumbling(module: Any, name: str, switches: Switches) -> None:
    honest = getattr(module, name)

    def stumbling(*arguments: Any) -> None:
        honest(*arguments)
        if random.random() < switches.number("stumble"):
            raise Planted(f"{STUMBLED} {name}")

    setattr(module, name, stumbling)
