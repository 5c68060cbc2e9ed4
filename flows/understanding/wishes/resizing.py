"""A size told in one breath and its change in another: `the bed is 5 x 6, so switch the sheets`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from flows.understanding.wishes.item import Item
from flows.understanding.wishes.line import Line


def resized(lines: Sequence[Line], segments: Iterable[Sequence[Item]]) -> list[Line]:
    """What is to change takes the only size that is told; where nothing is named, what comes in that size."""
    told = [line for line in lines if line.sizes and not (line.quantity or line.act or line.in_place)]
    changed = [line for line in lines if line.act == "set" and not (line.quantity or line.sizes or line.instead_of)]
    if len(told) == len(changed) == 1:
        sized = replace(changed[0], sizes=told[0].sizes)
        return [sized if line is changed[0] else line for line in lines if line is not told[0]]
    if len(told) == 1 and not changed and any(map(_is_change_alone, segments)):
        bare = Line(sizes=told[0].sizes, act="set", part=told[0].part)
        return [bare if line is told[0] else line for line in lines]
    return list(lines)


def _is_change_alone(segment: Sequence[Item]) -> bool:
    return bool(segment) and all(item.kind == "replace" for item in segment)
