"""Plants every bug in turn, and counts the seeds until it is caught."""

from __future__ import annotations

from statistics import median

from tests.simulation.planted import MUTANTS
from tests.simulation.run import Outcome, run

ENOUGH = 2
"""So many seeds that catch a bug are listed."""


def hunt(seeds: int, first: int = 0) -> int:
    """Prints a line for each; returns 1 if one was not caught."""
    needed = {}
    for name in MUTANTS:
        caught = list(catchers(name, range(first, first + seeds), ENOUGH))
        needed[name] = caught[0].seed - first + 1 if caught else None
        found = ", ".join(str(outcome.seed) for outcome in caught) or f"not in {seeds} seeds"
        print(f"| `{name}` | {needed[name]} | {found} | `{caught[0].rule if caught else ''}` |", flush=True)
    took = [count for count in needed.values() if count]
    print(f"{len(took)} of {len(MUTANTS)} caught; median {median(took)} seeds, at most {max(took)}")
    return 0 if len(took) == len(MUTANTS) else 1


def catchers(name: str, seeds: range, enough: int) -> list[Outcome]:
    """The first that catch it; where the first took long, not all of the rest are run for a second."""
    found: list[Outcome] = []
    for seed in seeds:
        if found and seed > 2 * found[0].seed + enough:
            break
        outcome = run(seed, sabotage=MUTANTS[name].plant())
        found += [outcome] if outcome.broken else []
        if len(found) == enough:
            break
    return found
