"""A message taken apart: words, digits and the signs that part one thing from the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from flows.speech import fold

LONGEST = 600
"""So many letters of a message are read: an order of fifty lines is shorter."""
FORM = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)?)"
    r"|(?P<word>@|[^\W\d_]+(?:['’ʼ](?:d|s|t|m|re|ll|ve)\b)?)"
    r"|(?P<elision>['’ʼ])"
    r"|(?P<times>[×*✕])"
    r"|(?P<part>[,;+&\n/•|\u2600-\u26ff\u2705\U0001f300-\U0001faff]|\.(?!\d)|!)"
    r"|(?P<ask>\?)"
    r"|(?P<sign>%)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """`word` is folded, `typed` is not; `glued`: nothing stands between it and the token before."""

    kind: str
    word: str
    start: int
    end: int
    glued: bool = False
    elided: bool = False
    typed: str = ""


def tokens(text: str) -> list[Token]:
    """In order, with their places in the text."""
    found: list[Token] = []
    for match in FORM.finditer(text[:LONGEST]):
        kind = str(match.lastgroup)
        before = found[-1] if found else None
        if kind == "elision":
            if before and before.kind == "word" and before.end == match.start():
                found[-1] = replace(before, end=match.end(), elided=True)
            continue
        found += _parts(kind, match, bool(before and before.end == match.start()))
    return found


def _parts(kind: str, match: re.Match[str], glued: bool) -> list[Token]:
    word = (
        fold(match[0]) or match[0] if kind == "word" else match[0].replace(",", ".") if kind == "number" else match[0]
    )
    return [Token(kind, word, match.start(), match.end(), glued, typed=match[0])] if word or kind == "part" else []


@lru_cache(maxsize=4_000)
def spelled(phrase: str) -> tuple[str, ...]:
    """The words of a phrase of a table, as they stand in messages."""
    return tuple(token.word for token in tokens(phrase) if token.kind in ("word", "number", "sign"))


def words_of(text: str) -> list[str]:
    return [token.word for token in tokens(text) if token.kind == "word"]


def span(text: str, some: Sequence[Token]) -> str:
    """What stands there, as it was typed."""
    return text[some[0].start : some[-1].end].strip() if some else ""
