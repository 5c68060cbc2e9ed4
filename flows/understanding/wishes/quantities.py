"""Numbers as people write them: `2`, `vingt et un`, `quatre-vingt-dix`, `two dozen`, `half a dozen`."""

from __future__ import annotations

from collections.abc import Sequence

from flows.understanding.wishes.tokens import Token
from flows.understanding.wishes.vocabulary import Vocabulary

MOST_DIGITS = 3
"""More of one thing goes into no cart: a longer number is a telephone's or a price."""
LONGEST_PHRASE = 8


def number_at(some: Sequence[Token], words: Vocabulary) -> tuple[int, int] | None:
    """The number with which these begin, and of how many tokens it is made."""
    found = _in_digits(some) or _in_words(some, words)
    if not found:
        group = words.at("group", said(some))
        return (int(group[0]), group[1]) if group else None
    value, size = found
    while size < len(some) and words.is_one("of", some[size].word):
        size += 1
    group = words.at("group", said(some[size:]))
    return (value * int(group[0]), size + group[1]) if group else (value, found[1])


def _in_digits(some: Sequence[Token]) -> tuple[int, int] | None:
    if not some or some[0].kind != "number" or not some[0].word.isdecimal() or len(some[0].word) > MOST_DIGITS:
        return None
    return int(some[0].word), 1


def _in_words(some: Sequence[Token], words: Vocabulary) -> tuple[int, int] | None:
    total: int | None = None
    size = 0
    while part := words.at("number", said(some[size:])):
        together = _together(total, int(part[0]))
        if together is None:
            break
        total, size = together, size + part[1]
        if total >= 20 and _joins(some[size:], words, total):
            size += 1
    return None if total is None else (total, size)


def _joins(some: Sequence[Token], words: Vocabulary, total: int) -> bool:
    """The `et` of `vingt et un`: what follows it makes one number with what stands before."""
    if not some or not words.is_one("joiner", some[0].word):
        return False
    part = words.at("number", said(some[1:]))
    return part is not None and _together(total, int(part[0])) is not None


def _together(total: int | None, part: int) -> int | None:
    """One number of two, where they make one: 60 and 17, 4 and 20, 3 and 100."""
    if total is None:
        return part
    if part == 100 and 1 < total < 10:
        return total * 100
    if (total, part) == (4, 20):
        return 80
    rest = total % 100
    if total >= 100 and rest == 0 and part < 100:
        return total + part
    if rest in (60, 80) and 0 < part < 20:
        return total + part
    if (20 <= rest <= 90 and rest % 10 == 0 and 0 < part < 10) or (rest == 10 and 7 <= part <= 9):
        return total + part
    return None


def said(some: Sequence[Token]) -> list[str]:
    """The words up to the next sign: no phrase goes over it."""
    found: list[str] = []
    for token in some[:LONGEST_PHRASE]:
        if token.kind != "word":
            break
        found.append(token.word)
    return found
