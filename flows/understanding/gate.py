"""Whether a message is about what was found on the shelf, or only happens to name it in passing."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from flows.speech.fold import fold
from flows.understanding.packs import packs
from flows.understanding.spelling import plain_words

MOST_OTHERS = 1
"""So many words may be neither filler nor part of the thing, for each word that is part of it."""
SHORT = 2
SAME = 4
"""Words that begin with the same four letters are the same word with another ending."""


@cache
def _filler() -> frozenset[str]:
    return frozenset(word for pack in packs().values() for text in pack.filler for word in plain_words(text))


def content_words(text: str) -> tuple[str, ...]:
    """What is left without the words that carry no meaning of their own."""
    words = plain_words(text)
    return tuple(word for word in words if word not in _filler()) or tuple(words)


def is_about(text: str, names: Iterable[str]) -> bool:
    """Whether the things of these names explain most of what was said: `mon frère a acheté une lampe` is no search."""
    words = content_words(text)
    if len(words) <= SHORT:
        return True
    named = {word for name in names for word in fold(name).split()}
    explained = sum(any(_alike(word, each) for each in named) for word in words)
    return len(words) - explained <= MOST_OTHERS * max(explained, 1)


def _alike(word: str, other: str) -> bool:
    return word == other or (len(word) >= SAME and len(other) >= SAME and word[:SAME] == other[:SAME])
