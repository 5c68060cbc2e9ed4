"""Which products are meant by what was typed, and how well each fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

from integrations.store.queries.candidates import Candidates
from integrations.store.queries.search import Ranks, Searchable, ranked, with_two_joined
from integrations.store.queries.shop_words import Phrase, ShopWords
from integrations.store.repositories.base import Scope
from integrations.store.words import words_of

Given = TypeVar("Given")
JOINED = 85
"""Two words that are taken for one must fit well."""
MOST_EQUALS = 60
"""So many are looked at for what is there of them, what sells and what it costs."""


class Finder:
    """`kept` answers a question that was asked already, else asks."""

    def __init__(self, scope: Scope, kept: Callable[[tuple[Any, ...], Callable[[], Any]], Any]) -> None:
        common = kept(("how common words are",), dict)
        self._candidates = Candidates(scope.connection, scope.shop_id, common)
        self._kept = kept

    def best(self, words: str, limit: int, known: ShopWords) -> Ranks:
        """Those that fit best, and those that fit as well as the last of them: of the very words, else of what the shop
        says instead of them, else of words like them."""
        typed = words_of(words)
        found = self._ranked([typed, *known.also(typed)], limit)
        if _is_exact(found):
            return found
        meant = known.spelt_right(typed)
        instead = known.instead(meant) + (known.also(meant) if meant != typed else [])
        return self._ranked(instead, limit) or found or self._joined(words, limit)

    def _joined(self, words: str, limit: int) -> Ranks:
        tries = (self._ranked([typed], limit, JOINED) for typed in with_two_joined(words))
        return next(filter(None, tries), {})

    def _ranked(self, ways: Sequence[Phrase], limit: int, *least: float) -> Ranks:
        if not any(ways):
            return {}
        every: list[Searchable] | None = self._kept(("every product",), self._candidates.all)
        among = self._selling_first(self._chosen(ways) if every is None else every)
        found = ranked(ways, among, limit, *least, is_whole=every is not None)
        return dict(islice(found.items(), MOST_EQUALS))

    def _chosen(self, ways: Iterable[Phrase]) -> list[Searchable]:
        return list({each.id: each for way in ways for each in self._candidates.of(way)}.values())

    def _selling_first(self, among: list[Searchable]) -> list[Searchable]:
        """Of more than can be looked at, so that what sells is none that is left out."""
        if len(among) <= MOST_EQUALS:
            return among
        selling: list[Searchable] = self._kept(("what sells",), self._candidates.selling)
        every = {each.id: each for each in among}
        return list(({each.id: every.get(each.id, each) for each in selling} | every).values())


def _is_exact(found: Ranks) -> bool:
    return any(fit.is_exact for fit in found.values())
