"""How large and how long: the sizes that count by default, small ones with --quick, any by name."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, fields

QUICK = {
    "chats": 400, "length": 60, "shops": 10, "pairs": 1, "seconds": 3.0, "warm_up": 1.0,
    "patience": 0.0, "turns": 2000, "payments": 40, "buyers": 40,
}  # fmt: skip


@dataclass(frozen=True)
class Options:
    """`pairs` of floor and shop take turns, each for `seconds` after `warm_up`; before each the machine may take
    `patience` seconds to become idle. `turns` are those of the soak, `buyers` those of the sale; `profile` names a
    column of cProfile to sort by; `postpone_after` is what POSTPONE_AFTER is in an overload, 10: as if it were not."""

    database: str = "postgres"
    chats: int = 10_000
    length: int = 14
    shops: int = 50
    products: int = 40
    pairs: int = 5
    seconds: float = 8.0
    warm_up: float = 2.0
    patience: float = 20.0
    connections: int = 16
    quick: bool = False
    profile: str = ""
    turns: int = 1_000_000
    buyers: int = 5000
    payments: int = 1000
    postpone_after: float = 0.25


def read_options(arguments: list[str] | None = None) -> Options:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="small and short: to see that it works")
    for field in fields(Options):
        if field.name != "quick":
            parser.add_argument(f"--{field.name.replace('_', '-')}", type=type(field.default), dest=field.name)
    given = {name: value for name, value in vars(parser.parse_args(arguments)).items() if value not in (None, False)}
    return Options(**{**(QUICK if "quick" in given else {}), **given})
