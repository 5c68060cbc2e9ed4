"""Bugs, planted one at a time: each is what somebody has really written once, here or elsewhere.

A mutant is a function that returns what to replace for a run. `CAUGHT_BY` are the first seeds that catch each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.simulation.patching import Sabotage

MUTANTS: dict[str, Callable[[], Sabotage]] = {}


def mutant(make: Callable[[], Sabotage]) -> Callable[[], Sabotage]:
    """Registers it; its docstring says what the bug is."""
    MUTANTS[make.__name__] = make
    return make


def instead(place: Any, name: str, value: Any) -> Sabotage:
    return Sabotage(((place, name, value),))
