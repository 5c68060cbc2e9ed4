"""`shop explain`, and that talk which is none of a shop's business changes nothing in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from bot.bootstrap import Installation
from bot.cli import app
from bot.explaining import NOBODY, explanation, rehearsal, rehearse
from domain.merchant.shop import Shop
from integrations.store.tables.chat import conversations, outbox
from tests.benchmarks.understanding.messages import labelled
from tests.benchmarks.understanding.talk import AT_EASE
from tests.bot.running import running_shop

RARELY = 0.03


@pytest.fixture(scope="module")
def it(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running_shop(tmp_path_factory.mktemp("explained"), demo) as running:
        yield running.it


def shop_of(it: Installation, language: str) -> Shop:
    return next(shop for shop in it.directory.shops() if shop.language == language)


def test_the_verb_needs_no_database() -> None:
    said = CliRunner().invoke(app, ["explain", "slt c cb le riz", "--language", "fr"])
    assert said.exit_code == 0, said.output
    assert "words:      salut c est combien le riz" in said.output
    assert "outcome:    sure: price" in said.output


def test_the_language_is_guessed_where_it_is_not_said() -> None:
    assert any("read as en" in line for line in explanation("where is the parcel that i ordered", None))
    assert any("read as fr" in line for line in explanation("wax 6", None))


def test_a_rehearsal_shows_the_answer_and_leaves_no_trace(it: Installation) -> None:
    shop = shop_of(it, "fr")
    lines = list(rehearsal(it, shop, "2 savons", "fr"))
    assert "changes:    1" in lines
    assert any("Savon noir" in line for line in lines)
    with it.engine.connect() as connection:
        left = [connection.scalar(select(func.count()).select_from(table)) for table in (conversations, outbox)]
    assert left == [0, 0]
    assert rehearse(it, shop, "panier", "fr")[1].outgoing[0].text == "Votre panier est vide."
    assert NOBODY.channel == "explain"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_talk_changes_nothing_and_hardly_ever_opens_anything(it: Installation, language: str) -> None:
    shop = shop_of(it, language)
    talk = [message.text for message in labelled(language, "dev") if message.intent == "nothing"]
    opened = []
    for text in talk:
        _reader, reply, changes = rehearse(it, shop, text, language)
        assert changes == 0, text
        if tuple(frame.step for frame in reply.conversation.stack) not in AT_EASE:
            opened.append(text)
    assert len(opened) <= RARELY * len(talk), opened


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("je veux annuler ma commande", "buy.menu"),
        ("arrêtez de m'envoyer vos publicités", "buy.stop.really"),
        ("je veux parler à quelqu'un de chez vous", "buy.call"),
        ("la lampe que j'ai reçue est cassée", "buy.call"),
    ],
)
def test_what_would_change_something_is_asked_first(it: Installation, text: str, step: str) -> None:
    _reader, reply, changes = rehearse(it, shop_of(it, "fr"), text, "fr")
    assert changes == 0
    assert not reply.conversation.human
    if step != "buy.menu":
        assert reply.conversation.stack[-1].step == step
