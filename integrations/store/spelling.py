"""How a misspelt word finds the right one through an index that knows only exact keys.

A word is kept under itself, and a long one under its pieces: whoever made fewer mistakes than it has pieces left one
of them whole, at most a few letters from its place. A short one is kept under what is left of it when a letter is left
out - of a word with a wrong letter, or two in the wrong order, the same is left - and under its sound. So what was
typed leads to few words, among which the right one is. How alike they are is for the ranking to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from integrations.store.sounds import sound

SHORTEST_GUESS = 4
"""Shorter words must be right: one letter more or less makes another word of them."""
SHORT, SHORTEST_HEARD = 5, 3
MISTAKES = 3


def keys_of(word: str) -> set[str]:
    """Under what a word of the shelf is kept."""
    if SHORTEST_GUESS <= len(word) <= SHORT:
        return {itself(word), heard(word), *_left_of(word, 1)}
    if len(word) == SHORTEST_HEARD:
        return {itself(word), heard(word)}
    return {itself(word), *(_key(len(word), n, word[start:end]) for n, start, end in _pieces(len(word)))}


def keys_like(word: str) -> set[str]:
    """Under what words are kept that `word` may have been meant for."""
    if len(word) < SHORTEST_GUESS:
        return {itself(word), heard(word)} if len(word) == SHORTEST_HEARD else {itself(word)}
    short = _left_of(word, 1 if len(word) <= SHORT else 2) if len(word) <= SHORT + 2 else ()
    lengths = range(len(word) - MISTAKES, len(word) + MISTAKES + 1)
    return {itself(word), heard(word), *short, *(key for length in lengths for key in _keys_of_length(word, length))}


def itself(word: str) -> str:
    """The key of the whole word; those of all words that begin so stand behind it, in order."""
    return f"={word}"


def heard(word: str) -> str:
    """The key of a short word by its sound: so `riiz` finds `riz`."""
    return f"~{sound(word)}"


def _left_of(word: str, letters: int) -> set[str]:
    """When so many at most are left out."""
    sizes = range(len(word) - letters, len(word) + 1)
    return {f"-{''.join(left)}" for size in sizes for left in combinations(word, size)}


def _keys_of_length(word: str, length: int) -> Iterator[str]:
    """A mistake in front of a piece moves it, and so does one behind it, the other way round."""
    longer = len(word) - length
    for n, start, end in _pieces(length):
        for moved in range(-MISTAKES, MISTAKES + 1):
            fits = start + moved >= 0 and end + moved <= len(word)
            if fits and abs(moved) + abs(longer - moved) <= MISTAKES:
                yield _key(length, n, word[start + moved : end + moved])


def _pieces(length: int) -> list[tuple[int, int, int]]:
    """Number, start and end of each."""
    if length <= SHORT:
        return []
    count = 3 if length < 12 else 4
    return [(n, length * n // count, length * (n + 1) // count) for n in range(count)]


def _key(length: int, n: int, piece: str) -> str:
    return f"{length:02}{n}{piece}"
