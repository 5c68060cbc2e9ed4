"""`make simulate SEEDS=1000 FROM=0`, `make simulate SEED=7`, `make simulate-mutants`."""

from __future__ import annotations

import argparse
import sys
import time
from functools import partial

from tests.simulation.figures import Figures
from tests.simulation.run import needed, report, run


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
    began, figures = time.process_time(), Figures()
    for seed in seeds:
        outcome = run(seed)
        figures.add(outcome)
        if outcome.broken:
            print(report(outcome, needed(outcome, partial(run, seed))), end="\n\n", flush=True)
    print(figures.told(time.process_time() - began))
    return 1 if figures.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
