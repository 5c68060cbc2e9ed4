"""Which products are meant by what was typed, and how well each fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

from integrations.store.queries.candidates import Candidates
from integrations.store.queries.search import Searchable, ranked, ways_to_write
from integrations.store.queries.shop_words import Phrase, ShopWords
from integrations.store.repositories.base import Scope
from integrations.store.words import words_of

Given = TypeVar("Given")
MOST_EQUALS = 60
"""So many are looked at for what is there of them, what sells and what it costs."""


class Finder:
    """`kept` answers a question that was asked already, else asks."""

    def __init__(self, scope: Scope, kept: Callable[[tuple[Any, ...], Callable[[], Any]], Any]) -> None:
        self._candidates = Candidates(scope.connection, scope.shop_id)
        self._kept = kept

    def best(self, words: str, limit: int, known: ShopWords) -> dict[str, int]:
        """Ids with how well they fit, the best first, and those that fit as well as the last. By the first way to
        write the words that leads anywhere; what the shop says instead of them comes last."""
        for typed, least in ways_to_write(words):
            if found := self._ranked([typed, *known.also(typed)], limit, least):
                return found
        return self._ranked(known.instead(words_of(words)), limit)

    def _ranked(self, ways: Sequence[Phrase], limit: int, *least: float) -> dict[str, int]:
        if not any(ways):
            return {}
        found = ranked(ways, self._among(ways), limit, *least)
        return dict(islice(found.items(), MOST_EQUALS))

    def _among(self, ways: Iterable[Phrase]) -> list[Searchable]:
        every: list[Searchable] | None = self._kept(("every product",), self._candidates.all)
        if every is not None:
            return every
        found = {each.id: each for way in ways for each in self._candidates.of(way)}
        return list(found.values())
