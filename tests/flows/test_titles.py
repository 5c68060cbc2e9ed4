"""Titles are cut to their button and stay distinct."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from domain.customer.messages import Choice
from flows.speech import language, lexicon
from flows.talk.picking import chosen, show
from flows.talk.prompts import MORE, ROWS, Option, paged
from flows.talk.said import Said, to_outbound
from flows.talk.titles import BUTTON, ROW, shorten


@given(st.lists(st.text(min_size=1, max_size=60), max_size=10, unique=True), st.sampled_from([BUTTON, ROW]))
def test_short_and_distinct(titles: list[str], width: int) -> None:
    short = shorten(titles, width)
    assert len(set(short)) == len(titles)
    assert all(len(title) <= width for title in short)


def test_a_title_that_fits_is_left_alone() -> None:
    assert shorten(["Savon", "Riz parfumé"], BUTTON) == ["Savon", "Riz parfumé"]


def test_the_difference_at_the_end_is_kept() -> None:
    titles = ["Pagne wax hollandais 6 yards", "Pagne wax hollandais 12 yards"]
    assert shorten(titles, BUTTON) == ["Pagne wax…is 6 yards", "Pagne wax…s 12 yards"]


def test_what_tells_them_apart_is_kept_wherever_it_stands() -> None:
    colours = ("rouges", "bleues", "vertes")
    titles = [*(f"Pagne wax hollandais, fleurs {colour}, coton, 6 yards" for colour in colours), "Foulard satin uni"]
    assert shorten(titles, ROW) == [
        "Pagne wax holland…rouges",
        "Pagne wax holland…bleues",
        "Pagne wax holland…vertes",
        "Foulard satin uni",
    ]


def near_identical(count: int) -> list[Option]:
    colours, sizes = ("rouge", "bleu", "vert", "jaune", "noir", "blanc"), range(1, 11)
    names = [
        f"Ensemble pagne tissé de Korhogo {colour} pour femme taille {size}" for colour in colours for size in sizes
    ]
    return [Option(name, f"sku-{place}") for place, name in enumerate(names[:count])]


def test_a_shop_of_sixty_names_that_differ_in_a_word_is_seen_page_by_page() -> None:
    options, page = near_identical(60), 0
    pages: list[tuple[Option, ...]] = []
    while not pages or pages[-1][-1].value == MORE:
        pages.append(paged(options, page))
        page += 1
    shown = [option.value for rows in pages for option in rows if option.value != MORE]
    assert shown == [option.value for option in options]
    for rows in pages:
        names = [str(option.title) for option in rows if option.value != MORE]
        titles = shorten(names, ROW)
        assert len(rows) <= ROWS and len(set(titles)) == len(titles)
        shared = set.intersection(*(set(name.split()) for name in names))
        for name, title in zip(names, titles, strict=True):
            assert set(name.split()) - shared <= set(re.split("[ …]", title)), "what tells it apart is seen"


def test_a_number_means_the_row_beside_it_and_never_two() -> None:
    rows = show(paged(near_identical(60), 3), language("fr"), lambda key: False)
    assert [chosen(str(place), rows, lexicon()) for place in range(1, 11)] == list(rows)
    assert chosen("ensemble pagne", rows, lexicon()) is None


def outbound(count: int) -> list[str]:
    said = Said("?", tuple(Choice(f"v1:{n}#1", f"{n}" + "x" * 40, "y" * 100) for n in range(count)))
    message = to_outbound(said, key="k", channel="c", sender="s", recipient="r", language="fr")
    assert all(len(choice.description) <= 72 for choice in message.choices)
    return [choice.title for choice in message.choices]


def test_three_are_buttons_and_four_are_rows() -> None:
    assert {len(title) for title in outbound(3)} == {BUTTON}
    assert {len(title) for title in outbound(4)} == {ROW}
