"""A seed, run: what came of it, how to see it again, and which faults it takes to break it."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.simulation.boundary import Broken
from tests.simulation.chance import Chance
from tests.simulation.coverage import Pair
from tests.simulation.faults import Fault, Weather, profile_of
from tests.simulation.patching import Sabotage
from tests.simulation.trace import Trace
from tests.simulation.world import World

SHOWN = 60
"""Lines of the trace that a failing seed shows."""
NOTHING = Sabotage()


@dataclass(frozen=True)
class Outcome:
    """`broken` is empty, or names the rule and says how."""

    seed: int
    profile: str
    broken: str
    trace: Trace
    steps: int
    checks: int
    struck: Counter[Fault]
    pairs: frozenset[Pair]

    @property
    def rule(self) -> str:
        return self.broken.partition(":")[0]


def run(seed: int, without: Iterable[Fault] = (), sabotage: Sabotage = NOTHING) -> Outcome:
    chance = Chance(seed)
    weather = Weather(chance, profile_of(chance), frozenset(without))
    world = World(chance, weather, sabotage)
    collects = gc.isenabled()
    gc.disable()
    try:
        world.live()
        found = ""
    except Broken as rule:
        found = str(rule)
    finally:
        if collects:
            gc.enable()
    return Outcome(
        seed, weather.profile.name, found, world.trace, world.timeline.steps, world.checks, weather.struck,
        frozenset(world.pairs),
    )  # fmt: skip


def needed(outcome: Outcome, again: Callable[[frozenset[Fault]], Outcome]) -> tuple[Fault, ...]:
    """The kinds of fault that it takes: each of the others can be left out, and the same rule still breaks."""
    without: frozenset[Fault] = frozenset(Fault) - frozenset(outcome.struck)
    for fault in sorted(outcome.struck):
        if again(without | {fault}).rule == outcome.rule:
            without |= {fault}
    return tuple(sorted(frozenset(Fault) - without))


def report(outcome: Outcome, faults: Iterable[Fault] = ()) -> str:
    """For whoever has to find out why."""
    return "\n".join(
        [
            f"seed {outcome.seed} ({outcome.profile}) breaks a rule:",
            f"    {outcome.broken}",
            f"it takes: {'; '.join(faults) or 'no fault at all'}",
            f"again, with the whole trace: make simulate SEED={outcome.seed}",
            f"the last of {outcome.steps} steps:",
            *outcome.trace.lines(SHOWN),
        ]
    )
