"""A conversation that was had is exported, and tells nobody's name. `test_transcripts` has whole stories again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.premises import StartRefused
from bot.reception import hear
from bot.replay.alike import MAY_DIFFER
from bot.replay.export import export
from bot.replay.masks import PIN
from domain.shared.clock import FakeClock
from integrations.whatsapp.twilio.inbound import read_message
from tests.bot.retelling import had, had_again, without_remarks
from tests.bot.world import World, a_world
from tests.flows.transcript_file import read_story
from tests.twilio_webhooks import message_form

STORIES = Path(__file__).parent.parent / "transcripts"
MARIAM, HER_SISTER = "+2250759123456", "+2250748654321"


@pytest.mark.parametrize("name", ["acceptance", "human", "repairs/return_after_a_day"])
def test_a_story_with_a_clock_that_goes(name: str, tmp_path: Path, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def goes(clock: FakeClock) -> datetime:
        clock.pass_by(seconds=0.007)
        return stands(clock)

    stands, path = FakeClock.now, STORIES / "fr" / f"{name}.txt"
    with monkeypatch.context() as planted:
        planted.setattr(FakeClock, "now", goes)
        told = had(tmp_path, demo, path)
    assert had_again(tmp_path / "again", told).transcript == told.transcript


@pytest.fixture
def world(tmp_path: Path, demo: Path) -> Iterator[World]:
    with a_world(tmp_path, demo, "Chez Fatou") as world:
        world.cast["Mariam Koné"] = MARIAM
        yield world


def by_twilio(world: World, text: str, sid: str, **fields: str) -> None:
    """As its door hears it."""
    form = message_form(MARIAM, world.shop, text, MessageSid=sid, ProfileName="Mariam Koné", **fields)
    hear(world.it, read_message(form, world.it.clock.now()), {"form": [list(pair) for pair in form]})
    world.settle()


def test_a_name_that_is_a_word_of_the_shelf_stays_what_was_typed(world: World, tmp_path: Path) -> None:
    """Koné Savon orders soap: a replay must, too. Where the shop calls her by that name, it calls another."""
    for place, text in enumerate(("2 savon", "non", "panier")):
        form = message_form(MARIAM, world.shop, text, MessageSid=f"SM{place:032}", ProfileName="Savon")
        hear(world.it, read_message(form, world.it.clock.now()), {"form": [list(pair) for pair in form]})
        world.settle()
    told = export(world.it, MARIAM)
    assert "Awa: 2 savon\n" in told.transcript
    assert "Bonjour Awa" in told.transcript and MAY_DIFFER not in told.transcript
    assert had_again(tmp_path / "again", told).transcript == told.transcript


def test_a_message_that_means_something_else_when_it_is_masked_is_told(world: World) -> None:
    for place, text in enumerate(("2 savons", "3 Souleymane", "anulez ma comande")):
        by_twilio(world, text, f"SM{place:032}")
    lines = export(world.it, MARIAM).transcript.splitlines()
    typed = [line for line in lines if line.startswith(("Awa:", MAY_DIFFER))]
    assert typed == ["Awa: 2 savons", "Awa: 3 xxa", MAY_DIFFER, "Awa: xxb ma xxc"]


PERSONAL = (
    "Bonjour, le numéro d'Aïssata Koné c'est le 07 48 65 43 21",
    "je m'appelle Mariam Koné",
    "2 savons",
    "commander",
    "livraison",
    "Cocody, villa 27 chez Madame Ouattara, véranda bleue",
    "Sandbox Money",
    HER_SISTER,
    "oui",
    "Transfert de 3000 FCFA effectué. ID : CI231120.1432.B98765 de Mariam KONE 0759123456",
    "conseiller",
    "mon mari Souleymane veut venir demain",
    "ma carte CNI 4417832, mon code 7391, mail mariam.kone@mail.example",
)
SECRETS = (
    "mariam", "koné", "kone", "aïssata", "ouattara", "souleymane", "villa 27", "véranda", "98765", "231120",
    "59123456", "48654321", "48 65 43 21", "4417832", "7391", "5.38", "0700000001",
)  # fmt: skip


def test_nobody_is_told(world: World, tmp_path: Path) -> None:
    for place, text in enumerate(PERSONAL):
        by_twilio(world, text, f"SM{place:032}")
    by_twilio(world, "", f"SM{99:032}", MessageType="location", Latitude="5.38123", Longitude="-3.99871")
    world.say("Fatou", "@1001 Oui Mariam, dites à Souleymane de venir")
    told = export(world.it, f"chez-fatou:{MARIAM}")
    for written in (told.transcript.casefold(), told.shop.casefold()):
        assert [secret for secret in SECRETS if secret in written] == []
    assert "Awa: je m'appelle Awa\n" in told.transcript
    assert "Awa: 2 savons\n" in told.transcript
    assert "Livraison, Cocody, xx" in told.transcript, "what was typed is another one in the answers as well"
    assert without_remarks(had_again(tmp_path / "again", told)) == without_remarks(told)


def test_a_pin_is_never_written(world: World) -> None:
    for who, said in (("Awa", "2 savons"), ("Awa", "commander"), ("Awa", "retrait en boutique")):
        world.say(who, said)
    for who, said in (("Awa", "sandbox money"), ("Awa", "1"), ("Awa", "oui")):
        world.say(who, said)
    world.outside("wallet approves")
    for said in ("rembourser 1001 500", "7391"):
        world.say("Fatou", said)
    told = export(world.it, world.cast["Awa"]).transcript
    assert f"Fatou: {PIN}\n" in told
    assert "7391" not in told


def test_only_since_then(world: World) -> None:
    world.say("Awa", "2 savons")
    world.running.clock.pass_by(seconds=3600)
    noon = world.it.clock.now()
    world.say("Awa", "panier")
    assert "2 savons" in export(world.it, world.cast["Awa"]).transcript
    assert read_story(export(world.it, world.cast["Awa"], noon).transcript).events[0].what == "panier"


@pytest.mark.parametrize("name", ["+2250700000099", "nowhere:+2250700000001", "Fatou"])
def test_whoever_has_not_talked_has_no_story(world: World, name: str) -> None:
    world.say("Awa", "bonjour")
    with pytest.raises(StartRefused):
        export(world.it, world.cast.get(name, name))


def test_as_it_is_typed(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world.say("Awa", "bonjour")
    monkeypatch.setattr("bot.settings.load_settings", lambda: world.it.settings)
    monkeypatch.setattr("bot.bootstrap.install", lambda settings: world.it)
    typed, awa, files = CliRunner(), world.cast["Awa"], [tmp_path / "story.txt", tmp_path / "shop.toml"]
    told = export(world.it, awa)
    assert typed.invoke(app, ["transcript", "export", awa]).output == told.transcript
    options = ["--since", "1d", "--out", str(files[0]), "--shop", str(files[1])]
    assert typed.invoke(app, ["transcript", "export", f"chez-fatou:{awa}", *options]).output == ""
    assert [file.read_text("utf-8") for file in files] == [told.transcript, told.shop]
    assert isinstance(typed.invoke(app, ["transcript", "export", "+22507"]).exception, StartRefused)


def test_a_user_id_that_hides_a_number_is_hidden_too(world: World, tmp_path: Path) -> None:
    world.cast["Awa"] = "CI.13491208655302741918"
    for text in ("2 savons", "conseiller", "bonjour"):
        world.say("Awa", text)
    told = export(world.it, world.cast["Awa"])
    assert "1349120" not in told.transcript + told.shop
    assert had_again(tmp_path / "again", told) == told


def test_what_others_say_is_not_in_it(world: World) -> None:
    said: list[tuple[str, Any]] = [("Awa", "2 savons"), ("Moussa", "1 natte"), ("Fatou", "stock natte +5")]
    for who, text in said:
        world.say(who, text)
    told = export(world.it, world.cast["Awa"]).transcript
    assert "savon" in told
    assert "natte" not in told.casefold()
