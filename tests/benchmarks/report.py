"""A table that is printed and kept, and a plot of it: `docs/benchmarks/<name>.md` and `.svg`."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median

from tests.benchmarks.loading import IDLE, cores
from tests.benchmarks.plot import bars
from tests.benchmarks.serving import ROOT

FOLDER = ROOT / "docs" / "benchmarks"


@dataclass
class Report:
    """`publish` prints it, and keeps it unless the run was a quick one."""

    name: str
    title: str
    about: str
    columns: list[str]
    keep: bool = True
    rows: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    plot: str = ""

    def row(self, *cells: object) -> None:
        self.rows.append([str(cell) for cell in cells])

    def note(self, sentence: str) -> None:
        self.notes.append(sentence)

    def noise(self, quiet: Iterable[float]) -> None:
        """Who reads the figures should know whether the machine was busy with something else."""
        found = list(quiet)
        busy = sum(idle < IDLE for idle in found)
        if busy:
            self.note(f"The machine was not {IDLE:.0%} idle before {busy} of {len(found)} runs.")

    def bars(self, unit: str, values: Mapping[str, float]) -> None:
        self.plot = bars(self.title, unit, values)

    def publish(self) -> None:
        print(self.text)
        if self.keep:
            FOLDER.mkdir(parents=True, exist_ok=True)
            (FOLDER / f"{self.name}.md").write_text(self.markdown)
            if self.plot:
                (FOLDER / f"{self.name}.svg").write_text(self.plot)

    @property
    def text(self) -> str:
        widths = [max(map(len, cells)) for cells in zip(self.columns, *self.rows, strict=True)]
        lines = [
            "  ".join(
                cell.ljust(width) if n == 0 else cell.rjust(width)
                for n, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in [self.columns, *self.rows]
        ]
        return "\n".join([f"\n{self.title} ({self.name})", *lines, *self.notes])

    @property
    def markdown(self) -> str:
        rule = ["---", *["---:"] * (len(self.columns) - 1)]
        table = "\n".join(f"| {' | '.join(row)} |" for row in [self.columns, rule, *self.rows])
        plot = f"![{self.title}]({self.name}.svg)" if self.plot else ""
        machine = f"Python {platform.python_version()}, {cores()} cores, load, server and database on the same machine."
        return "\n\n".join(filter(None, [f"# {self.title}", self.about, table, *self.notes, plot, machine])) + "\n"


def around(values: Iterable[float], digits: int = 0) -> str:
    """The median, and from where to where."""
    found = sorted(values)
    if len(found) < 2:
        return f"{found[0]:,.{digits}f}"
    return f"{median(found):,.{digits}f} ({found[0]:,.{digits}f}–{found[-1]:,.{digits}f})"


def ratio(values: Iterable[float]) -> str:
    return around(values, 2)
