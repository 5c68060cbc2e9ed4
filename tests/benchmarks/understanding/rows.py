"""Lines of a report: how many of how many were right."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass
class Row:
    """One line of the report."""

    name: str
    right: int = 0
    count: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.right / self.count if self.count else 1.0

    def note(self, is_right: bool, what: str) -> None:
        self.count += 1
        self.right += is_right
        self.wrong += [] if is_right else [what]

    def __str__(self) -> str:
        return f"{self.name:42} {self.share:6.1%}  {self.right:4}/{self.count}"


def timed(name: str, spent: list[float]) -> Row:
    """Right: within five milliseconds of the processor's time, so that whoever works beside does not count."""
    slow = sum(took > 0.005 for took in spent)
    mean = 1000 * sum(spent) / max(1, len(spent))
    return Row(f"{name}, under 5 ms of CPU (mean {mean:.2f} ms)", len(spent) - slow, len(spent))


def tell(measure: Callable[[str, str], Iterable[Row]], languages: Iterable[str]) -> None:
    """`… [dev|test] [--wrong]`: of one half of the messages, and with what went wrong."""
    split = "test" if "test" in sys.argv else "dev"
    for row in (row for language in languages for row in measure(split, language)):
        print(row, *(row.wrong if "--wrong" in sys.argv else ()), sep="\n    ")
