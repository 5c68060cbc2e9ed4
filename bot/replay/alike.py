"""Whether a masked message still says what was said: where it does not, its replay may be answered otherwise."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from flows.speech.lexicon import lexicon
from flows.understanding.model import meaning
from flows.understanding.wishes import order_in

CAUGHT = re.compile(r"\{\w+\}")
"""A number that a replay fills in."""
MAY_DIFFER = "# What follows was masked so far that it may be answered otherwise than it was."


def says_the_same(text: str, masked: str, code: str, places: Collection[str]) -> bool:
    numbered = CAUGHT.sub("1001", masked)
    return text == masked or _read(text, code, places) == _read(numbered, code, places)


def _read(text: str, code: str, places: Collection[str]) -> tuple[Any, ...]:
    """All by which a message is told from another, but for the words of a name, a place or a thing that is not sold."""
    words, order = lexicon(), order_in(text, tuple(places))
    lines = [(line.act, line.quantity, line.instead_of, len(line.words)) for line in order.lines]
    wish = meaning(text, code)
    return (
        *(words.aside(text), words.yes_or_no(text), words.number(text), words.greets(text)),
        *(wish.intent, lines, bool(order.place), order.wallet, order.asks),
    )
