"""How well one word answers another: the same, begun, another form of it, or misspelt."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import permutations
from operator import ne

from rapidfuzz import fuzz, process

from domain.catalog.stems import stem
from integrations.store.sounds import sound
from integrations.store.spelling import SHORTEST_GUESS, SHORTEST_HEARD

CUT_OFF = 75
SAME, BEGUN, SAME_STEM, RUN_TOGETHER = 100, 95, 94, 90
HEARD, SWAPPED = 88, 86
SHORTEST_PART, LONG = 3, 7


def alike(word: str, other: str) -> float:
    """How well `other`, of the shelf, answers `word`, as it was typed: up to 100; 0 where it does not."""
    return those_like(word, (other,)).get(other, 0)


def those_like(word: str, among: Collection[str]) -> dict[str, float]:
    """The others that answer it, each with how well. All are compared at once: one by one takes ten times as long."""
    begin = word[:2]
    forms = {other: score for other in among if other.startswith(begin) and (score := _as_a_form(word, other))}
    if len(word) < SHORTEST_HEARD or word in forms:
        return _misspelt(word, among) | forms
    return _misspelt(word, among) | _heard(word, among) | forms


def _misspelt(word: str, among: Collection[str]) -> dict[str, float]:
    if len(word) < SHORTEST_GUESS:
        return {}
    long = [other for other in among if len(other) >= SHORTEST_GUESS]
    near = process.extract(word, long, scorer=fuzz.ratio, score_cutoff=CUT_OFF, limit=None)
    return {other: max(score, SWAPPED) if _is_swapped(word, other) else score for other, score, _place in near}


def _is_swapped(word: str, other: str) -> bool:
    """Two letters changed places: that makes no other word of it."""
    return len(word) == len(other) and word[0] == other[0] and sorted(word) == sorted(other)


def _heard(word: str, among: Collection[str]) -> dict[str, float]:
    heard = sound(word)
    return {other: HEARD for other in among if len(other) >= SHORTEST_HEARD and sound(other) == heard}


def _as_a_form(word: str, other: str) -> float:
    if word == other:
        return SAME
    if len(word) >= 2 and other.startswith(word):
        return BEGUN
    return SAME_STEM if stem(word) == stem(other) else 0


def is_made_of(word: str, words: tuple[str, ...]) -> bool:
    """`savonnoir`: words of the product, run together; the last may have a slip."""
    if not word.startswith(words):
        return False
    rests = [word[len(each) :] for each in words if len(each) >= 2 and word.startswith(each)]
    return any(_is_one_of(rest, words) or is_made_of(rest, words) for rest in rests if len(rest) >= 2)


def is_nearly_two_of(word: str, words: tuple[str, ...]) -> bool:
    """`alovera`: two words of the product, run together with a slip."""
    if len(word) < LONG:
        return False
    pairs = ("".join(pair) for pair in permutations(words, 2))
    return process.extractOne(word, pairs, scorer=fuzz.ratio, score_cutoff=RUN_TOGETHER) is not None


def is_short_slip(word: str, words: tuple[str, ...]) -> bool:
    """`rix`: one of three letters is wrong. That makes another word as often, so more must speak for it."""
    if len(word) != SHORTEST_HEARD:
        return False
    alike = (other for other in words if len(other) == len(word) and other[0] == word[0])
    return any(sum(map(ne, word, other)) == 1 for other in alike)


def _is_one_of(word: str, words: tuple[str, ...]) -> bool:
    return bool(those_like(word, [each for each in words if len(each) >= SHORTEST_PART]))


def parts_of(word: str) -> Iterator[tuple[str, str]]:
    """The two words that it may be, run together."""
    return ((word[:at], word[at:]) for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1))
