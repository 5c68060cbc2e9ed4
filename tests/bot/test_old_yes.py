"""A yes to what was asked before something was put right orders nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from integrations.store.tables.ordering import orders
from tests.bot.world import World, a_world

UP_TO_THE_LAST_LOOK = ("2 savons", "commander", "retrait", "payer en boutique")


@pytest.fixture
def world(demo: Path, tmp_path: Path) -> Any:
    with a_world(tmp_path, demo, "Chez Fatou") as world:
        for words in UP_TO_THE_LAST_LOOK:
            world.say("Awa", words)
        yield world


def place_buttons(world: World) -> list[str]:
    return [choice.key for bubble in world._bubbles("Awa") for choice in bubble.choices if choice.title == "Valider"]


def ordered(world: World) -> int:
    with world.it.engine.connect() as connection:
        return len(connection.execute(orders.select()).all())


@pytest.mark.parametrize("change", ["non, 3 pas 2", "ajoute 1 natte", "finalement livraison à Cocody, rue 12"])
def test_after_a_change_only_the_new_button_orders(world: World, change: str) -> None:
    [old] = place_buttons(world)
    world.say("Awa", change)
    world._send("Awa", {"tap": old})
    assert ordered(world) == 0
    world.tap("Awa", "Valider")
    assert ordered(world) == 1


def test_without_one_the_button_is_good_however_often_it_was_repeated(world: World) -> None:
    [old] = place_buttons(world)
    world.say("Awa", "vous ouvrez à quelle heure ?")
    world._send("Awa", {"tap": old})
    assert ordered(world) == 1
