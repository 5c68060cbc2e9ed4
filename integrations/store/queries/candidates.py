"""The few products that may be meant, found by their words: what is then ranked does not grow with the shelf.

Exact only up to the bounds here and beside the statements. Where more products fit than are ranked, those come first
that are named so, in shelf order; where a word may stand for more words than are looked at, the most alike are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from domain.catalog.stems import stem
from integrations.store.prepared import Prepared
from integrations.store.product_words import bits
from integrations.store.queries.candidate_statements import (
    descriptions,
    every_word,
    has_many_words,
    how_common,
    products_with,
    words_near,
    words_of_what_sells,
)
from integrations.store.queries.likeness import parts_of, those_like
from integrations.store.queries.search import Searchable
from integrations.store.spelling import itself, keys_like
from integrations.store.sql import listed
from integrations.store.tables.catalog import products
from integrations.store.transaction import Transaction
from integrations.store.words import LONGEST, words_of

TYPED = 6
"""So many of the words typed choose the products; all of them rank them."""
MEANT = 60
"""A typed word may stand for so many."""
SAMPLE, MOST_COUNTS = 3, 5_000
"""Of the words that one may stand for so many are counted; so many counts are kept."""

LAST = "~"
"""Behind every letter and digit."""

Meant = list[str]
"""The words of the shop that one typed word may stand for, the most alike first."""
Place = tuple[str, str]
"""On the shelf: as the product is sorted, and its id."""


class Candidates:
    """Of one shop. `common` tells how many products have a word, for those that were counted."""

    def __init__(self, connection: Transaction, shop_id: str, common: dict[str, int] | None = None) -> None:
        self._common = {} if common is None else common
        self._connection = connection
        self._dialect = connection.dialect
        self._shop = {"shop": shop_id}

    def all(self) -> list[Searchable] | None:
        """Every product in shelf order, where there are few: to rank them all is quicker than to choose. Else None."""
        if self._ask(has_many_words(self._dialect), {}):
            return None
        found = _in_order(_gathered(self._ask(every_word(self._dialect), {})))
        told = {id: frozenset(map(stem, words_of(text))) for id, text in self._told(found)}
        return [replace(each, told=told.get(each.id, frozenset())) for each in found]

    def _told(self, found: list[Searchable]) -> list[Any]:
        ids = listed(self._dialect, [each.id for each in found])
        return self._connection.rows_of(products, descriptions(self._dialect), {"ids": ids}) if found else []

    def selling(self) -> list[Searchable]:
        """What sells best, in shelf order."""
        return _in_order(_gathered(self._ask(words_of_what_sells(self._dialect), {})))

    def of(self, typed: Sequence[str]) -> list[Searchable]:
        """In shelf order."""
        wanted = sorted(set(typed), key=len, reverse=True)[:TYPED]
        if wanted and len(wanted) == len(set(typed)) and (exact := self._with_all([[word] for word in wanted])):
            return _in_order(exact)
        each_meant = self._meant(wanted) if wanted else []
        meant = [those for _word, those in each_meant]
        if not meant or not all(meant):
            return []
        known = [[word] if word in those else those for word, those in each_meant]
        found = self._with_all(known)
        return _in_order(found or (self._with_all(meant) if known != meant else {}))

    def _meant(self, wanted: list[str]) -> list[tuple[str, Meant]]:
        """A word that stands for none, but is made of two, is these two."""
        near = self._near(wanted)
        found = [(word, _most_alike(word, near)) for word in wanted]
        return [each for word, those in found for each in ([(word, those)] if those else _run_together(word, near))]

    def _near(self, wanted: list[str]) -> set[str]:
        parts_of_each = (itself(part) for word in wanted for pair in parts_of(word[:LONGEST]) for part in pair)
        keys = {*parts_of_each, *map(itself, map(stem, wanted))}.union(*map(keys_like, wanted))
        begun = [min(word, stem(word), key=len) for word in wanted if len(word) >= 2]
        given: dict[str, Any] = {"keys": listed(self._dialect, sorted(keys))}
        for n, word in enumerate(begun):
            given |= {f"from{n}": itself(word), f"to{n}": itself(word) + LAST}
        return {word for (word,) in self._ask(words_near(self._dialect, len(begun)), given)}

    def _with_all(self, meant: list[Meant]) -> dict[Place, Searchable]:
        """Products that have one of each: those of the rarest are gone through."""
        first, *rest = self._rarest_first(meant)
        is_one = len(first) == 1
        given = self._lists([first, *rest]) | {f"b{n}": bits(those) for n, those in enumerate(rest, 1)}
        given |= {"w0": first[0]} if is_one else {}
        return _gathered(self._ask(products_with(self._dialect, 1 + len(rest), is_one), given))

    def _rarest_first(self, meant: list[Meant]) -> list[Meant]:
        if len(meant) == 1:
            return meant
        self._count({word for those in meant for word in those[:SAMPLE]})
        return sorted(meant, key=lambda those: (self._estimate(those), len(those), those))

    def _estimate(self, those: Meant) -> float:
        """How many products have one of them, by the first few."""
        first = those[:SAMPLE]
        return sum(self._common[word] for word in first) * len(those) / len(first)

    def _count(self, among: set[str]) -> None:
        """What is known of it already need not be true any more: nothing but the time that it takes depends on it."""
        new = sorted(among - self._common.keys())
        if new:
            if len(self._common) > MOST_COUNTS:
                self._common.clear()
            self._common |= self._ask(how_common(self._dialect), {"words": listed(self._dialect, new)})

    def _lists(self, meant: list[Meant]) -> dict[str, Any]:
        return {f"w{n}": listed(self._dialect, those) for n, those in enumerate(meant)}

    def _ask(self, prepared: Prepared, given: dict[str, Any]) -> list[Any]:
        return self._connection.rows_of(products, prepared, self._shop | given)


def _gathered(rows: Iterable[Any]) -> dict[Place, Searchable]:
    names: dict[Place, tuple[list[str], list[str]]] = {}
    for sorts_as, id, word, elsewhere in rows:
        names.setdefault((sorts_as, id), ([], []))[elsewhere].append(word)
    return {place: Searchable(place[1], tuple(name), tuple(others)) for place, (name, others) in names.items()}


def _in_order(found: dict[Place, Searchable]) -> list[Searchable]:
    return [found[place] for place in sorted(found)]


def _run_together(word: str, among: set[str]) -> list[tuple[str, Meant]]:
    pairs = (pair for pair in parts_of(word) if among.issuperset(pair))
    return [(part, [part]) for part in next(pairs, ())] or [(word, [])]


def _most_alike(word: str, among: set[str]) -> Meant:
    scored = sorted((-score, other) for other, score in those_like(word, among).items())
    return [other for _score, other in scored[:MEANT]]
