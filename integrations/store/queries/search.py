"""Ranking products by what people type: accents, plurals and small misspellings are forgiven."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from rapidfuzz import fuzz

from integrations.store.spelling import SHORTEST_GUESS
from integrations.store.words import words_of

CUT_OFF = 75
FAR = 8
"""A guess so far behind the best is not shown beside it: who asks for a blanket wants no basket."""


@dataclass(frozen=True, slots=True)
class Searchable:
    """A product by the words of its name and the other words it goes by."""

    id: str
    name: tuple[str, ...]
    others: tuple[str, ...]

    @classmethod
    def called(cls, id: str, name: str, others: Iterable[str]) -> Self:
        return cls(id, words_of(name), words_of(" ".join(others)))


def best(words: str, among: Iterable[Searchable], limit: int) -> list[str]:
    """Ids, best first; among equals in the order given. Every word that was typed must be found."""
    wanted = words_of(words)
    if not wanted:
        return []
    scored = sorted(((_score(wanted, each), -n, each.id) for n, each in enumerate(among)), reverse=True)
    worst = max(CUT_OFF, scored[0][0] - FAR) if scored else CUT_OFF
    return [id for score, _, id in scored[:limit] if score >= worst]


def contains(text: str, words: str) -> bool:
    """Whether every word stands in the text, whole or as its beginning."""
    there = words_of(text)
    return all(any(each.startswith(word) for each in there) for word in words_of(words))


def alike(word: str, other: str) -> float:
    """How well `other`, of the shelf, answers `word`, as it was typed: up to 100."""
    if word == other:
        return 100
    if other.startswith(word) and len(word) >= 2:
        return 95
    if min(len(word), len(other)) < SHORTEST_GUESS:
        return 0
    return fuzz.ratio(word, other)


def _score(wanted: tuple[str, ...], product: Searchable) -> float:
    """The mean over the words typed; a word of the name counts a little more than another."""
    scores = [max(_closest(word, product.name), _closest(word, product.others) - 2) for word in wanted]
    return sum(scores) / len(scores) if min(scores) >= CUT_OFF else 0


def _closest(word: str, words: tuple[str, ...]) -> float:
    return max((alike(word, each) for each in words), default=0)
