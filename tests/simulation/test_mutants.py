"""The simulation finds bugs: each that is planted breaks a rule in its seed. That its seed breaks none without it is
shown in `test_seeds`, among all the others."""

from __future__ import annotations

import pytest

from tests.simulation.faults import Fault
from tests.simulation.planted import MUTANTS
from tests.simulation.run import needed, report, run

ALWAYS_PAYS_TWICE = 183


@pytest.mark.parametrize("name", MUTANTS)
def test_a_planted_bug_is_caught(name: str) -> None:
    planted = MUTANTS[name]
    assert run(planted.caught_by, sabotage=planted.plant()).broken


def test_a_report_names_the_rule_the_faults_that_it_takes_and_how_to_see_it_again() -> None:
    planted = MUTANTS["a_second_payment_is_kept"].plant
    outcome = run(ALWAYS_PAYS_TWICE, sabotage=planted())
    faults = needed(outcome, lambda without: run(outcome.seed, without, planted()))
    assert faults == (Fault.PAYS_TWICE,)
    told = report(outcome, faults)
    for words in ("paid_is_allocated_credit_and_refunded", *faults, f"SEED={outcome.seed}", "pays once more"):
        assert words in told
