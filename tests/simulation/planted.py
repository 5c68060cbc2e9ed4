"""All bugs that are planted."""

from tests.simulation import attempt_mutants, belief_mutants, bill_mutants, goods_mutants, refund_mutants, talk_mutants
from tests.simulation.mutants import MUTANTS

__all__ = [
    "MUTANTS",
    "attempt_mutants",
    "belief_mutants",
    "bill_mutants",
    "goods_mutants",
    "refund_mutants",
    "talk_mutants",
]
