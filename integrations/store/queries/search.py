"""Finding products by what people type: accents, plurals and small misspellings are forgiven."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from integrations.store.words import folded

CUT_OFF = 75
FAR = 8
"""A guess so far behind the best is not shown beside it: who asks for a blanket wants no basket."""
SHORTEST_GUESS = 4
"""Shorter words must be right: one letter more or less makes another word of them."""


@dataclass(frozen=True, slots=True)
class Searchable:
    """A product by its name and by the other words it goes by."""

    id: str
    name: str
    others: tuple[str, ...]


def best(words: str, among: Iterable[Searchable], limit: int) -> list[str]:
    """Ids, best first; among equals in the order given. Every word that was typed must be found."""
    wanted = _words(words)
    if not wanted:
        return []
    scored = sorted(((_score(wanted, each), -n, each.id) for n, each in enumerate(among)), reverse=True)
    worst = max(CUT_OFF, scored[0][0] - FAR) if scored else CUT_OFF
    return [id for score, _, id in scored[:limit] if score >= worst]


def contains(text: str, words: str) -> bool:
    """Whether every word stands in the text, whole or as its beginning."""
    there = _words(text)
    return all(any(each.startswith(word) for each in there) for word in _words(words))


def _score(wanted: tuple[str, ...], product: Searchable) -> float:
    """The mean over the words typed; a word of the name counts a little more than another."""
    in_name, elsewhere = _words(product.name), _words(" ".join(product.others))
    scores = [max(_closest(word, in_name), _closest(word, elsewhere) - 2) for word in wanted]
    return sum(scores) / len(scores) if min(scores) >= CUT_OFF else 0


def _closest(word: str, words: tuple[str, ...]) -> float:
    return max((_alike(word, each) for each in words), default=0)


def _alike(word: str, other: str) -> float:
    if word == other:
        return 100
    if other.startswith(word) and len(word) >= 2:
        return 95
    if min(len(word), len(other)) < SHORTEST_GUESS:
        return 0
    return fuzz.ratio(word, other)


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    """Folded, without the `s` of a plural."""
    return tuple(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in folded(text).split())
