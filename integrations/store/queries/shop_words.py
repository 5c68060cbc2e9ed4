"""What a shop's buyers also call things, as a search takes it: in words as they are compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import Self

from domain.catalog.synonyms import MOST_PARTS, Synonyms
from integrations.store.queries.likeness import those_like
from integrations.store.words import words_of

MOST_WAYS = 6
"""So many other ways to say what was typed are looked at."""

Phrase = tuple[str, ...]


class ShopWords:
    """Other phrases for a phrase: `also`, whatever the shelf has under the phrase itself; `instead`, where that is
    nothing."""

    def __init__(self, also: dict[Phrase, list[Phrase]], instead: dict[Phrase, list[Phrase]]) -> None:
        self._also = also
        self._instead = instead

    @classmethod
    def of(cls, told: Iterable[Synonyms]) -> Self:
        also: dict[Phrase, list[Phrase]] = {}
        instead: dict[Phrase, list[Phrase]] = {}
        for each in told:
            word, others = words_of(each.word), [words_of(other) for other in each.others]
            instead.setdefault(word, []).extend(others)
            for other in others:
                also.setdefault(other, []).append(word)
        return cls(also, instead)

    def also(self, typed: Phrase) -> list[Phrase]:
        """`tissu bleu` is also `pagne bleu`."""
        return list(islice(_said_otherwise(typed, self._also), MOST_WAYS))

    def instead(self, typed: Phrase) -> list[Phrase]:
        return list(islice(_said_otherwise(typed, self._instead), MOST_WAYS))

    def spelt_right(self, typed: Phrase) -> Phrase:
        """With the shop's own words in place of those that are nearly so."""
        mine = {word for phrase in (*self._also, *self._instead) for word in phrase}
        return tuple(max(near, key=near.__getitem__) if (near := those_like(each, mine)) else each for each in typed)

    def others_of(self, words: Iterable[str]) -> list[str]:
        """What is said for something that has these words."""
        had = set(words)
        called = (others for word, others in self._instead.items() if had.issuperset(word))
        return [" ".join(other) for others in called for other in others]


def _said_otherwise(typed: Phrase, table: dict[Phrase, list[Phrase]]) -> Iterator[Phrase]:
    if not table:
        return
    for at, size in product(range(len(typed)), range(MOST_PARTS, 0, -1)):
        for phrase in table.get(typed[at : at + size], ()) if at + size <= len(typed) else ():
            yield (*typed[:at], *phrase, *typed[at + size :])
