"""Words that speak of one matter, taken out of a message before its lines are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flows.understanding.wishes.quantities import said
from flows.understanding.wishes.tokens import Token
from flows.understanding.wishes.vocabulary import Vocabulary

Tokens = Sequence[Token]


@dataclass(frozen=True, slots=True)
class Clause:
    """What it names, as typed, and which tokens speak of it."""

    named: str = ""
    start: int = 0
    end: int = 0


NONE = Clause()


def without(some: Tokens, clause: Clause) -> list[Token]:
    """What stood on either side of a clause are two things."""
    if clause.end == clause.start:
        return list(some)
    gap = Token("part", "", some[clause.start].start, some[clause.end - 1].end)
    return [*some[: clause.start], gap, *some[clause.end :]]


def begins_anew(some: Tokens, words: Vocabulary) -> bool:
    """A wish, a change, a payment, a delivery, or the question whether that may be had."""
    here = said(some)
    return any(words.at(role, here) for role in ("want", "may", "add", "another", "remove", "same", "pay", "deliver"))
