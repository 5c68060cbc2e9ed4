"""Several shops behind one number: what a message says about which of them it is for."""

from __future__ import annotations

import pytest

from domain.customer.messages import ComesIn, Content, Media, Tap, Text
from flows.mall import Door, Into, ShowShops, list_of, signed, way_of, worth_hearing
from flows.speech import language

DOORS = [Door("FATOU", "Chez Fatou", "Pagnes"), Door("SAVON", "Mille Savons", ""), Door("ALI2", "Boutique Ali", "")]
OPEN = ("FATOU~", "SAVON~", "ALI2~", "~1")


def way(said: str | Content, listed: tuple[str, ...] = ()) -> object:
    return way_of(Text(said) if isinstance(said, str) else said, DOORS, listed)


@pytest.mark.parametrize(
    "said", ["FATOU", "FATOU!", "boutique fatou", "shop FATOU", "Bonjour FATOU", "hi, the shop Fatou", " slt  FATOU "]
)
def test_a_code_leads_into_its_shop(said: str) -> None:
    assert way(said) == Into("FATOU", ComesIn())


@pytest.mark.parametrize("said", ["fatou", "Fatou", "bonjour fatou", "Chez Fatou", "chez fatou"])
def test_as_a_word_like_any_other_it_may_be_an_answer_to_something_else(said: str) -> None:
    assert way(said) == Into("FATOU", ComesIn(), is_sure=False)


@pytest.mark.parametrize(
    ("said", "rest", "is_sure"),
    [
        ("FATOU 2 savons", "2 savons", True),
        ("FATOU: avez-vous du riz ?", "avez-vous du riz ?", True),
        ("boutique fatou je veux 2 savons", "je veux 2 savons", True),
        ("fatou 2 savons", "2 savons", False),
        ("Fatou deux savons", "deux savons", False),
        ("FATOU 2 SAVONS", "2 SAVONS", False),
        ("ali2 3 riz", "3 riz", False),
    ],
)
def test_an_order_in_the_same_breath(said: str, rest: str, is_sure: bool) -> None:
    [code] = {"ALI2"} if said.startswith("ali") else {"FATOU"}
    assert way(said) == Into(code, Text(rest), is_sure)


@pytest.mark.parametrize(
    "said",
    [
        "savon noir",
        "Savon de Marseille",
        "SAVON NOIR",
        "fatou est chère",
        "2 savon",
        "je cherche fatou",
        "",
        "ali",
        "2",
    ],
)
def test_other_words_stay_where_they_are(said: str) -> None:
    assert way(said) is None


@pytest.mark.parametrize("said", ["boutiques", "Les boutiques svp", "SHOPS", "other shops"])
def test_the_list_is_asked_for_in_any_language(said: str) -> None:
    assert way(said) == way(said, OPEN) == ShowShops()


@pytest.mark.parametrize(
    ("said", "to"),
    [
        ("2", Into("SAVON", ComesIn())),
        ("le 2 svp", Into("SAVON", ComesIn())),
        ("mille savons", Into("SAVON", ComesIn())),
        ("mile savons", Into("SAVON", ComesIn())),
        ("4", ShowShops(1)),
        ("5", None),
        ("menu", None),
    ],
)
def test_the_open_list_hears_numbers_and_names(said: str, to: object) -> None:
    assert way(said, OPEN) == to


def test_a_button_leads_to_its_own_shop_from_anywhere() -> None:
    assert way(Tap(signed("v1:pay:1042#3", "SAVON"), "Payer")) == Into("SAVON", Tap("v1:pay:1042#3", "Payer"))
    assert way(Tap("FATOU~", "Chez Fatou")) == Into("FATOU", ComesIn())
    assert (way(Tap("~2")), way(Tap("~²")), way(Tap("~"))) == (ShowShops(2), ShowShops(), ShowShops())


@pytest.mark.parametrize("content", [Tap("v1:1#3", "FATOU"), Tap("GONE~v1:1#3"), Media("image", caption="FATOU")])
def test_what_is_no_shops_is_heard_where_the_person_is(content: Content) -> None:
    assert way(content, OPEN) is None


@pytest.mark.parametrize(
    ("said", "heard"), [("bonjour", ""), ("2", ""), ("menu", ""), ("bonjour, 2 savons", "bonjour, 2 savons")]
)
def test_what_was_said_before_anybody_was_there_to_hear_it(said: str, heard: str) -> None:
    assert worth_hearing(Text(said)) == heard
    assert worth_hearing(Media("image")) == ""


def test_a_long_list_goes_on_over_the_page() -> None:
    many = [Door(f"SHOP{n}", f"Boutique {n}", "Riz") for n in range(1, 24)]
    pages = [list_of(many, page, language("fr"), is_new=True) for page in (0, 1, 2)]
    assert [len(page.choices) for page in pages] == [10, 10, 5]
    assert [page.choices[-1].key for page in pages] == ["~1", "~2", "SHOP23~"]
    assert pages[0].choices[0].description == "SHOP1 · Riz"
    assert len({choice.key for page in pages for choice in page.choices}) == 25
