"""What was sold of late counts, the less the longer ago it was; what came back counts no more."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.catalog.sales import BEGIN, NONE, PERIOD, PIECE, Sales

TODAY = BEGIN + timedelta(days=323)


def sold(*told: tuple[int, datetime]) -> Sales:
    sales = NONE
    for pieces, at in told:
        sales = sales.plus(pieces, at)
    return sales


def test_pieces_of_one_period_add_up() -> None:
    assert sold((2, TODAY), (3, TODAY)).parts == 5 * PIECE


def test_what_was_sold_a_period_ago_counts_half() -> None:
    long_ago, today = sold((4, TODAY - PERIOD)), sold((2, TODAY))
    assert long_ago.weight == today.weight
    assert sold((4, TODAY - PERIOD), (1, TODAY)).parts == 3 * PIECE


def test_a_single_piece_is_forgotten_in_the_end() -> None:
    assert sold((1, TODAY), (0, TODAY + 4 * PERIOD)).parts == 1
    assert sold((1, TODAY), (0, TODAY + 5 * PERIOD)).parts == 0


def test_what_comes_back_counts_no_more_and_never_less_than_nothing() -> None:
    assert sold((3, TODAY), (-2, TODAY)).parts == PIECE
    assert sold((3, TODAY), (-3, TODAY + PERIOD)).parts == 0


def test_a_clock_that_goes_back_loses_nothing() -> None:
    assert sold((3, TODAY), (1, TODAY - PERIOD)).parts == 4 * PIECE


@given(
    st.lists(st.integers(0, 99), min_size=1, max_size=4),
    st.lists(st.integers(0, 99), min_size=1, max_size=4),
    st.integers(0, 9),
)
def test_who_was_ahead_stays_ahead_while_nothing_is_sold(one: list[int], other: list[int], later: int) -> None:
    a, b = (sold(*((n, TODAY) for n in each)) for each in (one, other))
    at = TODAY + later * PERIOD
    assert (a.weight >= b.weight) <= (a.plus(0, at).weight >= b.plus(0, at).weight)
