"""Paid how: said in the same breath as an order."""

from __future__ import annotations

from collections.abc import Sequence

from flows.understanding.wishes.clause import NONE, Clause, Tokens, begins_anew
from flows.understanding.wishes.quantities import said
from flows.understanding.wishes.tokens import Token, span, spelled
from flows.understanding.wishes.vocabulary import Vocabulary

A_SENTENCE = 3
"""`paiement à la livraison` says by itself that it is about paying."""
BACK = 5
MOST_WORDS = 3
ENDING = ("join", "number", "at", "toward")


def wallet_in(text: str, some: Tokens, words: Vocabulary, places: Sequence[str] = ()) -> Clause:
    """`je paye par wave`, `pay with MTN`, `par Sandbox Money` after a word for paying; a wallet's name at the end."""
    for at in range(len(some)):
        if brand := words.at("wallets", said(some[at:])):
            end = at + brand[1]
            start = _where_paying_begins(some, at, words)
            if start < at or brand[1] >= A_SENTENCE or _is_last(some, end):
                return Clause(span(text, some[at:end]), start, _where_paying_ends(some, end, words, places))
    return next((clause for at in range(len(some)) if (clause := _paid_by(text, some, at, words)).named), NONE)


def _where_paying_ends(some: Tokens, end: int, words: Vocabulary, places: Sequence[str]) -> int:
    """`cash when the rider comes`: up to the next sign, number, wish or place."""
    rest = end
    while rest < len(some) and some[rest].kind == "word" and not _is_something_else(some[rest:], words, places):
        rest += 1
    return rest if rest == len(some) or some[rest].kind == "part" else end


def _is_something_else(some: Tokens, words: Vocabulary, places: Sequence[str]) -> bool:
    here = said(some)
    is_place = any(tuple(here[: len(name)]) == name for name in map(spelled, places) if name)
    return is_place or begins_anew(some, words) or any(words.at(role, here) for role in ENDING)


def _where_paying_begins(some: Tokens, at: int, words: Vocabulary) -> int:
    """The `je paye par` before a wallet, or the `par` alone; `at` itself where there is neither."""
    for start in range(max(0, at - BACK), at):
        cue = words.at("pay", said(some[start:at]))
        if cue and all(_is_small(token, words) for token in some[start + cue[1] : at]):
            return start
    return at - 1 if at and words.is_one("by", some[at - 1].word) else at


def _is_last(some: Tokens, end: int) -> bool:
    return len(some) > end - 1 > 0 and (end == len(some) or some[end].kind == "part")


def _is_small(token: Token, words: Vocabulary) -> bool:
    return words.is_one("by", token.word) or words.is_one("filler", token.word)


def _paid_by(text: str, some: Tokens, at: int, words: Vocabulary) -> Clause:
    """A wallet that only this shop knows, or one by half its name: `pago orange`."""
    cue = words.at("pay", said(some[at:]))
    if not cue:
        return NONE
    by = at + cue[1]
    if by < len(some) and some[by].word in words.roles.get("wallets", {}).values() and _is_last(some, by + 1):
        return Clause(span(text, some[by : by + 1]), at, by + 1)
    if by >= len(some) or not words.is_one("by", some[by].word):
        return NONE
    end, most = by + 1, min(len(some), by + 1 + MOST_WORDS)
    while end < most and some[end].kind == "word" and not begins_anew(some[end:], words):
        end += 1
    return Clause(span(text, some[by + 1 : end]), at, end)
