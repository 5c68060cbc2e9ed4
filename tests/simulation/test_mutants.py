"""The simulation finds bugs: each that is planted breaks a rule in its seed, and without it that seed breaks none."""

from __future__ import annotations

from functools import cache

import pytest

from tests.simulation.faults import Fault
from tests.simulation.planted import MUTANTS
from tests.simulation.run import needed, report, run

REDIS_AWAY_FOR_EVER = 158


@pytest.mark.parametrize("name", MUTANTS)
def test_a_planted_bug_is_caught(name: str) -> None:
    planted = MUTANTS[name]
    assert run(planted.caught_by, sabotage=planted.plant()).broken
    assert breaks(planted.caught_by) == ""


def test_a_report_names_the_rule_the_faults_that_it_takes_and_how_to_see_it_again() -> None:
    planted = MUTANTS["redis_is_the_truth"].plant
    outcome = run(REDIS_AWAY_FOR_EVER, sabotage=planted())
    faults = needed(outcome, lambda without: run(outcome.seed, without, planted()))
    assert faults == (Fault.REDIS_DOWN,)
    told = report(outcome, faults)
    for words in ("everything_went_out", Fault.REDIS_DOWN, "make simulate SEED=158", "the wake-up of react is lost"):
        assert words in told


@cache
def breaks(seed: int) -> str:
    return run(seed).broken
