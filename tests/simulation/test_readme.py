"""The README names every rule, and every planted bug with a seed that catches it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.simulation.invariants import ALWAYS, IN_THE_END
from tests.simulation.planted import MUTANTS

README = Path(__file__).with_name("README.md").read_text("utf-8")


def test_every_rule_is_named() -> None:
    assert [rule.__name__ for rule in (*ALWAYS, *IN_THE_END) if f"`{rule.__name__}`" not in README] == []


def test_every_planted_bug_is_named_with_the_seeds_that_catch_it() -> None:
    seeds = {
        name: {int(seed) for seed in found.split(", ")}
        for name, found in re.findall(r"^\| `(\w+)` \| \d+ \| ([\d, ]+) \|", README, re.MULTILINE)
    }
    assert seeds.keys() == MUTANTS.keys()
    assert [name for name, planted in MUTANTS.items() if planted.caught_by not in seeds[name]] == []
