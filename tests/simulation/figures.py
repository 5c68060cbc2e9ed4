"""What many seeds come to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.simulation import coverage
from tests.simulation.faults import Fault
from tests.simulation.invariants import ALWAYS, IN_THE_END
from tests.simulation.run import Outcome


@dataclass
class Figures:
    seeds: int = 0
    broken: int = 0
    steps: int = 0
    longest: int = 0
    checks: int = 0
    struck: Counter[Fault] = field(default_factory=Counter)
    pairs: set[coverage.Pair] = field(default_factory=set)

    def add(self, outcome: Outcome) -> None:
        self.seeds += 1
        self.broken += bool(outcome.broken)
        self.steps += outcome.steps
        self.longest = max(self.longest, outcome.steps)
        self.checks += outcome.checks
        self.struck += outcome.struck
        self.pairs |= outcome.pairs

    def told(self, seconds: float) -> str:
        unseen = "; ".join(" × ".join(pair) for pair in sorted(coverage.ALL - self.pairs))
        return "\n".join(
            [
                f"{self.seeds} seeds in {seconds:.1f} s of this processor, {self.broken} of them broken",
                f"{self.steps} steps, {self.steps / seconds:.0f} a second; the longest run took {self.longest}",
                f"{self.checks} checks, of {len(ALWAYS)} rules after a transaction and {len(IN_THE_END)} in the end",
                f"{len(self.pairs & coverage.ALL)} of {len(coverage.ALL)} pairs of payment state and report",
                f"not seen: {unseen or 'none'}",
                f"{self.struck.total()} faults struck:",
                *(f"{self.struck[fault]:9}  {fault}" for fault in Fault),
            ]
        )
