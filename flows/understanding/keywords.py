"""Groups of words that stand for the same thing, in whatever language: `combien` and `how much` are `@price`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from flows.understanding.packs import Pack
from flows.understanding.spelling import plain_words

LONGEST = 4
SHORTEST_STEM = 4
SHORTEST_FOREIGN = 4


class Keywords:
    """Finds the groups in a row of words, the longest phrase first. The words of other languages count too, where they
    are no words of this one, and as they stand: people mix them, but a plural of another language is chance."""

    def __init__(self, packs: Mapping[str, Pack], code: str) -> None:
        own = packs[code]
        self._groups = groups_of(own)
        self._stems = {stem(words[0]): group for words, group in reversed(self._groups.items()) if len(words) == 1}
        known = {word for text in (*own.filler, *chain(*own.examples.values())) for word in plain_words(text)}
        for pack in packs.values():
            for words, group in groups_of(pack).items():
                if not known.issuperset(words) and sum(map(len, words)) >= SHORTEST_FOREIGN:
                    self._groups.setdefault(words, group)

    def marked(self, words: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
        """Each group with the words that stand for it; a word of none stands for itself."""
        marks: list[tuple[str, tuple[str, ...]]] = []
        place = 0
        while place < len(words):
            size, group = self._at(words, place)
            marks.append((group, tuple(words[place : place + size])))
            place += size
        return marks

    def _at(self, words: Sequence[str], place: int) -> tuple[int, str]:
        for size in range(min(LONGEST, len(words) - place), 0, -1):
            if group := self._groups.get(tuple(words[place : place + size])):
                return size, group
        word = words[place]
        return 1, self._stems.get(stem(word), word) if len(word) > SHORTEST_STEM else word


def groups_of(pack: Pack) -> dict[tuple[str, ...], str]:
    tables = (*pack.words.items(), *pack.elsewhere.items())
    return {tuple(plain_words(phrase)): f"@{group}" for group, phrases in tables for phrase in phrases}


def stem(word: str) -> str:
    """Without a plural's ending: enough for words that are looked up in a list."""
    return word[:-1] if len(word) > SHORTEST_STEM and word[-1] in "sx" else word
