"""`make simulate SEEDS=1000 FROM=0`, `make simulate SEED=7`, `make simulate-mutants`."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from functools import partial

from tests.simulation import coverage
from tests.simulation.faults import Fault
from tests.simulation.invariants import ALWAYS, IN_THE_END
from tests.simulation.run import Outcome, needed, report, run


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=300, help="how many")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first of them")
    parser.add_argument("--seed", type=int, help="this one alone, with its whole trace")
    parser.add_argument("--mutants", action="store_true", help="plant every bug, and see how soon it is caught")
    chosen = parser.parse_args(arguments)
    if chosen.mutants:
        from tests.simulation.hunt import hunt

        return hunt(chosen.seeds, chosen.first)
    return replay(chosen.seed) if chosen.seed is not None else many(range(chosen.first, chosen.first + chosen.seeds))


def replay(seed: int) -> int:
    outcome = run(seed)
    print("\n".join(outcome.trace.lines()))
    print(f"\nseed {seed}, {outcome.profile}: {outcome.steps} steps, trace {outcome.trace.hash}")
    if outcome.broken:
        print(report(outcome, needed(outcome, partial(run, seed))))
    return 1 if outcome.broken else 0


def many(seeds: range) -> int:
    began, outcomes = time.perf_counter(), []
    for seed in seeds:
        outcomes.append(run(seed))
        if outcomes[-1].broken:
            print(report(outcomes[-1], needed(outcomes[-1], partial(run, seed))), end="\n\n", flush=True)
    print(figures(outcomes, time.perf_counter() - began))
    return 1 if any(outcome.broken for outcome in outcomes) else 0


def figures(outcomes: list[Outcome], seconds: float) -> str:
    struck = sum((outcome.struck for outcome in outcomes), Counter[Fault]())
    pairs = frozenset().union(*(outcome.pairs for outcome in outcomes))
    steps, unseen = sum(outcome.steps for outcome in outcomes), sorted(coverage.ALL - pairs)
    lines = [
        f"{len(outcomes)} seeds in {seconds:.1f} s, {sum(bool(outcome.broken) for outcome in outcomes)} of them broken",
        f"{steps} steps, {steps / seconds:.0f} a second; {sum(outcome.checks for outcome in outcomes)} checks "
        f"of {len(ALWAYS)} rules at any moment and {len(IN_THE_END)} in the end",
        f"{len(pairs & coverage.ALL)} of {len(coverage.ALL)} pairs of payment state and report; not seen: "
        + ("; ".join(" × ".join(pair) for pair in unseen) or "none"),
        "faults that struck:",
        *(f"  {struck[fault]:7}  {fault}" for fault in Fault),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
