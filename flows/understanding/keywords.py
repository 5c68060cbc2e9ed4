"""Groups of words that stand for the same thing, in whatever language: `combien` and `how much` are `@price`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flows.understanding.packs import Pack
from flows.understanding.spelling import plain_words

LONGEST = 4
SHORTEST_STEM = 4


class Keywords:
    """Finds the groups in a row of words, the longest phrase first."""

    def __init__(self, packs: Mapping[str, Pack]) -> None:
        self._groups: dict[tuple[str, ...], str] = {}
        for pack in packs.values():
            for group, phrases in (*pack.words.items(), *pack.elsewhere.items()):
                for phrase in phrases:
                    self._groups.setdefault(tuple(plain_words(phrase)), f"@{group}")
        self._stems = {stem(words[0]): group for words, group in self._groups.items() if len(words) == 1}

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


def stem(word: str) -> str:
    """Without a plural's ending: enough for words that are looked up in a list."""
    return word[:-1] if len(word) > SHORTEST_STEM and word[-1] in "sx" else word
