"""Words without accents, capitals and signs: for sorting and searching in any alphabet."""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

LONGEST = 40
"""Of a longer word only the beginning counts."""


def folded(text: str) -> str:
    """`Pagne tissé, Œufs` is `pagne tisse oeufs`."""
    return " ".join(re.findall(r"[a-z0-9]+", anyascii(text).lower()))


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[str, ...]:
    """Folded, without the `s` of a plural."""
    return tuple(_singular(word)[:LONGEST] for word in folded(text).split())


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
