"""Buttons, list or numbers; short titles that stay apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.customer.messages import Choice, OutboundMessage
from integrations.whatsapp.layout import cut, in_lines, layout_of, short_titles


@pytest.mark.parametrize(
    ("count", "description", "layout"),
    [(0, "", "none"), (3, "", "buttons"), (3, "x", "list"), (4, "", "list"), (10, "", "list"), (11, "", "numbers")],
)
def test_each_side_of_the_limits(count, description, layout):
    assert layout_of([Choice(f"{n}", f"{n}", description) for n in range(count)]) == layout


QUESTION = OutboundMessage(
    key="m-1",
    channel="twilio",
    sender="+2250777000001",
    recipient="+2250700000001",
    text="?",
    language="fr",
    choices=(Choice("a", "Oui", "tout de suite"), Choice("b", "Non")),
)


def test_numbered_lines():
    assert in_lines(QUESTION) == "1. Oui — tout de suite\n2. Non"
    assert in_lines(QUESTION, longest=5) == "1. Oui — tout…\n2. Non"
    assert in_lines(QUESTION, longest=0) == "1. Oui\n2. Non"


def test_lines_without_numbers_where_a_number_answers_something_else():
    assert in_lines(replace(QUESTION, numbered=False)) == "• Oui — tout de suite\n• Non"


def test_cutting_says_so():
    assert [cut("pagne", n) for n in (0, 1, 4, 5)] == ["…", "…", "pag…", "pagne"]


def test_twins_are_told_apart():
    titles = ["Pagne wax bleu de nuit grand", "Pagne wax bleu de nuit petit", "Panier", "PANIER"]
    assert short_titles(titles, 20) == ["Pagne wax bleu de n…", "Pagne wax bleu de… 2", "Panier", "PANIER 2"]


@given(st.lists(st.text(max_size=40), max_size=30))
def test_short_titles_fit_and_differ(titles):
    short = short_titles(titles, 20)
    assert all(len(title) <= 20 for title in short)
    assert len({title.casefold() for title in short}) == len(titles)
