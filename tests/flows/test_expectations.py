"""What is taken as an answer, and what is not."""

from __future__ import annotations

from typing import Any

import pytest

from domain.customer.messages import Location, Tap, Text
from domain.shared.address import Address, Pin
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from flows.speech import language, lexicon
from flows.talk import Amount, NotUnderstood, Number, Option, Phone, Pick, Place, Words, YesNo
from flows.talk.picking import show

NO = "not understood"


def read(expectation: Any, text: str, language_code: str = "fr") -> Any:
    shown = show(expectation.options, language(language_code), lambda key: False)
    value = expectation.read(Text(text), shown, lexicon())
    return NO if isinstance(value, NotUnderstood) else value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2), ("x2", 2), ("2x", 2), ("x 2", 2), ("2 .", 2), ("deux", 2), ("Two", 2), ("deux pièces svp", 2),
        ("j'en veux 3", 3), ("give me three please", 3), ("vingt et un", 21), ("twenty-one", 21), ("dix-sept", 17),
        ("une douzaine", 12), ("a dozen", 12), ("n°4", 4), ("le 2", 2), ("99", 99), ("1", 1),
        ("100", NO), ("0", NO), ("-2", NO), ("2,5", NO), ("2 savons", NO), ("2 ou 3", NO), ("beaucoup", NO), ("", NO),
    ],
)  # fmt: skip
def test_a_number(text: str, number: Any) -> None:
    assert read(Number(1, 99), text) == number


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1500", 1500), ("1 500", 1500), ("1.500", 1500), ("1500 F", 1500), ("15 000 F CFA", 15000), ("15k", 15000),
        ("15 mille", 15000), ("15 000", 15000),
        ("0", NO), ("-5", NO), ("cher", NO), ("2 pagnes 5000", NO), ("12,50", NO), ("", NO),
    ],
)  # fmt: skip
def test_an_amount_of_francs(text: str, amount: Any) -> None:
    assert read(Amount("XOF"), text) == (amount if amount == NO else Money(amount, "XOF"))


def test_an_amount_with_cents() -> None:
    assert read(Amount("GHS"), "GH₵120.50") == Money(12050, "GHS")
    assert read(Amount("KES"), "KSh 1,250") == Money(125000, "KES")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", "w6"), ("le 3", "rice"), ("deux", "w12"), ("Riz parfumé", "rice"), ("riz", "rice"), ("PARFUME", "rice"),
        ("wax 12", "w12"), ("pagne wax 6 yards", "w6"), ("parfumee", "rice"), ("savvon", "soap"),
        ("wax", NO), ("0", NO), ("5", NO), ("s", NO), ("", NO), ("huile", NO),
    ],
)  # fmt: skip
def test_a_pick_by_number_and_by_words(text: str, value: str) -> None:
    options = [
        Option("Pagne wax 6 yards", "w6"),
        Option("Pagne wax 12 yards", "w12"),
        Option("Riz parfumé", "rice"),
        Option("Savon", "soap"),
    ]
    assert read(Pick(options), text) == value


def test_a_title_that_is_a_number_comes_before_the_place() -> None:
    assert read(Pick([Option("2", 2), Option("5", 5), Option("10", 10)], otherwise=Number()), "5") == 5
    assert read(Pick([Option("2", 2), Option("5", 5), Option("10", 10)], otherwise=Number()), "7") == 7


@pytest.mark.parametrize(
    ("said", "heard"), [("oui", "checkout"), ("OK", "checkout"), ("non", "non"), ("savon", "savon")]
)
def test_a_plain_yes_stands_for_the_obvious_option(said: str, heard: str) -> None:
    cart = [Option("Commander", "checkout"), Option("Ajouter", "menu")]
    assert read(Pick(cart, otherwise=Words(), assent="checkout"), said) == heard
    if heard == "checkout":
        assert read(Pick(cart, otherwise=Words()), said) == said


def test_otherwise_words_but_no_number_out_of_range() -> None:
    search = Pick([Option("Savon", "soap")], otherwise=Words())
    assert read(search, "huile rouge") == "huile rouge"
    assert read(search, "7") == NO


@pytest.mark.parametrize("text", ["oui", "Oui !", "OK", "d'accord", "yes", "👍", "1"])
def test_yes(text: str) -> None:
    assert read(YesNo(), text) is True


@pytest.mark.parametrize("text", ["non", "No", "nope", "2", "👎"])
def test_no(text: str) -> None:
    assert read(YesNo(), text) is False


@pytest.mark.parametrize("text", ["noui", "peut-être", "", "3", "oui mais non"])
def test_neither_yes_nor_no(text: str) -> None:
    assert read(YesNo(), text) == NO


def test_a_place_is_a_pin_or_a_landmark() -> None:
    pin = Pin(5.35, -4.01)
    assert Place().read(Location(pin, "Chez moi"), (), lexicon()) == Address(landmark="Chez moi", pin=pin)
    assert read(Place(), "Cocody, derrière la pharmacie") == Address(landmark="Cocody, derrière la pharmacie")
    assert read(Place(), "12") == NO
    assert read(Place(), "x" * 301) == NO


def test_a_phone_number_of_the_region() -> None:
    assert read(Phone("CI"), "07 00 00 00 01") == PhoneNumber("+2250700000001")
    assert read(Phone("KE"), "+2250700000001") == PhoneNumber("+2250700000001")
    assert read(Phone("CI"), "07 00") == NO


def test_only_words_are_words() -> None:
    assert isinstance(Words().read(Tap("x", "y"), (), lexicon()), NotUnderstood)
    assert read(Words(longest=5), "abcdef") == NO
