"""How things are written, and what words people use."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shared.money import Money
from flows.speech import _, _n, clean, fold, join, language, languages, lexicon, verbatim
from flows.speech.language import load
from flows.speech.lexicon import load_words

FR, EN = language("fr"), language("en")


@pytest.mark.parametrize(
    ("amount", "french", "english"),
    [
        (Money(15000, "XOF"), "15 000 F CFA", "15,000 F CFA"),
        (Money(125000, "KES"), "1 250 KSh", "KSh 1,250"),
        (Money(12050, "GHS"), "120,50 GH₵", "GH₵120.50"),
        (Money(-500, "XOF"), "-500 F CFA", "-500 F CFA"),
        (Money(100000, "MAD"), "1 000 MAD", "MAD 1,000"),
    ],
)
def test_money(amount: Money, french: str, english: str) -> None:
    assert FR.value(amount) == french.replace(" ", "\u00a0")
    assert EN.value(amount) == english.replace(" ", "\u00a0")


def test_times() -> None:
    when = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
    assert (FR.value(when), EN.value(when)) == ("20 nov., 14:05", "20 Nov, 14:05")
    assert (FR.value(date(2026, 11, 20)), FR.value(time(9, 0))) == ("20 nov.", "09:00")
    assert (FR.value(timedelta(minutes=30)), EN.value(timedelta(days=2))) == ("30 minutes", "2 days")


def test_an_order_number_is_not_a_quantity() -> None:
    assert FR.value(10042) == "10042"


def test_values_cannot_style_the_message() -> None:
    said = _("Hello {name}!", name="*Awa*\n_x_ ~y~ `z`\u202e\u200b\x07")
    assert FR.say(said).replace("Hello", "") == " Awa x y z!"


def test_an_underscore_inside_a_word_styles_nothing() -> None:
    assert clean("wax_6_yards") == "wax_6_yards"


def test_values_are_never_read_as_patterns() -> None:
    assert EN.say(_("{a} {b}", a="{b}", b="{a.__class__}")) == "{b} {a.class}"


def test_a_missing_value_is_seen_at_once() -> None:
    with pytest.raises(ValueError, match="name"):
        _("Hello {name}")


def test_texts_nest_and_join() -> None:
    assert EN.say(join(_("{what}.", what=_("Yes")), "", "plain *data*", verbatim("https://x/_a_"))) == (
        "Yes.\nplain data\nhttps://x/_a_"
    )


def test_plurals_where_nothing_is_translated() -> None:
    assert [EN.say(_n("{n} zorglub", "{n} zorglubs", n)) for n in (0, 1, 2)] == [
        "0 zorglubs",
        "1 zorglub",
        "2 zorglubs",
    ]


def test_a_language_is_a_folder(tmp_path: Path) -> None:
    catalog = tmp_path / "sw" / "LC_MESSAGES" / "messages.po"
    catalog.parent.mkdir(parents=True)
    header = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    catalog.write_text(
        header
        + '\nmsgid "Yes"\nmsgstr "Ndiyo"\n\nmsgid "{n} a"\nmsgid_plural "{n} b"\nmsgstr[0] "{n} x"\nmsgstr[1] "{n} y"\n'
    )
    (tmp_path / "sw" / "words.toml").write_text('[asides]\ncart = ["kikapu"]\n')
    swahili = load(tmp_path / "sw")
    assert swahili.say(_("Yes")) == "Ndiyo"
    assert [swahili.say(_n("{n} a", "{n} b", n)) for n in (1, 5)] == ["1 x", "5 y"]
    assert load_words(tmp_path).aside("Kikapu!") == "cart"


def test_an_unknown_language_is_english_and_a_country_its_parent() -> None:
    assert language("xx").code == "en"
    assert language("fr_CI").code == "fr"


def test_no_word_calls_two_asides() -> None:
    words = lexicon()
    for pack in words.packs.values():
        for name, listed in pack["asides"].items():
            assert all(words.aside(word) == name for word in listed), name


def test_every_language_has_the_same_tables() -> None:
    packs = lexicon().packs
    assert set(packs) == set(languages())
    for table in ("asides", "answers", "commands", "examples", "speech"):
        assert len({frozenset(pack[table]) for pack in packs.values()}) == 1, table


def test_the_language_of_words() -> None:
    words = lexicon()
    assert words.guess("bonjour je veux 2 pagnes") == "fr"
    assert words.guess("how much is the rice") == "en"
    assert words.guess("wax 6") is None


@given(st.text())
def test_folding_and_cleaning_are_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert clean(clean(text)) == clean(text)
    assert not set("*~`\n\r\u202e") & set(clean(text))
    assert not re.search(r"(^|\W)_|_(\W|$)", clean(text))


@given(st.text())
def test_any_text_is_looked_up(text: str) -> None:
    words = lexicon()
    words.aside(text), words.number(text), words.yes_or_no(text), words.greets(text), words.guess(text)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("bon valide", True), ("ah oui ok", True), ("ok c'est bon 👍", True), ("well yes please", True),
        ("eh non laisse tomber", False), ("no no, never", False), ("haya basi sawa", True), ("então sim", True),
        ("oui non", None), ("bon", None), ("oui mais en rouge", None), ("non 3 savons", None), ("", None),
    ],
)  # fmt: skip
def test_an_answer_may_be_said_more_than_once_and_with_sounds_around_it(typed: str, answer: bool | None) -> None:
    assert lexicon().yes_or_no(typed) is answer
