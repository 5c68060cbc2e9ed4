"""Words from outside, before they are kept or repeated."""

from __future__ import annotations

import re

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
SHOWN = 40


def storable(text: str) -> str:
    """Without what no database keeps: NUL and halves of surrogate pairs."""
    return UNSTORABLE.sub("", text)


def is_count(text: str) -> bool:
    """Plain digits, of a number that every database can hold. `str.isdigit` is also true of `²`."""
    return text.isascii() and text.isdigit() and len(text) < 10


def shown(value: object) -> str:
    """For a sentence about a wrong value: its first characters, or the kind of thing it is."""
    text = storable(value) if isinstance(value, str) else type(value).__name__
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
