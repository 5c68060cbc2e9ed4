"""Days in the shop's life, each with faults of its own; `make simulate` runs more of them."""

from __future__ import annotations

from functools import partial

import pytest

from tests.simulation.planted import MUTANTS
from tests.simulation.run import needed, report, run

FIRST, AT_ONCE = 24, 6
SEEDS = sorted({*range(FIRST), *(planted.caught_by for planted in MUTANTS.values())})
"""The first ones, and those in which a planted bug is caught: without it nothing may be wrong there."""


@pytest.mark.parametrize(
    "seeds",
    [SEEDS[n : n + AT_ONCE] for n in range(0, len(SEEDS), AT_ONCE)],
    ids=lambda seeds: f"{seeds[0]}-{seeds[-1]}",
)
def test_no_rule_is_broken(seeds: list[int]) -> None:
    for seed in seeds:
        outcome = run(seed)
        if outcome.broken:
            pytest.fail(report(outcome, needed(outcome, partial(run, seed))), pytrace=False)
