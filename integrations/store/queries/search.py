"""Ranking products by what people type: accents, plurals and small misspellings are forgiven."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Self

from rapidfuzz import fuzz

from domain.catalog.stems import stem
from domain.catalog.views import PriceRange, ShelfProduct
from integrations.store.spelling import SHORTEST_GUESS
from integrations.store.words import words_of

CUT_OFF = 75
EXACT, SAME_STEM, RUN_TOGETHER = 98, 94, 90
SHORTEST_PART, MOST_JOINED = 3, 3
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


class Fitting(NamedTuple):
    """How well a product answers: by the very words, and by how alike they are."""

    is_exact: bool
    score: float


NOT = Fitting(False, 0)


def best(words: str, among: Iterable[Searchable], limit: int) -> list[str]:
    """Ids, best first; among equals in the order given. Every word that was typed must be found."""
    return list(ranked(words_of(words), among, limit))


def ranked(wanted: Sequence[str], among: Iterable[Searchable], limit: int, least: float = CUT_OFF) -> dict[str, int]:
    """Each with how well it fits. Every word that was typed must be found at least so well."""
    if not wanted:
        return {}
    fits = [(_fit(wanted, each, least), -n, each.id) for n, each in enumerate(among)]
    scored = sorted(fits, reverse=True)
    worst = _worst(scored[0][0]) if scored else NOT
    return {id: round(fit.score) for fit, _, id in scored[:limit] if fit >= worst}


def _worst(best: Fitting) -> Fitting:
    """Where something has the very words, nothing else is meant; else what is nearly as much alike."""
    return Fitting(True, 0) if best.is_exact else Fitting(False, max(CUT_OFF, best.score - FAR))


def ways_to_write(words: str) -> Iterator[tuple[tuple[str, ...], float]]:
    """As typed, then with two words as one, which must fit well: `bed sheet` for `bedsheet`."""
    typed = words_of(words)
    yield typed, CUT_OFF
    for place in range(min(len(typed) - 1, MOST_JOINED)):
        yield (*typed[:place], typed[place] + typed[place + 1], *typed[place + 2 :]), RUN_TOGETHER


def preferred(found: Sequence[tuple[int, ShelfProduct]], prices: PriceRange | None) -> list[ShelfProduct]:
    """Of those at such a price the best first: of equals what is there before what is sold out."""
    held = [(rank, product) for rank, product in found if prices is None or prices.holds(product)]
    in_order = [product for _rank, product in sorted(held, key=lambda each: (-each[0], not each[1].available))]
    is_cheap = prices is not None and prices.cheapest_first
    return sorted(in_order, key=lambda product: product.from_price.minor) if is_cheap else in_order


def contains(text: str, words: str) -> bool:
    """Whether every word stands in the text, whole or as its beginning."""
    there = words_of(text)
    return all(any(each.startswith(word) for each in there) for word in words_of(words))


@lru_cache(maxsize=60_000)
def alike(word: str, other: str) -> float:
    """How well `other`, of the shelf, answers `word`, as it was typed: up to 100."""
    if word == other:
        return 100
    if other.startswith(word) and len(word) >= 2:
        return 95
    if word[:2] == other[:2] and stem(word) == stem(other):
        return SAME_STEM
    if min(len(word), len(other)) < SHORTEST_GUESS:
        return 0
    return fuzz.ratio(word, other)


def _fit(wanted: Sequence[str], product: Searchable, least: float) -> Fitting:
    """The mean over the words typed; a word of the name counts a little more than another."""
    scores = [max(_closest(word, product.name), _closest(word, product.others) - 2) for word in wanted]
    worst = min(scores)
    return Fitting(worst >= EXACT, sum(scores) / len(scores)) if worst >= least else NOT


def _closest(word: str, words: tuple[str, ...]) -> float:
    found = max((alike(word, each) for each in words), default=0)
    return found if found >= CUT_OFF or len(word) < SHORTEST_GUESS else RUN_TOGETHER * _is_made_of(word, words)


def _is_made_of(word: str, words: tuple[str, ...]) -> bool:
    """`savonnoir`: words of the product, run together; the last may have a slip."""
    rests = [word[len(each) :] for each in words if len(each) >= 2 and word.startswith(each)]
    return any(_is_one_of(rest, words) or _is_made_of(rest, words) for rest in rests if len(rest) >= 2)


def _is_one_of(word: str, words: tuple[str, ...]) -> bool:
    return any(alike(word, each) >= CUT_OFF for each in words if len(each) >= SHORTEST_PART)


def parts_of(word: str) -> Iterator[tuple[str, str]]:
    """The two words that it may be, run together."""
    return ((word[:at], word[at:]) for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1))
