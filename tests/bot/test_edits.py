"""What is edited or deleted before it had its turn is heard as it reads then, or never; twice is once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.flood import keep_unanswered
from bot.postponing import postpone
from domain.customer.messages import InboundMessage, Text
from integrations.whatsapp.simulator.inbound import read_message
from tests.bot.world import World, a_world


@pytest.fixture
def world(tmp_path: Path, demo: Path) -> Iterator[World]:
    with a_world(tmp_path, demo, "Chez Fatou") as world:
        yield world


def heard(world: World, id: str, **content: Any) -> str:
    """What Awa is answered to a message with an id of its own."""
    sent = {"from": world.cast["Awa"], "to": world.shop, "id": id, **content}
    assert world.running.web.post("/simulator/messages", json=sent).status_code == 200
    world.settle()
    return "\n".join(each.message.text for each in world.messages() if each.to == "Awa")


def edit(original: str, text: str) -> dict[str, Any]:
    return {"edit": {"id": original, "text": text}}


def test_an_edit_that_overtakes_its_message_is_heard_in_its_place(world: World) -> None:
    assert "3 × Savon noir" in heard(world, "m2", **edit("m1", "3 savons"))
    assert heard(world, "m1", text="2 savons") == ""
    assert "3 × Savon noir" in heard(world, "m3", text="panier")


def test_a_second_edit_finds_it_answered(world: World) -> None:
    heard(world, "m2", **edit("m1", "3 savons"))
    assert heard(world, "m3", **edit("m1", "4 savons")).startswith("J’ai répondu à ce que vous aviez d’abord écrit.")
    assert "3 × Savon noir" in heard(world, "m4", text="panier")


def test_an_edit_that_comes_again_is_not_heard_again(world: World) -> None:
    heard(world, "m2", **edit("m1", "3 savons"))
    assert heard(world, "m2", **edit("m1", "3 savons")) == ""


def test_what_was_deleted_before_it_came_is_never_heard(world: World) -> None:
    assert heard(world, "m2", delete={"id": "m1"}) == ""
    assert heard(world, "m1", text="2 savons") == ""
    assert "vide" in heard(world, "m3", text="panier")


def test_what_came_too_fast_for_an_answer_is_heard_once_it_is_edited(world: World) -> None:
    flooded = InboundMessage("simulator", "m1", world.cast["Awa"], world.shop, Text("2 savon"), world.it.clock.now())
    assert keep_unanswered(world.it, flooded, {})
    assert "2 × Savon noir" in heard(world, "m2", **edit("m1", "2 savons"))
    assert "J’ai répondu à ce que vous aviez d’abord écrit." in heard(world, "m3", **edit("m1", "3 savons"))


def test_what_waits_for_its_turn_is_not_heard_once_an_edit_was(world: World) -> None:
    """The edit came first, and both while the line was long."""
    wait(world, "m2", **edit("m1", "3 savons"))
    wait(world, "m1", text="2 savons")
    assert "3 × Savon noir" in heard(world, "m3", text="panier")


def test_an_edit_of_what_waits_is_heard_after_it(world: World) -> None:
    wait(world, "m1", text="2 savons")
    assert "J’ai répondu à ce que vous aviez d’abord écrit." in heard(world, "m2", **edit("m1", "3 savons"))
    assert "2 × Savon noir" in heard(world, "m3", text="panier")


def wait(world: World, id: str, **content: Any) -> None:
    sent = {"from": world.cast["Awa"], "to": world.shop, "id": id, **content}
    message = read_message(sent, world.it.clock.now(), lambda: id)
    assert postpone(world.it, message, {"body": json.dumps(sent)})


@pytest.mark.parametrize("content", [{"edit": {"id": "m1"}}, {"edit": "m1"}, {"delete": {}}])
def test_the_door_names_what_is_missing(world: World, content: dict[str, Any]) -> None:
    sent = {"from": world.cast["Awa"], "to": world.shop, **content}
    assert world.running.web.post("/simulator/messages", json=sent).status_code == 400
