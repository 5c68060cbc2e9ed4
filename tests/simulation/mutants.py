"""Bugs, planted one at a time: each is what somebody has really written once, here or elsewhere.

    @mutant(caught_by=7)
    def the_amount_is_not_compared(): ...       returns what to replace for a run

The seed is one that catches it, for the default suite; `make simulate-mutants` looks how soon any does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.simulation.patching import Sabotage

Plant = Callable[[], Sabotage]


@dataclass(frozen=True)
class Mutant:
    plant: Plant
    caught_by: int


MUTANTS: dict[str, Mutant] = {}


def mutant(*, caught_by: int) -> Callable[[Plant], Plant]:
    def register(plant: Plant) -> Plant:
        MUTANTS[plant.__name__] = Mutant(plant, caught_by)
        return plant

    return register


def instead(place: Any, name: str, value: Any) -> Sabotage:
    return Sabotage(((place, name, value),))
