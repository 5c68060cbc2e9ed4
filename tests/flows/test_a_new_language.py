"""A language that nobody has written code for: its folder is put there, and the shop speaks it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from domain.customer.messages import Tap, Text
from domain.shared.money import Money
from flows.buyer.counter import ShopCard
from flows.buyer.dialogue import buyer
from flows.speech import folders, language, languages, lexicon, own_name, spoken_in
from flows.talk import Conversation, Dialogue, Reply

PO = """\
msgid ""
msgstr ""
"Language: dyu\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Hello {name}, welcome to *{shop}*!"
msgstr "I ni sogoma {name}, i bisimila *{shop}* !"

msgid "My cart"
msgstr "N ka segi"

msgid "Which language?"
msgstr "Kan juman?"

msgid "From now on I write English."
msgstr "Sisan n bɛ julakan sɛbɛ."
"""
WORDS = """\
[language]
name = "Julakan"
locale = "fr_CI" # Babel does not know Dyula; its numbers are written as in French there

[asides]
language = ["kan", "kan wɛrɛ"]

[answers]
yes = ["ɔwɔ"]

[numbers]
2 = ["fila"]

[speech]
greetings = ["aw ni tile", "aw ni wula"]
"""
SHOP = ShopCard("Fatou", "", "", "", "CI", "XOF", ("dyu", "fr"))


@pytest.fixture
def dialogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dialogue]:
    locales = tmp_path / "locales"
    shutil.copytree(folders.LOCALES, locales)
    (locales / "dyu" / "LC_MESSAGES").mkdir(parents=True)
    (locales / "dyu" / "LC_MESSAGES" / "messages.po").write_text(PO, "utf-8")
    (locales / "dyu" / "words.toml").write_text(WORDS, "utf-8")
    for module in ("language", "lexicon"):
        monkeypatch.setattr(sys.modules[f"flows.speech.{module}"], "LOCALES", locales)
    forget()
    yield replace(buyer, words=lexicon())
    monkeypatch.undo()
    forget()


def forget() -> None:
    for known in (languages, lexicon, spoken_in):
        known.cache_clear()


def hear(dialogue: Dialogue, conversation: Conversation, content: Text | Tap) -> Reply:
    counter = SimpleNamespace(
        shop=SHOP,
        buyer=SimpleNamespace(name="Awa"),
        categories=lambda: ("Bagi",),
        speak=lambda code: None,
        pause=lambda: None,
        opens_next=lambda: None,
    )
    return dialogue.turn(conversation, content, counter)


def test_it_is_spoken_to_whoever_begins_in_it(dialogue: Dialogue) -> None:
    reply = hear(dialogue, Conversation("fr"), Text("Aw ni tile"))
    assert reply.conversation.language == "dyu"
    assert reply.outgoing[0].text.startswith("I ni sogoma Awa, i bisimila *Fatou* !")
    assert "N ka segi" in [choice.title for choice in reply.outgoing[0].choices]


def test_what_it_does_not_say_yet_is_said_in_english(dialogue: Dialogue) -> None:
    reply = hear(dialogue, Conversation("fr"), Text("Aw ni tile"))
    assert "My orders" in [choice.title for choice in reply.outgoing[0].choices]


def test_it_can_be_chosen_by_its_own_name(dialogue: Dialogue) -> None:
    asked = hear(dialogue, Conversation("fr", greeted=True), Text("kan wɛrɛ"))
    assert [choice.title for choice in asked.outgoing[0].choices] == ["Julakan", "Français"]
    chosen = hear(dialogue, asked.conversation, Text("julakan"))
    assert chosen.conversation.language == "dyu"
    assert chosen.outgoing[0].text == "Sisan n bɛ julakan sɛbɛ."


def test_its_words_and_prices_are_its_own(dialogue: Dialogue) -> None:
    assert (dialogue.words.number("fila"), dialogue.words.yes_or_no("ɔwɔ")) == (2, True)
    assert language("dyu").value(Money(15000, "XOF")) == "15\u00a0000\u00a0F\u00a0CFA"


def test_without_its_folder_nobody_has_heard_of_it() -> None:
    assert own_name("dyu") == "dyu"
    assert language("dyu").code == "en"
    assert lexicon().number("fila") is None
