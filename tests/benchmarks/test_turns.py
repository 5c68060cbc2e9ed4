"""The benchmark runs, and no turn asks the database more than it should."""

from __future__ import annotations

from tests.benchmarks.turns import STORY, tell

MOST = {"greeting": 15, "typo search": 18, "one-line order": 36, "pick-up": 15, "order placed": 50}
"""Statements of a turn; 14 where none is named. Lower it with every turn that learns to ask less."""


def test_each_turn_keeps_within_its_statements() -> None:
    turns, _floor, placed = tell(buyers=2)
    assert placed == 2
    for name in STORY:
        warm = turns[name][-1]
        assert 0 < warm.statements <= MOST.get(name, 14), (name, warm.statements)
