"""`change les savons à 6`, `update the nets to 6`: as many of them from now on, nothing in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows.understanding.wishes.item import Item

LEADING = ("toward", "swap")
BEHIND = ("break", "question", "polite", "filler", "piece")


def counted_anew(items: Sequence[Item]) -> list[Item]:
    """Where a change leads to a number alone, and to no other thing, it sets how many there are to be."""
    found = list(items)
    for at, item in enumerate(items):
        number = items[at + 1 : at + 2]
        if item.kind in LEADING and number and number[0].kind == "number" and _ends(items[at + 2 :]):
            change = next((place for place in range(at - 1, -1, -1) if items[place].kind in ("replace", "break")), at)
            if items[change].kind == "replace" and any(each.kind == "word" for each in items[change:at]):
                found[change], found[at] = replace(items[change], kind="set"), replace(item, kind="filler")
    return found


def _ends(behind: Sequence[Item]) -> bool:
    return not behind or behind[0].kind in BEHIND
