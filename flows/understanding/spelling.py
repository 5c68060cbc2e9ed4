"""What was typed as the words that were meant: SMS spellings, emoji, run-together words, slips of the finger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from flows.speech.fold import fold
from flows.understanding.packs import Pack

STRETCHED = re.compile(r"([^\W\d])\1{2,}")
APART = re.compile(r"[^\w]+")
DIGITS = re.compile(r"\d+")
ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
LONGEST, SHORT = 60, 60
SHORTEST_SLIP = 5
SHORTEST_GLUED, SHORTEST_PIECE, LONGEST_PIECE, MOST_PIECES = 6, 2, 14, 5
A_NUMBER = "0"
A_LINK = "http"
T = TypeVar("T")


def plain_words(text: str) -> list[str]:
    """Folded and cut apart; every number is the same one."""
    return list(_plain_before(text) if len(text) <= SHORT else _plain(text))


def _plain(text: str) -> tuple[str, ...]:
    linked = ADDRESS.sub(A_LINK, text) if "/" in text or "." in text else text
    return tuple(APART.sub(" ", DIGITS.sub(A_NUMBER, fold(linked))).split()[:LONGEST])


_plain_before = lru_cache(maxsize=20_000)(_plain)


class Dictionary:
    """The words of one language that a slip or a missing space may hide."""

    def __init__(self, pack: Pack) -> None:
        telling = set(_words_of(pack.words.values()))
        meant = {word for text in pack.short.values() for word in plain_words(text)}
        self.filler = set(_words_of([pack.filler]))
        self.known = telling | self.filler | meant | set(_words_of((*pack.examples.values(), *pack.elsewhere.values())))
        self._long = {word for word in telling if len(word) > SHORTEST_PIECE + 1}
        self._pieces = {word for word in telling | self.filler | meant if len(word) >= SHORTEST_PIECE}
        self._targets = _by_first_letter(word for word in telling if len(word) >= SHORTEST_SLIP)

    def mended(self, word: str) -> str | None:
        """A word that tells something, one slip away, with the same first letter."""
        if len(word) < SHORTEST_SLIP:
            return None
        found = process.extractOne(word, self._targets.get(word[0], ()), scorer=OSA.distance, score_cutoff=1)
        return found[0] if found else None

    def cut(self, word: str) -> Sequence[str] | None:
        """`howmuchis` is three known words; a name that only looks like two of them is left alone."""
        if len(word) < SHORTEST_GLUED or not word.isalpha():
            return None
        best: list[tuple[str, ...] | None] = [()]
        for end in range(1, len(word) + 1):
            fits = [
                (*before, word[start:end])
                for start in range(max(0, end - LONGEST_PIECE), end - SHORTEST_PIECE + 1)
                if (before := best[start]) is not None and word[start:end] in self._pieces
            ]
            best.append(min(fits, key=len, default=None))
        pieces = best[-1]
        return pieces if pieces and len(pieces) <= MOST_PIECES and self._long.intersection(pieces) else None


class Spelling:
    """Reads words the way a patient person does: in the language of the conversation first, then in any other."""

    def __init__(self, packs: Mapping[str, Pack]) -> None:
        self._dictionaries = {code: Dictionary(pack) for code, pack in packs.items()}
        self._short = _own_first({code: _meanings(pack) for code, pack in packs.items()})
        for code, own in self._dictionaries.items():
            mine = packs[code].short
            self._short[code] = {k: v for k, v in self._short[code].items() if k in mine or k not in own.known}
        self._emoji = _own_first({code: dict(pack.emoji) for code, pack in packs.items()})
        signs = sorted({sign for pack in packs.values() for sign in pack.emoji}, key=len, reverse=True)
        self._signs = re.compile("|".join(map(re.escape, signs)) or r"(?!)")
        self.known = frozenset().union(*(each.known for each in self._dictionaries.values()))
        self.filler = frozenset().union(*(each.filler for each in self._dictionaries.values()))

    def words(self, text: str, code: str) -> tuple[str, ...]:
        """The words of a message, each as it is meant; what is said twice in a row is said once."""
        code = code if code in self._dictionaries else next(iter(self._dictionaries))
        emoji = self._emoji[code]
        typed = plain_words(self._signs.sub(lambda found: f" {emoji[found[0]]} ", text))
        meant = (each for word in typed for each in self._meant(STRETCHED.sub(r"\1", word), code))
        return tuple(word for word, _same in groupby(meant))

    def _meant(self, word: str, code: str) -> Sequence[str]:
        own = self._dictionaries[code]
        if (short := self._short[code].get(word)) is not None:
            return short
        if word in self.known or word.isdigit():
            return (word,)
        if pieces := own.cut(word):
            return pieces
        if mended := own.mended(word):
            return (mended,)
        others = (each.cut(word) for each in self._dictionaries.values() if each is not own)
        return next((pieces for pieces in others if pieces), (word,))


def _meanings(pack: Pack) -> dict[str, list[str]]:
    return {fold(typed): plain_words(meant) for typed, meant in pack.short.items()}


def _own_first(tables: Mapping[str, Mapping[str, T]]) -> dict[str, dict[str, T]]:
    """Each language knows what the others know, where it does not say something else itself."""
    others = {key: meant for table in tables.values() for key, meant in table.items()}
    return {code: {**others, **table} for code, table in tables.items()}


def _words_of(lists: Iterable[Iterable[str]]) -> Iterable[str]:
    return (word for texts in lists for text in texts for word in plain_words(text))


def _by_first_letter(words: Iterable[str]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        table.setdefault(word[0], []).append(word)
    return table
