"""The benchmark runs, and no turn asks the database more than it should."""

from __future__ import annotations

from tests.benchmarks.turns import STORY, tell

MOST = {"greeting": 12, "one-line order": 13, "orders": 11, "order placed": 24}
"""Statements of a turn on SQLite, BEGIN and COMMIT and the simulator's own among them; 10 where none is named. Lower it
with every turn that learns to ask less."""


def test_each_turn_keeps_within_its_statements() -> None:
    turns, _floor, placed = tell(buyers=2)
    assert placed == 2
    for name in STORY:
        warm = turns[name][-1]
        assert 0 < warm.statements <= MOST.get(name, 10), (name, warm.statements)
