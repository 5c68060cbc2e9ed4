"""Days in the shop's life, each with faults of its own; `make simulate` runs more of them."""

from __future__ import annotations

from functools import partial

import pytest

from tests.simulation.run import needed, report, run

SEEDS, AT_ONCE = 200, 20


@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE), ids=lambda first: f"{first}-{first + AT_ONCE - 1}")
def test_no_rule_is_broken(first: int) -> None:
    for seed in range(first, first + AT_ONCE):
        outcome = run(seed)
        if outcome.broken:
            pytest.fail(report(outcome, needed(outcome, partial(run, seed))), pytrace=False)
