"""A merchant who tries their own shop leaves no trace but the buyer they play and that one's cart."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sqlalchemy import func, select

from integrations.store.tables.base import Row
from integrations.store.tables.events import events
from tests.bot.world import World, a_world

OF_THE_CHAT = {"chat_inbox", "chat_outbox", "chat_conversations", "simulator_messages", "events"}
OF_THE_PLAYED_BUYER = {"customer_customers", "customer_identities", "ordering_carts", "ordering_cart_lines"}


def rows(world: World) -> Counter[str]:
    """How many there are, by table."""
    tables = [table for table in Row.metadata.sorted_tables if not table.name.endswith("_archive")]
    with world.it.engine.connect() as connection:
        return Counter({t.name: connection.execute(select(func.count()).select_from(t)).scalar() for t in tables})


def names_of_events(world: World) -> list[str]:
    with world.it.engine.connect() as connection:
        return list(connection.execute(select(events.c.name).order_by(events.c.id)).scalars())


def buys(world: World, who: str) -> None:
    """Up to the last look, and a yes to it."""
    for said in ("2 savons", "commander", "retrait en boutique", "payer en boutique", "oui"):
        world.say(who, said)


def test_an_order_in_practice_is_none(tmp_path: Path, demo: Path) -> None:
    with a_world(tmp_path, demo, "Chez Fatou") as world:
        before, known = rows(world), len(names_of_events(world))
        world.say("Koffi", "simule")
        buys(world, "Koffi")
        assert world.messages()[-1].message.text.startswith("🎭 C’est un essai : rien n’a été commandé.")
        world.say("Koffi", "conseiller")
        assert set(+(rows(world) - before)) == OF_THE_CHAT | OF_THE_PLAYED_BUYER
        assert set(names_of_events(world)[known:]) == {"CustomerRegistered", "CartCreated", "ItemAdded"}
        assert {each.to for each in world.messages()} == {"Koffi"}


def test_the_same_from_a_buyer_is_an_order(tmp_path: Path, demo: Path) -> None:
    with a_world(tmp_path, demo, "Chez Fatou") as world:
        before = rows(world)
        buys(world, "Awa")
        assert (rows(world) - before)["ordering_orders"] == 1
        assert {each.to for each in world.messages()} == {"Awa", "Fatou", "Koffi"}


def test_what_a_rule_refuses_half_way_changes_nothing_in_practice_either(tmp_path: Path, demo: Path) -> None:
    with a_world(tmp_path, demo, "Chez Fatou") as world:
        for said in ("simule", "2 savons", "1 natte et 1000 savons", "panier"):
            world.messages()
            world.say("Koffi", said)
        [cart] = [each.message.text for each in world.messages()]
        assert "2 × Savon noir" in cart
        assert "Natte" not in cart
