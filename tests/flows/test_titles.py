"""Titles are cut to their button and stay distinct."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.customer.messages import Choice
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


def outbound(count: int) -> list[str]:
    said = Said("?", tuple(Choice(f"v1:{n}#1", f"{n}" + "x" * 40, "y" * 100) for n in range(count)))
    message = to_outbound(said, key="k", channel="c", sender="s", recipient="r", language="fr")
    assert all(len(choice.description) <= 72 for choice in message.choices)
    return [choice.title for choice in message.choices]


def test_three_are_buttons_and_four_are_rows() -> None:
    assert {len(title) for title in outbound(3)} == {BUTTON}
    assert {len(title) for title in outbound(4)} == {ROW}
