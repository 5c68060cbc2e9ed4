"""A bar for each value, as SVG that reads on light and dark pages."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

WIDTH, LEFT, BAR, GAP, TOP, ROOM = 720, 200, 22, 10, 56, 90
COLOUR = "#2a7de1"


def bars(title: str, unit: str, values: Mapping[str, float]) -> str:
    longest = max([*values.values(), 1e-9])
    height = TOP + len(values) * (BAR + GAP) + GAP
    drawn = "".join(
        _bar(TOP + n * (BAR + GAP), name, value, (WIDTH - LEFT - ROOM) * value / longest)
        for n, (name, value) in enumerate(values.items())
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif"'
        f' font-size="13">'
        f"<style>text{{fill:#24292f}}@media(prefers-color-scheme:dark){{text{{fill:#d0d7de}}}}</style>"
        f'<text x="8" y="22" font-size="16" font-weight="bold">{escape(title)}</text>'
        f'<text x="8" y="42">{escape(unit)}</text>{drawn}</svg>\n'
    )


def _bar(y: int, name: str, value: float, width: float) -> str:
    middle = y + BAR * 0.7
    shown = f"{value:,.0f}" if value >= 100 else f"{value:,.2f}"
    return (
        f'<text x="{LEFT - 8}" y="{middle:g}" text-anchor="end">{escape(name)}</text>'
        f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR}" rx="3" fill="{COLOUR}"/>'
        f'<text x="{LEFT + width + 6:.1f}" y="{middle:g}">{shown}</text>'
    )
