"""An order is read in the languages that the shop speaks; another folder changes nothing in the others."""

from __future__ import annotations

import pytest

from flows.understanding.wishes.items import items_of
from flows.understanding.wishes.tokens import tokens
from flows.understanding.wishes.vocabulary import Vocabulary, vocabulary


@pytest.mark.parametrize(("word", "number"), [("deux", True), ("two", False)])
def test_numbers_are_those_of_the_languages_that_are_spoken(word: str, number: bool) -> None:
    assert (vocabulary(frozenset({"fr"})).at("number", [word]) is not None) == number
    assert vocabulary().at("number", [word]) is not None


def test_a_unit_may_stand_before_its_number_where_a_language_says_it_so() -> None:
    swahili = Vocabulary({"unit_before": {("kilo",): "kg"}, "number": {("mbili",): "2"}})
    assert [(each.kind, each.text) for each in items_of(tokens("mchele kilo 5"), swahili)] == [
        ("word", "mchele"),
        ("size", "5 kg"),
    ]
    assert [each.text for each in items_of(tokens("kilo mbili"), swahili)] == ["2 kg"]
    assert [each.kind for each in items_of(tokens("kilo ya mchele"), swahili)] == ["word"] * 3
