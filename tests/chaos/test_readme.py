"""The README names every fault and every rule, and whatever it names is there."""

from __future__ import annotations

import re
from pathlib import Path

from tests.chaos import invariants, provider, talk
from tests.chaos.buyer import WAYS
from tests.chaos.invariants import ALWAYS, IN_THE_END
from tests.chaos.nemesis import ARSENALS, Nemesis
from tests.simulation.faults import Fault

HERE = Path(__file__).parent
README = (HERE / "README.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| ([FI]\d+) \| (.+) \|$", README, re.MULTILINE))
FAULTS = {
    name
    for arsenal in (*ARSENALS, Nemesis)
    for name, method in vars(arsenal).items()
    if callable(method) and not name.startswith("_") and getattr(method, "__annotations__", {}) == {"return": "bool"}
} - {"is_running"}
RULES = {
    *(rule.__name__ for rule in (*ALWAYS, *IN_THE_END)),
    *(name for module in (invariants, provider, talk) for name in vars(module) if name.islower()),
    "captures_are_real",
    "the_wallet_agrees",
}


def words(row: str) -> list[str]:
    return re.findall(r"`([\w.]+)`", row)


def test_every_fault_and_every_invariant_has_its_row() -> None:
    assert [name for name in ROWS if name[0] == "F"] == [f"F{n}" for n in range(1, 39)]
    assert [name for name in ROWS if name[0] == "I"] == [f"I{n}" for n in range(1, 19)]
    assert [
        name for name, row in ROWS.items() if not words(row) and "not covered" not in row and "not looked" not in row
    ] == []


def test_every_fault_of_the_nemesis_is_named() -> None:
    assert len(FAULTS) > 40
    assert [name for name in sorted(FAULTS) if f"`{name}`" not in README] == []


def test_whatever_the_rows_name_is_there() -> None:
    files = list(HERE.parent.rglob("*.py"))
    tests = "".join(path.read_text("utf-8") for path in files)
    named = {name for row in ROWS.values() for name in words(row) if name != "tests"}
    known = FAULTS | RULES | WAYS.keys() | {fault.name for fault in Fault} | {path.name for path in files}
    missing = [name for name in named - known if f"def {name}(" not in tests]
    assert missing == []


def test_every_rule_is_named() -> None:
    rules = {rule.__name__ for rule in (*ALWAYS, *IN_THE_END)}
    assert [name for name in sorted(rules) if f"`{name}`" not in README] == []
