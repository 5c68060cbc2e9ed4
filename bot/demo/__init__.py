"""The demo shops: opened once, from two files that anybody can read."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.bootstrap import Installation
from bot.opening import open_from_file, read_file

HERE = Path(__file__).parent


def open_demo_shops(it: Installation) -> list[str]:
    """Returns a sentence for each."""
    return [open_from_file(it, file) for file in sorted(HERE.glob("*.toml"))]


@cache
def demo_buyers() -> dict[str, list[tuple[str, str]]]:
    """Who stands in front of the demo shops: names and phones, by the shop's number."""
    demos = [read_file(file) for file in sorted(HERE.glob("*.toml"))]
    return {demo["shop"]["number"]: [(buyer["name"], buyer["phone"]) for buyer in demo["buyers"]] for demo in demos}
