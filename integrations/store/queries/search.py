"""Ranking products by what people type: accents, plurals and small misspellings are forgiven."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from domain.catalog.stems import stem
from domain.catalog.views import PriceRange, ShelfProduct
from integrations.store.queries.likeness import (
    CUT_OFF,
    RUN_TOGETHER,
    SAME,
    is_made_of,
    is_nearly_two_of,
    is_short_slip,
    those_like,
)
from integrations.store.spelling import SHORTEST_GUESS
from integrations.store.words import words_of

EXACT = 98
MOST_JOINED = 3
BESIDE, SLIPPED_TOGETHER = 77, 80
"""A word of the description, or a short one with a slip: it counts beside others that name the thing."""
FAR = 8
"""A guess so far behind the best is not shown beside it: who asks for a blanket wants no basket."""
OTHERWISE = 1
"""What another word for it counts less than what was typed."""

Typed = Sequence[str]


@dataclass(frozen=True, slots=True)
class Searchable:
    """A product by the words of its name and the other words it goes by. `told`: the stems of what is told of it, by
    which alone nothing is found."""

    id: str
    name: tuple[str, ...]
    others: tuple[str, ...]
    told: frozenset[str] = frozenset()

    @classmethod
    def called(cls, id: str, name: str, others: Iterable[str]) -> Self:
        return cls(id, words_of(name), words_of(" ".join(others)))


class Fitting(NamedTuple):
    """How well a product answers: by the very words, and by how alike they are."""

    is_exact: bool
    score: float


NOT = Fitting(False, 0)
Ranks = dict[str, Fitting]
"""By product, the best first."""


def best(words: str, among: Iterable[Searchable], limit: int) -> list[str]:
    """Ids, best first; among equals in the order given. Every word that was typed must be found."""
    return list(ranked([words_of(words)], list(among), limit))[:limit]


def ranked(
    ways: Sequence[Typed], among: Sequence[Searchable], limit: int, least: float = CUT_OFF, *, is_whole: bool = False
) -> Ranks:
    """Each with how well it fits what was typed, or another way to say it. Every word must be found at least so well.
    A word that is there is no other one, unless nothing is found so. Those that fit as well as the last one are all
    there. `is_whole`: these are all that the shop has, so that more may be taken for a slip."""
    said = [way for way in ways if way]
    every = {word for each in among for word in (*each.name, *each.others)}
    near = {word: those_like(word, every) for word in {word for way in said for word in way}}
    known = {word: {word: SAME} if word in every else alike for word, alike in near.items()}
    return _best_of(_Fits(said, known, least, is_whole), among, limit) or (
        _best_of(_Fits(said, near, least, is_whole), among, limit) if known != near else {}
    )


def _best_of(fits: _Fits, among: Sequence[Searchable], limit: int) -> Ranks:
    found = [(fit, -n, each.id) for n, each in enumerate(among) if (fit := fits.of(each)) is not NOT]
    scored = sorted(found, reverse=True)
    worst = max(_worst(scored[0][0]), scored[:limit][-1][0]) if scored else NOT
    return {id: fit for fit, _, id in scored if fit >= worst}


def _worst(best: Fitting) -> Fitting:
    """Where something has the very words, nothing else is meant; else what is nearly as much alike."""
    return Fitting(True, 0) if best.is_exact else Fitting(False, max(CUT_OFF, best.score - FAR))


class _Fits:
    """How well each product answers. `alike` tells for each word that was typed which others do, and how well."""

    def __init__(self, ways: Sequence[Typed], alike: Mapping[str, Mapping[str, float]], least: float, is_whole: bool):
        self._alike = alike
        self._ways = ways
        self._least = least
        self._is_whole = is_whole

    def of(self, product: Searchable) -> Fitting:
        fits = [self._fit(way, product, OTHERWISE * (n > 0)) for n, way in enumerate(self._ways)]
        return max(fits, default=NOT)

    def _fit(self, wanted: Typed, product: Searchable, less: int) -> Fitting:
        """The mean over the words typed; a word of the name counts a little more than another."""
        scores: list[float] = []
        for word in wanted:
            score = self._score(word, product)
            if score < self._least:
                return NOT
            scores.append(score)
        if max(scores) == BESIDE:
            return NOT
        return Fitting(min(scores) >= EXACT, sum(scores) / len(scores) - less)

    def _score(self, word: str, product: Searchable) -> float:
        score = max(self._closest(word, product.name), self._closest(word, product.others) - 2)
        if score >= self._least or not self._is_whole:
            return score
        if is_nearly_two_of(word, product.name):
            return SLIPPED_TOGETHER
        return BESIDE if stem(word) in product.told or is_short_slip(word, product.name) else score

    def _closest(self, word: str, words: tuple[str, ...]) -> float:
        alike = self._alike[word]
        if found := [alike[each] for each in words if each in alike]:
            return max(found)
        return RUN_TOGETHER * is_made_of(word, words) if len(word) >= SHORTEST_GUESS else 0


def with_two_joined(words: str) -> Iterator[tuple[str, ...]]:
    """Two words as one, which must fit well: `bed sheet` for `bedsheet`."""
    typed = words_of(words)
    for place in range(min(len(typed) - 1, MOST_JOINED)):
        yield (*typed[:place], typed[place] + typed[place + 1], *typed[place + 2 :])


def preferred(
    found: Sequence[ShelfProduct], ranks: Mapping[str, Fitting], prices: PriceRange | None
) -> list[ShelfProduct]:
    """Of those at such a price the best first: of equals what is there before what is sold out, then what sells."""
    held = [product for product in found if prices is None or prices.holds(product)]
    in_order = sorted(held, key=lambda each: (-round(ranks[each.id].score), not each.available, -each.sold_of_late))
    is_cheap = prices is not None and prices.cheapest_first
    return sorted(in_order, key=lambda product: product.from_price.minor) if is_cheap else in_order


def contains(text: str, words: str) -> bool:
    """Whether every word stands in the text, whole or as its beginning."""
    there = words_of(text)
    return all(any(each.startswith(word) for each in there) for word in words_of(words))
