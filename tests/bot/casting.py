"""Who is who in a shop's file: the cast of a story, by their names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bot.demo
from bot.opening import read_file
from tests.bot.running import SHOPS_OF_STORIES

Number = str
Name = str


def people_of(table: dict[str, Any]) -> tuple[Number, dict[Name, Number]]:
    """The shop's number, and everybody of its file by name."""
    people = [person for kind in ("staff", "riders", "buyers") for person in table.get(kind, ())]
    return table["shop"]["number"], {person["name"]: person["phone"] for person in people}


def demo_table(shop: str) -> dict[str, Any]:
    """What the file of the shop of that name says: a demo shop, or one of the stories."""
    files = (*Path(bot.demo.__file__).parent.glob("*.toml"), *SHOPS_OF_STORIES)
    return next(table for table in map(read_file, files) if table["shop"]["name"] == shop)
