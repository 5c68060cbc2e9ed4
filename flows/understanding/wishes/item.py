"""One part of a message, and what it is for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """`value` of a number is how many, `text` of a word or a size what it is called, `typed` how it was written."""

    kind: str
    text: str = ""
    value: int = 0
    typed: str = ""
