"""What answers nothing and asks for nothing: `hmm`, `mdr`, `😂`, `...`, `non attends`; and a bare `?`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from flows.speech import fold, lexicon
from flows.understanding.model import Outcome, meaning

AGAIN_AND_AGAIN = re.compile(r"(.{1,3}?)\1+")
LONGEST, LONGEST_PHRASE = 40, 4


def is_lost(text: str) -> bool:
    """`?`, `??`, `?!`"""
    return "?" in text and not text.strip("?!. ")


def is_reaction(text: str, code: str) -> bool:
    """Sounds, laughter, agreement with nothing; or signs alone that mean nothing to us. A plain no is none."""
    if len(text) > LONGEST or lexicon().yes_or_no(text) is False:
        return False
    if not any(map(str.isalnum, text)):
        return meaning(text, code).outcome != Outcome.SURE
    return all(_phrases(fold(text).split()))


def _phrases(words: list[str]) -> Iterator[bool]:
    """Whether each part, the longest first, is a reaction or an answer."""
    while words:
        sizes = range(min(LONGEST_PHRASE, len(words)), 0, -1)
        size = next((size for size in sizes if _is_one(" ".join(words[:size]))), 0)
        yield size > 0
        words = words[size or 1 :]


def _is_one(phrase: str) -> bool:
    return _shortened(phrase) in _sounds() or lexicon().yes_or_no(phrase) is not None


@cache
def _sounds() -> frozenset[str]:
    listed = (*lexicon().spoken("reactions"), *lexicon().spoken("sounds"))
    return frozenset(map(_shortened, listed))


def _shortened(phrase: str) -> str:
    """`hahaha` is `ha`, `hmmmm` is `hm`, `mdrrr` is `mdr`."""
    return AGAIN_AND_AGAIN.sub(r"\1", phrase)
