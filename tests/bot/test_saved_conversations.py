"""Conversations that earlier releases kept go on in the real shop: whatever is said next is answered.

The files are those of `tests/flows/saved`; their names begin with the role that talks. So do those that a later release
has kept, while it and this one run side by side.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.housekeeping import come_back_to_people
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
        stored = work.conversations.lock(shop.id, world.cast[who], role)
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


LATER: dict[str, Any] = {
    "a question on top of one that we know": {
        "step": "buy.wrap_as_gift",
        "fields": {"paper": "kraft"},
        "question": 9,
    },
    "fields that we do not know": {"step": "buy.cart", "fields": {"view": "folded"}, "question": 9, "mood": "calm"},
    "another shape": ["buy.cart", 9],
}


@pytest.mark.parametrize("top", LATER.values(), ids=LATER)
@pytest.mark.parametrize("below", [[], [{"step": "buy.menu", "fields": {}, "question": 8}]], ids=["alone", "below"])
def test_what_a_later_release_asked_leads_to_safe_ground_and_the_cart_is_kept(
    world: World, top: Any, below: list[Any]
) -> None:
    world.say("Awa", "2 savons")
    before = _texts(world, "panier")
    talk = {"version": 2, "language": "fr", "stack": [*below, top], "question": 9, "greeted": True, "human": False}
    for words in ("1", "oui", "v2:papier#9"):
        put_back(world, "Awa", "buyer", talk | {"moods": ["calm"]})
        assert _texts(world, words), words
    assert _texts(world, "panier") == before


def test_a_reminder_of_a_later_release_reminds_of_nothing(world: World) -> None:
    world.say("Awa", "bonjour")
    shop, now = world.it.directory.by_number(world.shop), world.it.clock.now()
    with world.it.work(ShopId(shop.id)) as work:
        work.reminders.set(shop.id, world.cast["Awa"], "buyer", now, {"when": "at dawn", "frames": 2})
    world.messages()
    come_back_to_people(world.it)
    assert come_back_to_people(world.it) == 0, "and it does not come back for ever"
    assert world.messages() == []


def _texts(world: World, words: str) -> list[str]:
    world.messages()
    world.say("Awa", words)
    return [heard.message.text for heard in world.messages() if heard.to == "Awa"]
