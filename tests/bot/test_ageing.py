"""A shop whose past has been put away goes on as if nothing had happened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.ageing import archive_class, put_away, report
from bot.settings import load_settings
from bot.supervisor import StartRefused
from integrations.store.ageing import AGEING
from integrations.store.tables.archive import inbox_archive, outbox_archive
from integrations.store.tables.chat import inbox, outbox
from tests.bot.world import World, a_world


@pytest.fixture
def world(demo: Path, tmp_path: Path) -> Any:
    with a_world(tmp_path, demo, "Chez Fatou") as world:
        yield world


def count(world: World, table: Any) -> int:
    with world.it.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def says(world: World, who: str, text: str) -> list[str]:
    world.say(who, text)
    return [heard.message.text for heard in world.messages() if heard.to == who]


def test_the_cart_and_the_talk_are_there_when_everything_else_is_put_away(world: World) -> None:
    says(world, "Awa", "2 savons et 1 natte")
    cart = says(world, "Awa", "panier")
    came, went = count(world, inbox), count(world, outbox)
    world.running.clock.pass_by(days=31)
    put_away(world.it)
    assert (count(world, inbox), count(world, inbox_archive)) == (1, came - 1), "the newest stays"
    assert count(world, outbox) == went
    world.running.clock.pass_by(days=60)
    put_away(world.it)
    assert (count(world, outbox), count(world, outbox_archive)) == (1, went - 1)
    [said] = says(world, "Awa", "panier")
    assert said.endswith(cart[0]), "behind the word that it is still there"


def test_what_is_past_its_age_is_forgotten_by_the_month(world: World) -> None:
    says(world, "Awa", "bonjour")
    says(world, "Awa", "panier")
    world.running.clock.pass_by(days=31)
    assert archive_class(world.it, "webhooks") == 1
    put_away(world.it)
    assert count(world, inbox_archive) == 1, "its month is not over for long enough"
    world.running.clock.pass_by(days=61)
    dropped = [line for line in report(world.it, prune=True) if "dropped" in line]
    assert "webhooks: 1 rows of months dropped" in dropped
    assert count(world, inbox_archive) == 0


def test_each_class_has_an_age(world: World) -> None:
    assert world.it.settings.archived_after.keys() == AGEING.keys()
    assert world.it.settings.dropped_after.keys() < AGEING.keys(), "the audit trail is never forgotten"


def test_what_counts_once_counts_once_for_a_month(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHIVE_WEBHOOKS_AFTER", "29")
    with pytest.raises(StartRefused, match="ARCHIVE_WEBHOOKS_AFTER"):
        load_settings()
