"""How well one word answers another: the same, begun, another form of it, or misspelt."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rapidfuzz import fuzz, process

from domain.catalog.stems import stem
from integrations.store.spelling import SHORTEST_GUESS

CUT_OFF = 75
SAME, BEGUN, SAME_STEM, RUN_TOGETHER = 100, 95, 94, 90
SHORTEST_PART = 3


def alike(word: str, other: str) -> float:
    """How well `other`, of the shelf, answers `word`, as it was typed: up to 100; 0 where it does not."""
    return those_like(word, (other,)).get(other, 0)


def those_like(word: str, among: Collection[str]) -> dict[str, float]:
    """The others that answer it, each with how well. All are compared at once: one by one takes ten times as long."""
    found: dict[str, float] = {}
    if len(word) >= SHORTEST_GUESS:
        long = [other for other in among if len(other) >= SHORTEST_GUESS]
        near = process.extract(word, long, scorer=fuzz.ratio, score_cutoff=CUT_OFF, limit=None)
        found = {other: score for other, score, _place in near}
    begin = word[:2]
    forms = {other: score for other in among if other.startswith(begin) and (score := _as_a_form(word, other))}
    return found | forms


def _as_a_form(word: str, other: str) -> float:
    if word == other:
        return SAME
    if len(word) >= 2 and other.startswith(word):
        return BEGUN
    return SAME_STEM if stem(word) == stem(other) else 0


def is_made_of(word: str, words: tuple[str, ...]) -> bool:
    """`savonnoir`: words of the product, run together; the last may have a slip."""
    rests = [word[len(each) :] for each in words if len(each) >= 2 and word.startswith(each)]
    return any(_is_one_of(rest, words) or is_made_of(rest, words) for rest in rests if len(rest) >= 2)


def _is_one_of(word: str, words: tuple[str, ...]) -> bool:
    return bool(those_like(word, [each for each in words if len(each) >= SHORTEST_PART]))


def parts_of(word: str) -> Iterator[tuple[str, str]]:
    """The two words that it may be, run together."""
    return ((word[:at], word[at:]) for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1))
