"""Sizes as they are written on a shelf or in a message: `5kg`, `5 kilos`, `un kilo`, `6 x 6`."""

from __future__ import annotations

from functools import lru_cache

from flows.understanding.wishes.items import items_of
from flows.understanding.wishes.tokens import tokens
from flows.understanding.wishes.vocabulary import vocabulary


@lru_cache(maxsize=4_000)
def sizes_in(text: str) -> frozenset[str]:
    """Each in one form, whoever wrote it."""
    return frozenset(item.text for item in items_of(tokens(text), vocabulary()) if item.kind == "size")


def parted(size: str) -> tuple[float, str]:
    """`5 kg` is 5 and `kg`; what is no number of a unit has none."""
    number, _blank, unit = size.partition(" ")
    return (float(number), unit) if unit and " " not in unit else (0, size)
