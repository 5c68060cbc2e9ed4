"""The figures of growth as a table and as bars, printed and kept in `docs/benchmarks/`."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.worlds import Size

FOLDER = Path(__file__).parents[2] / "docs" / "benchmarks"
ROW, LEFT, WIDE = 26, 220, 400
COLOURS = {True: "#2a9d4a", False: "#d1242f"}


class Line(NamedTuple):
    """Medians by size in milliseconds, the largest's p99, and how the largest may compare with size `against`."""

    name: str
    medians: list[float]
    p99: float
    goal: float
    against: int

    @property
    def ratio(self) -> float:
        return self.medians[-1] / self.medians[self.against]


def publish(kind: str, sizes: Sequence[Size], lines: Sequence[Line], notes: Sequence[str], keep: bool) -> None:
    page = markdown(kind, sizes, lines, notes)
    print(page)
    if keep:
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"growth-{kind}.md").write_text(page)
        (FOLDER / f"growth-{kind}.svg").write_text(bars(lines))


def markdown(kind: str, sizes: Sequence[Size], lines: Sequence[Line], notes: Sequence[str]) -> str:
    shops = "".join(f"- {s.name}: {s.products:,} products, {s.orders:,} orders, {s.talks:,} talks\n" for s in sizes)
    head = ["", *(f"{size.name}, ms" for size in sizes), "p99, ms", "ratio", "goal"]
    table = [head, ["---", *["---:"] * (len(head) - 1)], *(_cells(line, len(sizes)) for line in lines)]
    rows = "\n".join(f"| {' | '.join(cells)} |" for cells in table)
    said = "\n".join(f"- {note}" for note in notes)
    return f"# Growth, on {kind}\n\n{shops}\n{rows}\n\n{said}\n\n![Ratios](growth-{kind}.svg)\n"


def _cells(line: Line, sizes: int) -> list[str]:
    medians = [f"{each:.1f}" for each in line.medians]
    return [
        line.name,
        *medians,
        *[""] * (sizes - len(medians)),
        f"{line.p99:.1f}",
        f"{line.ratio:.2f}",
        f"{line.goal:g}",
    ]


def bars(lines: Sequence[Line]) -> str:
    """How much of its goal each ratio takes: the stroke is the goal."""
    drawn = "".join(_bar(n, line) for n, line in enumerate(lines))
    height = ROW * (len(lines) + 1)
    stroke = f'<line x1="{LEFT + WIDE // 2}" x2="{LEFT + WIDE // 2}" y1="0" y2="{height}" stroke="#888"/>'
    size = f'viewBox="0 0 {LEFT + WIDE + 80} {height}" font-family="sans-serif" font-size="13" fill="#57606a"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{drawn}{stroke}</svg>\n'


def _bar(n: int, line: Line) -> str:
    share = line.ratio / line.goal
    y, width = n * ROW + 6, min(share * WIDE / 2, WIDE)
    return (
        f'<text x="{LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(line.name)}</text>'
        f'<rect x="{LEFT}" y="{y}" width="{width:.0f}" height="18" fill="{COLOURS[share <= 1]}"/>'
        f'<text x="{LEFT + width + 6:.0f}" y="{y + 13}">{line.ratio:.2f}</text>'
    )
