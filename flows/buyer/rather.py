"""The words around a change of mind: `finalement`, `non,`, `plutôt`, `actually`; and what is left without them."""

from __future__ import annotations

from flows.speech import fold, lexicon

LONGEST = 4
AROUND = " ,;:.!…-–"


def without_rather(text: str) -> str:
    """`non, plutôt Plateau svp` is `Plateau svp`; nothing is left of a bare `non`."""
    words = text.strip(AROUND).split()
    while size := _at_the_front(words):
        words = words[size:]
    while size := _at_the_end(words):
        words = words[:-size]
    return " ".join(words).strip(AROUND)


def _at_the_front(words: list[str]) -> int:
    return next((size for size in _sizes(words) if _is_one(words[:size])), 0)


def _at_the_end(words: list[str]) -> int:
    return next((size for size in _sizes(words) if _is_one(words[-size:])), 0)


def _sizes(words: list[str]) -> range:
    return range(min(LONGEST, len(words)), 0, -1)


def _is_one(words: list[str]) -> bool:
    return fold(" ".join(words)) in lexicon().spoken("rather")
