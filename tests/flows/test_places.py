"""An address as people type it, taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.customer.messages import Text
from domain.merchant.shop import Zone
from domain.shared.address import Address, Pin
from flows.buyer.areas import areas_in
from flows.speech import lexicon
from flows.talk import NotUnderstood, Place
from flows.understanding.places import calls, is_called, lifted, take_apart
from tests.shops import francs

HERE = Pin(5.35, -3.98)


@pytest.mark.parametrize(
    "text",
    [
        "https://maps.google.com/?q=5.35,-3.98",
        "https://www.google.com/maps?q=loc:5.35,-3.98",
        "https://www.google.com/maps/search/?api=1&query=5.35%2C-3.98",
        "https://www.google.com/maps/place/Cocody/@5.1,-3.1,17z/data=!3m1!4b1!4m5!3m4!8m2!3d5.35!4d-3.98",
        "https://www.google.com/maps/@5.35,-3.98,15z",
        "maps.google.com/maps?ll=5.35,-3.98",
        "geo:5.35,-3.98",
        "5.350000, -3.980000",
    ],
)
def test_a_link_or_degrees_are_a_pin(text: str) -> None:
    said = take_apart(f"chez Awa, {text}", "CI")
    assert (said.words, said.pin, said.is_behind_link) == ("chez Awa", HERE, False)


@pytest.mark.parametrize("text", ["https://maps.app.goo.gl/AbCdEf123", "https://goo.gl/maps/x1"])
def test_a_short_link_only_the_network_knows(text: str) -> None:
    assert take_apart(text, "CI").is_behind_link and take_apart(text, "CI").pin is None


@pytest.mark.parametrize("text", ["https://maps.google.com/?q=95.35,-3.98", "Rue 12, villa 5", "pk 18,5"])
def test_what_is_nowhere_on_the_map_is_no_pin(text: str) -> None:
    assert take_apart(text, "CI").pin is None


@pytest.mark.parametrize(
    ("region", "text", "words", "contact"),
    [
        (
            "CI",
            "Cocody, près de la pharmacie, appeler 07 01 02 03 04",
            "Cocody, près de la pharmacie",
            "+2250701020304",
        ),
        ("CI", "Riviera 2, appeler Koffi au 0701020304", "Riviera 2, appeler Koffi", "+2250701020304"),
        ("CI", "villa 12 07 01 02 03 04 portail bleu", "villa 12 portail bleu", "+2250701020304"),
        ("KE", "Kilimani, Yaya Centre, call me on 0712 345 678", "Kilimani, Yaya Centre", "+254712345678"),
        ("TZ", "Sinza, piga simu 0754 000 021", "Sinza", "+255754000021"),
        ("MZ", "Polana, ligar para 84 123 4567", "Polana", "+258841234567"),
        ("CI", "Cocody, +33 6 12 34 56 78", "Cocody", "+33612345678"),
        ("CI", "Rue 12, lot 3456, îlot 78", "Rue 12, lot 3456, îlot 78", ""),
        ("CI", "Cocody, appeler 12 34", "Cocody, appeler 12 34", ""),
    ],
)
def test_a_number_to_call_is_taken_out(region: str, text: str, words: str, contact: str) -> None:
    said = take_apart(text, region)
    assert (said.words, said.contact) == (words, contact)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("6CQX9222+22", "6CQX9222+22"),
        ("9222+22 Cocody", "9222+22"),
        ("Cocody 9222+22x", "9222+22X"),
        ("2+22 savons", ""),
        ("22+22", ""),
    ],
)
def test_a_plus_code_is_seen(text: str, code: str) -> None:
    assert take_apart(text, "CI").code == code


def test_what_is_exact_is_lifted_out_of_an_order() -> None:
    order = lifted("2 riz, livraison Cocody, appeler 07 01 02 03 04", "CI")
    assert (order.rest.strip(" ,"), order.contact) == ("2 riz, livraison Cocody", "+2250701020304")
    assert lifted("2 riz, 9222+22 Cocody", "CI").where == "9222+22"
    assert lifted("2 riz, https://maps.google.com/?q=5.35,-3.98", "CI").where == "5.350000,-3.980000"


@pytest.mark.parametrize("text", ["2 riz, je paye par wave 0701020304", "2 riz et 3 savons", "x2 riz 5kg"])
def test_nothing_else_is_lifted_out(text: str) -> None:
    order = lifted(text, "CI")
    assert (order.rest, order.where, order.contact) == (text, "", "")


@pytest.mark.parametrize(
    ("text", "is_meant"),
    [
        ("même adresse", True),
        ("à la même adresse", True),
        ("Comme la dernière fois !", True),
        ("same address", True),
        ("anwani ile ile", True),
        ("mesmo endereço", True),
        ("derrière la même adresse que Koffi", False),
        ("adresse", False),
    ],
)
def test_the_same_as_last_time(text: str, is_meant: bool) -> None:
    assert calls("same_place", text) == is_meant


def test_home_is_home_and_not_behind_it() -> None:
    assert is_called("maison", "à la Maison") and is_called("Maison", "maison")
    assert not is_called("maison", "derrière la maison") and not is_called("maison", "maison verte")


def test_the_longest_name_of_an_area_counts() -> None:
    plateau, cocody = Zone("Plateau", francs(1500)), Zone("Cocody", francs(1000), aliases=("Deux Plateau",))
    zones = (plateau, cocody)
    assert areas_in("deux plateau, rue 3", zones) == (cocody,)
    assert areas_in("Cocody, route du Plateau", zones) == zones
    assert areas_in("derrière la mosquée", zones) == ()


@pytest.mark.parametrize("key", ["same_place", "call_at", "number_at", "name_place", "forget_place", "my_places"])
def test_every_language_has_words_for_it(key: str) -> None:
    assert [code for code, pack in lexicon().packs.items() if not pack["speech"].get(key)] == []


@given(st.text(max_size=120))
def test_anything_can_be_taken_apart(text: str) -> None:
    said = take_apart(text, "CI")
    assert not said.contact or said.contact.startswith("+")
    assert lifted(text, "CI").rest is not None


LONG_QUERY = "&data=" + "x" * 500


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        (f"https://www.google.com/maps/place/x/@5.36,-4.01,17z?q=5.360012,-4.010034{LONG_QUERY}", "5.360012,-4.010034"),
        (
            f"portail bleu https://www.google.com/maps/search/?q=5.360012,-4.010034{LONG_QUERY} appelez Awa",
            "portail bleu appelez Awa 5.360012,-4.010034",
        ),
        (f"Cocody https://maps.app.goo.gl/{'k' * 400}", "Cocody https://maps.app.goo.gl/kkkkkkkkkkkkkkkk"),
    ],
)
def test_a_link_of_a_map_may_be_as_long_as_it_likes(typed: str, heard: str) -> None:
    assert len(typed) > 300
    assert Place().read(Text(typed), (), lexicon()) == Address(landmark=heard)


def test_a_story_is_still_no_place() -> None:
    assert isinstance(Place().read(Text("derrière le marché " * 30), (), lexicon()), NotUnderstood)
