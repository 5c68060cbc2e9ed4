"""By which words languages are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flows.speech.fold import fold

Tables = Mapping[str, Mapping[str, Any]]
SOUNDS = ("sounds", "reactions")
"""`hmm` and `lol` are in no language."""


def told_apart(packs: Mapping[str, Tables]) -> Mapping[str, str]:
    """Every word that only one of these languages has, with that language."""
    spoken: dict[str, set[str]] = {}
    for code, pack in packs.items():
        for word in _words_of(pack):
            spoken.setdefault(word, set()).add(code)
    return {word: min(codes) for word, codes in spoken.items() if len(codes) == 1}


def _words_of(pack: Tables) -> Iterable[str]:
    lists = (
        words
        for table in pack.values()
        for name, words in table.items()
        if not isinstance(words, str) and name not in SOUNDS
    )
    return (word for words in lists for each in words for word in fold(each).split())
