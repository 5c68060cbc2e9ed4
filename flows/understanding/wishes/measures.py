"""Sizes and measures: `5 kg`, `6 x 6`, `five by six`, `taille M`; and numbers that count nothing."""

from __future__ import annotations

from collections.abc import Sequence

from flows.understanding.wishes.item import Item
from flows.understanding.wishes.quantities import number_at, said
from flows.understanding.wishes.tokens import Token
from flows.understanding.wishes.vocabulary import Vocabulary

SLENDER = 4
"""Nothing that is sold is so many times longer than wide."""
A_TELEPHONE = 3
"""So many numbers in a row, or one of so many digits and one more, count nothing."""


def look_in(some: Sequence[Token], words: Vocabulary) -> tuple[Item, int] | None:
    """`taille M`, `size 42`: whatever stands behind it is what the kind is called."""
    cue = words.at("size", said(some))
    if not cue or cue[1] >= len(some) or some[cue[1]].kind not in ("word", "number"):
        return None
    if any(words.at(role, said(some[cue[1] :])) for role in ("ask", "polite", "join")):
        return None
    if size := measured(some[cue[1] :], words):
        return size[0], cue[1] + size[1]
    named = some[cue[1]]
    kind = "size" if named.kind == "number" else "word"
    return Item(kind, named.word, typed=named.typed), cue[1] + 1


def unit_before(some: Sequence[Token], words: Vocabulary) -> tuple[Item, int] | None:
    """`kilo 5`, `yadi mbili`: where a language says it this way round."""
    unit = words.at("unit_before", said(some))
    number = number_at(some[unit[1] :], words) if unit else None
    if not unit or not number:
        return None
    return Item("size", f"{number[0]} {unit[0]}", typed=some[unit[1]].typed), unit[1] + number[1]


def measured(some: Sequence[Token], words: Vocabulary) -> tuple[Item, int] | None:
    """`5 kg`, `6 x 6`, `120x180 cm`; and numbers that count nothing: `8h`, `1 000 F`, a telephone's."""
    numbers = next((n for n, token in enumerate(some) if token.kind != "number"), len(some))
    if not numbers:
        return _in_words(some, words)
    behind = said(some[numbers:])
    if measure := words.at("measure", behind):
        return _other(measure, some[0].word), numbers + measure[1]
    if numbers >= A_TELEPHONE or any(
        token.word.isdecimal() and len(token.word) > A_TELEPHONE for token in some[:numbers]
    ):
        return Item("stray", some[0].word, typed=some[0].typed), numbers
    if numbers == 1 and (size := words.at("unit", behind)) and not _is_elided(some, 1):
        return Item("size", f"{_plain(some[0])} {size[0]}", typed=some[0].typed), 1 + size[1]
    if numbers == 1 and some[0].word.isdecimal() and (by := _by(some, (int(some[0].word), 1), words)):
        return by
    return _square(some, words) if numbers == 1 else None


def _in_words(some: Sequence[Token], words: Vocabulary) -> tuple[Item, int] | None:
    """`un litre`, `deux heures`."""
    number = number_at(some, words)
    if not number:
        return None
    value, taken = number
    if square := _by(some, number, words):
        return square
    behind = said(some[taken:])
    if measure := words.at("measure", behind):
        return _other(measure, some[0].word), taken + measure[1]
    if (unit := words.at("unit", behind)) and not _is_elided(some, taken):
        return Item("size", f"{value} {unit[0]}", typed=some[0].typed), taken + unit[1]
    return None


def _other(measure: tuple[str, int], word: str) -> Item:
    return Item("when" if measure[0] in ("time", "money") else "stray", word)


def _by(some: Sequence[Token], first: tuple[int, int], words: Vocabulary) -> tuple[Item, int] | None:
    """`five by six`, `5 by 6`; not the `2 kwa 950` of a price."""
    value, taken = first
    is_by = len(some) > taken and words.is_one("square", some[taken].word)
    other = number_at(some[taken + 1 :], words) if is_by else None
    if not other or not 1 / SLENDER <= value / max(1, other[0]) <= SLENDER:
        return None
    return Item("size", f"{value} x {other[0]}", typed=some[0].typed), taken + 1 + other[1]


def _square(some: Sequence[Token], words: Vocabulary) -> tuple[Item, int] | None:
    """`6x6`. `2 x 5 kg` is two of five kilos."""
    if len(some) < 3 or not _is_times(some[1], words) or some[2].kind != "number":
        return None
    behind = words.at("unit", said(some[3:]))
    if behind and not (some[1].glued and some[2].glued):
        return None
    if _is_times_a_square(some, words):
        return None
    return Item("size", f"{_plain(some[0])} x {_plain(some[2])}", typed=some[0].typed), 3 + (behind[1] if behind else 0)


def _is_times_a_square(some: Sequence[Token], words: Vocabulary) -> bool:
    """`2 x 6 x 6` is two of them, `2x 6x6` and `6 x 6 x2` too."""
    more = len(some) > 4 and _is_times(some[3], words) and some[4].kind == "number"
    return more and not (some[1].glued and some[2].glued) and not (some[4].glued and not some[3].glued)


def _is_times(token: Token, words: Vocabulary) -> bool:
    return token.kind == "times" or words.is_one("times", token.word)


def _is_elided(some: Sequence[Token], at: int) -> bool:
    """The `l'` of `2 l'huile` is no litre."""
    return some[at].elided


def _plain(token: Token) -> str:
    return f"{float(token.word):g}"
