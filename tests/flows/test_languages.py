"""Every language folder: complete, understood, written properly, and in no other language's way."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from domain.shared.money import Money
from flows.catalogs import catalogs, problems
from flows.speech import Lexicon, fold, language, languages, lexicon, own_name, spoken_in
from flows.speech.folders import LOCALES, SOURCE
from flows.speech.language import read_catalog
from flows.understanding.wishes import order_in
from tests.flows.ordinary_words import ORDINARY

CODES = tuple(languages())
CLAIMING = ("asides", "answers", "numbers", "ordinals", "commands", "periods")
"""Tables whose words are looked up across all languages and mean one thing each."""
SHARED_ON_PURPOSE = {("commands", "caisse")}
"""The rider's cash and the owner's accounts, in one language, tried in turn."""


@pytest.mark.parametrize("code", catalogs())
def test_its_catalogue_is_complete(code: str) -> None:
    assert [problem for problem in problems() if problem.startswith(f"{code}:")] == []


@pytest.mark.parametrize("code", catalogs())
def test_its_plurals_are_those_of_its_header(code: str) -> None:
    catalog = read_catalog(LOCALES / code / "LC_MESSAGES" / "messages.po", code)
    speech = language(code)
    forms = {speech.form(count) for count in range(1000)}
    assert forms == set(range(catalog.num_plurals))


@pytest.mark.parametrize("code", CODES)
def test_its_words_have_every_table_and_every_name(code: str) -> None:
    english, own = lexicon().packs[SOURCE], lexicon().packs[code]
    assert set(own) - {"language"} == set(english) - {"language"}
    named_by_numbers = {"numbers", "ordinals"}
    for table in set(english) - named_by_numbers - {"language"}:
        assert set(own[table]) == set(english[table]), table
        assert all(own[table].values()), table
    assert {"1", "2", "12", "20", "100"} <= set(own["numbers"])


@pytest.mark.parametrize("code", CODES)
def test_its_own_words_are_understood_as_it_means_them(code: str) -> None:
    words, own = lexicon(), lexicon().packs[code]
    for name, listed in own["asides"].items():
        assert [word for word in listed if words.aside(word) != name] == [], name
    for name, listed in own["answers"].items():
        assert [word for word in listed if words.yes_or_no(word) is not (name == "yes")] == [], name
    for table in ("numbers", "ordinals"):
        for name, listed in own.get(table, {}).items():
            assert [word for word in listed if words.number(word) != int(name)] == [], name
    assert [word for word in own["speech"]["greetings"] if not words.greets(word)] == []


def test_no_word_means_different_things_in_two_languages() -> None:
    assert claimed_twice(lexicon()) == {}


def test_a_word_that_means_two_things_is_found() -> None:
    two = Lexicon({"aa": {"asides": {"cart": ["para"]}}, "bb": {"asides": {"stop": ["Pará!"]}}})
    assert claimed_twice(two) == {("asides", "para"): {("aa", "cart"), ("bb", "stop")}}


@pytest.mark.parametrize("code", CODES)
def test_no_other_language_takes_its_ordinary_words(code: str) -> None:
    words = lexicon()
    own = {fold(word) for table in CLAIMING for listed in words.packs[code].get(table, {}).values() for word in listed}
    greetings = {fold(word) for word in words.packs[code]["speech"]["greetings"]}
    taken = {
        word: (words.aside(word), words.yes_or_no(word), words.greets(word))
        for word in map(fold, ORDINARY.get(code, "").split())
        if word not in own | greetings
    }
    assert {word: by for word, by in taken.items() if by != (None, None, False)} == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("bonjour je veux 2 pagnes", "fr"),
        ("slt c combien le savon", "fr"),
        ("vous livrez à Yopougon ?", "fr"),
        ("how much is the rice", "en"),
        ("hello, do you deliver in Westlands?", "en"),
        ("i want 2 bags pls", "en"),
        ("habari, nataka sabuni mbili", "sw"),
        ("niaje, bei ya mchele ni ngapi", "sw"),
        ("mnaleta mpaka Sinza?", "sw"),
        ("mambo", "sw"),
        ("bom dia, queria dois sabões", "pt"),
        ("quanto custa o arroz", "pt"),
        ("vocês entregam na Matola?", "pt"),
        ("oi", "pt"),
        ("wax 6", None),
        ("12", None),
        ("Abidjan", None),
    ],
)
def test_the_language_of_a_message(text: str, code: str | None) -> None:
    assert lexicon().guess(text) == code


@pytest.mark.parametrize(("text", "portuguese"), [("je dois prendre du savon", 2), ("tres joli savon", 3)])
def test_a_number_of_one_language_may_be_an_ordinary_word_of_another(text: str, portuguese: int) -> None:
    french, both = order_in(text, spoken=frozenset({"fr", "en"})), order_in(text, spoken=frozenset({"fr", "pt"}))
    assert [line.quantity for line in french.lines if line.quantity] == []
    assert [line.quantity for line in both.lines if line.quantity] == [portuguese]


@pytest.mark.parametrize(
    ("text", "code", "lines", "place", "wallet"),
    [
        (
            "sabuni mbili na sufuria moja, leteni mpaka Sinza, nalipa mpesa",
            "sw",
            "2 sabuni, 1 sufuria",
            "Sinza",
            "mpesa",
        ),
        ("naomba vikombe sita na taa 3", "sw", "6 vikombe, 3 taa", "", ""),
        ("dazeni moja ya mayai", "sw", "12 mayai", "", ""),
        (
            "queria 2 sabões e uma panela, entrega na Matola, pago com mpesa",
            "pt",
            "2 saboes, 1 panela",
            "Matola",
            "mpesa",
        ),
        ("três capulanas e meia dúzia de copos por favor", "pt", "3 capulanas, 6 copos", "", ""),
        ("mais um sabão", "pt", "1 sabao", "", ""),
    ],
)
def test_orders_in_one_line(text: str, code: str, lines: str, place: str, wallet: str) -> None:
    said = order_in(text, ("Sinza", "Matola"), spoken=frozenset({code, "en"}))
    assert ", ".join(f"{line.quantity} {' '.join(line.words)}" for line in said.lines) == lines
    assert (said.place, said.wallet) == (place, wallet)


def test_swahili_says_the_unit_first() -> None:
    said = order_in("naomba mchele kilo 5 na mafuta lita mbili", spoken=frozenset({"sw", "en"}))
    assert [(line.words, line.sizes) for line in said.lines] == [(("mchele",), ("5 kg",)), (("mafuta",), ("2 l",))]


def test_only_what_the_shop_speaks_is_guessed() -> None:
    assert lexicon().guess("habari, nataka sabuni", ("fr", "en")) is None
    assert lexicon().guess("habari, nataka sabuni", ("en", "sw")) == "sw"


@pytest.mark.parametrize("code", CODES)
def test_it_calls_itself_by_its_own_name(code: str) -> None:
    assert own_name(code)[0].isupper()
    assert own_name(code) not in {own_name(other) for other in CODES if other != code}


def test_names_are_as_people_of_the_language_write_them() -> None:
    assert [own_name(code) for code in ("en", "fr", "pt", "sw", "xx")] == [
        "English",
        "Français",
        "Português",
        "Kiswahili",
        "xx",
    ]


@pytest.mark.parametrize(
    ("regions", "spoken"),
    [
        ("KE TZ UG", ("sw", "en")),
        ("MZ AO GW CV", ("pt",)),
        ("CI SN ML BF TG BJ", ("fr",)),
        ("CM", ("fr", "en")),
        ("NG GH", ("en",)),
        ("JP", ()),
    ],
)
def test_what_is_spoken_in_a_country(regions: str, spoken: tuple[str, ...]) -> None:
    assert {region: spoken_in(region) for region in regions.split()} == dict.fromkeys(regions.split(), spoken)


@pytest.mark.parametrize(
    ("amount", "swahili", "portuguese"),
    [
        (Money(125000, "KES"), "KSh 1,250", "1 250 KSh"),
        (Money(125050, "KES"), "KSh 1,250.50", "1 250,50 KSh"),
        (Money(3200000, "TZS"), "TSh 32,000", "32 000 TSh"),
        (Money(125000, "MZN"), "1,250 MT", "1 250 MT"),
        (Money(8550, "MZN"), "85.50 MT", "85,50 MT"),
        (Money(123456700, "AOA"), "1,234,567 Kz", "1 234 567 Kz"),
        (Money(15000, "XOF"), "15,000 F CFA", "15 000 F CFA"),
        (Money(-500, "XOF"), "-500 F CFA", "-500 F CFA"),
    ],
)
def test_prices_are_written_as_the_language_writes_them(amount: Money, swahili: str, portuguese: str) -> None:
    said = [language(code).value(amount).replace("\u00a0", " ") for code in ("sw", "pt")]
    assert said == [swahili, portuguese]
    assert "\u202f" not in language("pt").value(amount)


def test_times_are_written_as_the_language_writes_them() -> None:
    when = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
    assert [language(code).value(when) for code in ("sw", "pt")] == ["20 Nov, 14:05", "20 nov., 14:05"]
    assert [language(code).value(date(2026, 2, 3)) for code in ("sw", "pt")] == ["3 Feb", "3 fev."]
    assert [language(code).value(time(9, 0)) for code in ("sw", "pt")] == ["09:00", "09:00"]
    lengths = [language(code).value(timedelta(minutes=30)) for code in ("sw", "pt")]
    assert [each.replace("\u00a0", " ") for each in lengths] == ["dakika 30", "30 minutos"]


def test_what_a_language_says_of_itself_is_only_what_babel_cannot_know() -> None:
    for words in LOCALES.glob("*/words.toml"):
        about = tomllib.loads(words.read_text("utf-8")).get("language", {})
        assert set(about) <= {"name", "locale"}, Path(words)


def claimed_twice(words: Lexicon) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Words of one table that call different things, with who claims them for what."""
    claims: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for code, pack in words.packs.items():
        for table in CLAIMING:
            for name, listed in pack.get(table, {}).items():
                for word in listed:
                    claims[table, fold(word)].add((code, name))
    several = {word: by for word, by in claims.items() if len({name for _code, name in by}) > 1}
    return {word: by for word, by in several.items() if word not in SHARED_ON_PURPOSE}
