"""Moments in a shopkeeper's words."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.merchant.until import moment

NOW = datetime(2026, 11, 20, 15, 30)
"""A Friday."""


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2h", datetime(2026, 11, 20, 17, 30)),
        ("90 min", datetime(2026, 11, 20, 17, 0)),
        ("3 jours", datetime(2026, 11, 23, 15, 30)),
        ("1 semaine", datetime(2026, 11, 27, 15, 30)),
        ("demain", datetime(2026, 11, 21)),
        ("jusqu'à demain 9h", datetime(2026, 11, 21, 9)),
        ("jusqu'à 18h", datetime(2026, 11, 20, 18)),
        ("jusqu'à 8h", datetime(2026, 11, 21, 8)),
        ("jusqu'à 14h30", datetime(2026, 11, 21, 14, 30)),
        ("Lundi", datetime(2026, 11, 23)),
        ("until monday 9:15", datetime(2026, 11, 23, 9, 15)),
        ("vendredi", datetime(2026, 11, 27)),
        ("25/12", datetime(2026, 12, 25)),
        ("2.1 10h", datetime(2027, 1, 2, 10)),
        ("31/2", None),
        ("29/2", None),
        ("lundi 25h", None),
        ("lundi matin", None),
        ("quand je veux", None),
        ("", None),
    ],
)
def test_what_is_said_is_the_next_such_moment(said: str, meant: datetime | None) -> None:
    assert moment(said, NOW) == meant


@given(st.text(max_size=30))
def test_whatever_is_said_is_later_or_nothing(said: str) -> None:
    assert (moment(said, NOW) or NOW) >= NOW
