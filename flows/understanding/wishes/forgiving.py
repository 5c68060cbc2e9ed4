"""The words around an order, misspelt: `onstead of`, `livrezon`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from flows.understanding.wishes.vocabulary import EVERY, POLITE, SHORTEST_TYPO, Phrase, Vocabulary, vocabulary

LONG = 9
"""Longer words around an order may have a slip, long ones two; of shorter ones too many others are made."""


@dataclass(frozen=True)
class Forgiving(Vocabulary):
    """The same for words around an order that may be misspelt; not those of `spared`, which are on the shelf."""

    exact: Vocabulary = field(kw_only=True)
    spared: Collection[str] = ()

    def at(self, role: str, words: Sequence[str]) -> tuple[str, int] | None:
        if found := self.exact.at(role, words):
            return found
        if not words or role not in self._likely(tuple(words[:2])):
            return None
        return self._phrase(role, words) or self._word(role, words[0])

    def roles_of(self, words: Sequence[str], among: Sequence[str]) -> Sequence[str]:
        likely = self._likely(tuple(words[:2])) if words else ()
        return [role for role in among if role in likely]

    def _likely(self, head: Phrase) -> frozenset[str]:
        """Roles of which something may begin with these words, rightly spelt or not."""
        if head not in self._seen:
            about = near_words(head[0]) if self._may_be_wrong(head[0]) else ()
            begun = self.exact.begun.get(head[0], frozenset())
            of_phrases = (self.exact.in_phrases.get(word, begun) for word in head)
            self._seen[head] = begun.union(*of_phrases, *(self.exact.alone.get(word, begun) for word in about))
        return self._seen[head]

    @cached_property
    def _seen(self) -> dict[Phrase, frozenset[str]]:
        return {}

    def _may_be_wrong(self, typed: str) -> bool:
        return len(typed) >= SHORTEST_TYPO and typed not in self.exact.every_word and typed not in self.spared

    def _word(self, role: str, typed: str) -> tuple[str, int] | None:
        """A word of politeness may stand for its phrase."""
        if not self._may_be_wrong(typed):
            return None
        known = self.exact.single.get(role, {})
        about = near_words(typed)
        if role == "number" and not all(word in known for word in about):
            return None
        near = {known[word] for word in about if word in known}
        return (min(near), 1) if len(near) == 1 or (near and role in POLITE) else None

    def _phrase(self, role: str, words: Sequence[str]) -> tuple[str, int] | None:
        """`onstead of`: all its words but one as they should be."""
        begun = self.exact.beginnings.get(role, {})
        for phrase in (phrase for word in words[:2] for phrase in begun.get(word, ())):
            here = words[: len(phrase)]
            wrong = [(typed, word) for typed, word in zip(here, phrase, strict=False) if typed != word]
            if len(here) == len(phrase) and len(wrong) == 1 and self._may_be_wrong(wrong[0][0]) and is_near(*wrong[0]):
                return self.roles[role][phrase], len(phrase)
        return None


def is_near(typed: str, word: str) -> bool:
    """A slip away, and as long; two where there is room for them."""
    slips = 2 if min(len(typed), len(word)) >= LONG else 1
    return len(word) >= SHORTEST_TYPO and OSA.distance(typed, word, score_cutoff=slips) <= slips


@lru_cache(maxsize=5_000)
def near_words(typed: str) -> tuple[str, ...]:
    """Of the words around orders."""
    about = process.extract(typed, vocabulary().long_words, scorer=OSA.distance, score_cutoff=2, limit=None)
    return tuple(word for word, _slips, _place in about if is_near(typed, word))


def forgiving(spared: Collection[str], spoken: frozenset[str] = EVERY, own: str = "") -> Vocabulary:
    exact = vocabulary(spoken, own)
    return Forgiving(exact.roles, exact=exact, spared=spared)
