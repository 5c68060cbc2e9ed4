"""What a message shows of itself, by weight: its words, the groups they belong to, their neighbours, their letters."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import combinations, pairwise
from math import sqrt

Marks = Sequence[tuple[str, tuple[str, ...]]]
GROUP, PAIR, WORD, NEIGHBOURS, SHAPE = 1.0, 0.7, 0.6, 0.5, 0.4
LETTERS, KNOWN_LETTERS = 0.15, 0.1
"""Letters tell most of words that were never seen; those of known words let `mtaleta` learn from `mnaleta`."""
SIZES = (3, 4, 5)
LONG_ENOUGH = 4
STRANGER = "?"
MOST_PAIRS = 8


def features(marks: Marks, common: Set[str]) -> dict[str, float]:
    """Sparse, and of length one, so that long messages do not shout. Words that are not common are all the same
    stranger to their neighbours: `je voudrais une théière` is like any other `je voudrais une …`."""
    found: dict[str, float] = {}
    groups = list(dict.fromkeys(mark for mark, _words in marks if mark[0] == "@"))
    found.update((group, GROUP) for group in groups)
    found.update((f"{a}&{b}", PAIR) for a, b in combinations(sorted(groups)[:MOST_PAIRS], 2))
    symbols = ["^", *(mark if mark[0] == "@" or mark in common else STRANGER for mark, _words in marks), "$"]
    found.update((f"{a} {b}", NEIGHBOURS) for a, b in pairwise(symbols))
    for mark, words in marks:
        found.update((word, WORD) for word in words if word in common)
        for word in words:
            weight = KNOWN_LETTERS if mark[0] == "@" or word in common else LETTERS
            found.update((letters, max(weight, found.get(letters, 0.0))) for letters in letters_of(word))
    found[shape(marks)] = SHAPE
    norm = sqrt(sum(weight * weight for weight in found.values())) or 1.0
    return {name: weight / norm for name, weight in found.items()}


def letters_of(word: str) -> list[str]:
    """Runs of three to five letters, with the word's edges; always in one order: what is learned hangs on it. Short
    words have none."""
    edged = f"<{word}>" if len(word) >= LONG_ENOUGH else ""
    return [f"~{edged[at : at + size]}" for size in SIZES for at in range(len(edged) - size + 1)]


def shape(marks: Marks) -> str:
    """How long it is, and how much of it no group knows: strangers talk about many other things."""
    strange = sum(mark[0] != "@" for mark, _words in marks)
    return f"#{min(len(marks), 12) // 2}/{min(strange, 8) // 2}"
