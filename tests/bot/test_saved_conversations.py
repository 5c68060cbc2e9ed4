"""Conversations that earlier releases kept go on in the real shop: whatever is said next is answered.

The files are those of `tests/flows/saved`; their names begin with the role that talks.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from domain.shared.ids import ShopId
from tests.bot.world import World, a_world

SAVED = sorted((Path(__file__).parent.parent / "flows" / "saved").glob("*.json"))
PEOPLE = {"buyer": ("Awa", "menu"), "staff": ("Fatou", "stock"), "rider": ("Issa", "colis")}
OURS = [path for path in SAVED if path.name.split("-")[0] in PEOPLE]


@pytest.fixture
def world(demo: Path, tmp_path: Path) -> Any:
    with a_world(tmp_path, demo, "Chez Fatou") as world:
        yield world


def put_back(world: World, who: str, role: str, talk: dict[str, Any]) -> None:
    shop, now = world.it.directory.by_number(world.shop), world.it.clock.now()
    with world.it.work(ShopId(shop.id)) as work:
        stored = work.conversations.lock(shop.id, world.cast[who], role, now)
        stored.state = {"talk": talk, "channel": "simulator"}
        stored.human = talk["human"]
        work.conversations.save(stored, now)


def test_there_are_conversations_of_everybody() -> None:
    assert {path.name.split("-")[0] for path in OURS} == set(PEOPLE)


def test_each_goes_on(world: World) -> None:
    """Its products and orders may be gone: an answer comes all the same, and then the words that always work."""
    for path in OURS:
        role = path.name.split("-")[0]
        who, always = PEOPLE[role]
        for words in ("1", "2", "oui", always):
            put_back(world, who, role, json.loads(path.read_text("utf-8")))
            world.say(who, words)
            answers = world.messages()
            is_silent = json.loads(path.read_text("utf-8"))["human"] and words != always
            assert bool([heard for heard in answers if heard.to == who]) != is_silent, (path.name, words)
