"""Where to, and paid how: said in the same breath as an order, and taken out of it before its lines are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.understanding.wishes.quantities import said
from flows.understanding.wishes.tokens import Token, span, spelled
from flows.understanding.wishes.vocabulary import Vocabulary

Tokens = Sequence[Token]
A_SENTENCE = 3
"""`paiement à la livraison` says by itself that it is about paying."""
BACK = 5
MOST_WORDS, LONGEST_ZONE = 3, 8


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


# -- the wallet ----------------------------------------------------------------------------------------------------


def wallet_in(text: str, some: Tokens, words: Vocabulary) -> Clause:
    """`je paye par wave`, `pay with MTN`, `par Sandbox Money` after a word for paying; a wallet's name alone."""
    for at in range(len(some)):
        if brand := words.at("wallets", said(some[at:])):
            end = at + brand[1]
            start = _where_paying_begins(some, at, words)
            if start < at or brand[1] >= A_SENTENCE or _stands_alone(some, at, end, words):
                return Clause(span(text, some[at:end]), start, end)
    return next((clause for at in range(len(some)) if (clause := _paid_by(text, some, at, words)).named), NONE)


def _where_paying_begins(some: Tokens, at: int, words: Vocabulary) -> int:
    """The `je paye par` before a wallet, or the `par` alone; `at` itself where there is neither."""
    for start in range(max(0, at - BACK), at):
        cue = words.at("pay", said(some[start:at]))
        if cue and all(_is_small(token, words) for token in some[start + cue[1] : at]):
            return start
    return at - 1 if at and words.is_one("by", some[at - 1].word) else at


def _stands_alone(some: Tokens, start: int, end: int, words: Vocabulary) -> bool:
    before, behind = some[:start], some[end:]
    return (
        (not before or before[-1].kind == "part")
        and (not behind or behind[0].kind == "part")
        and bool(before or behind)
    )


def _is_small(token: Token, words: Vocabulary) -> bool:
    return words.is_one("by", token.word) or words.is_one("filler", token.word)


def _paid_by(text: str, some: Tokens, at: int, words: Vocabulary) -> Clause:
    """A wallet that only this shop knows."""
    cue = words.at("pay", said(some[at:]))
    if not cue:
        return NONE
    by = at + cue[1]
    if by >= len(some) or not words.is_one("by", some[by].word):
        return NONE
    end = by + 1
    while end < len(some) and end <= by + MOST_WORDS and some[end].kind == "word" and not _is_new(some[end:], words):
        end += 1
    return Clause(span(text, some[by + 1 : end]), at, end)


# -- the place -----------------------------------------------------------------------------------------------------


def place_in(text: str, some: Tokens, words: Vocabulary, known: Sequence[str]) -> Clause:
    """Behind `livraison` anything is a place; without such a word, only what the shop knows as one."""
    zones = {zone for name in known if (zone := spelled(name))}
    delivers = False
    for at in range(len(some)):
        if cue := words.at("deliver", said(some[at:])):
            delivers = True
            behind = at if _zone_at(some[at:], zones) else at + cue[1]
            clause = _behind(text, some, at, behind, words, zones)
            if clause.named:
                return clause
    by_name = _known(text, some, words, zones)
    return _last(text, some, words, zones) if delivers and not by_name.named else by_name


def _behind(text: str, some: Tokens, start: int, at: int, words: Vocabulary, zones: set[tuple[str, ...]]) -> Clause:
    while skipped := _skipped(some[at:], words, zones):
        at += skipped
    if _is_ordered(some[at:], words, zones):
        return NONE
    return _clause(text, some, start, at, words, zones)


def _skipped(some: Tokens, words: Vocabulary, zones: set[tuple[str, ...]]) -> int:
    """How many of the words between a cue and its place stand here."""
    if _zone_at(some, zones):
        return 0
    here = said(some)
    return max((found[1] for role in ("at", "deliver", "when") if (found := words.at(role, here))), default=0)


def _known(text: str, some: Tokens, words: Vocabulary, zones: set[tuple[str, ...]]) -> Clause:
    """`à Cocody`, or `, Cocody`."""
    for at in range(1, len(some)):
        if _zone_at(some[at:], zones) and (start := _beginning(some, at, words)) is not None:
            return _clause(text, some, start, at, words, zones)
    return NONE


def _beginning(some: Tokens, at: int, words: Vocabulary) -> int | None:
    """Where the `à` before a place begins; None where it is a word like others."""
    for start in range(max(0, at - BACK), at):
        cue = words.at("at", said(some[start:at]))
        if cue and start + cue[1] == at:
            return start
    return at if some[at - 1].kind == "part" else None


def _last(text: str, some: Tokens, words: Vocabulary, zones: set[tuple[str, ...]]) -> Clause:
    """`livrez-moi 2 savons à Angré`: behind the last word that leads to a place."""
    for at in range(len(some) - 1, 1, -1):
        if words.is_one("toward", some[at - 1].word):
            return NONE if _is_ordered(some[at:], words, zones) else _clause(text, some, at - 1, at, words, zones)
    return NONE


def _clause(text: str, some: Tokens, start: int, at: int, words: Vocabulary, zones: set[tuple[str, ...]]) -> Clause:
    end = at + _zone_size(some[at:], zones)
    while end < len(some) and not _ends(some, at, end, words, zones):
        end += 1
    last = end
    while last > at and (cut := _polite(some[at:last], words)):
        last -= cut
    named = some[at:last]
    is_known = len(named) == _zone_size(some[at:], zones)
    is_somewhere = is_known or not words.is_one("nowhere", *(token.word for token in named))
    has_words = any(token.kind == "word" for token in named)
    return Clause(span(text, named), start, end) if is_somewhere and has_words else NONE


def _ends(some: Tokens, at: int, here: int, words: Vocabulary, zones: set[tuple[str, ...]]) -> bool:
    """Whether something else begins here than more of the place."""
    token, rest = some[here], some[here + 1 :]
    if token.kind == "part":
        is_over = token.word not in (",", "/", "\n", "|") or not rest
        return is_over or _is_new(rest, words) or _is_ordered(rest, words, zones)
    if token.kind == "ask":
        return True
    if words.at("join", said(some[here:])):
        return _is_new(rest, words) or _is_ordered(rest, words, zones)
    if _is_new(some[here:], words):
        return True
    is_street = here > at and some[here - 1].kind == "word" and words.is_one("numbered", some[here - 1].word)
    return here > at and not is_street and _is_ordered(some[here:], words, zones)


def _is_new(some: Tokens, words: Vocabulary) -> bool:
    """A wish, a change, a payment."""
    here = said(some)
    return any(words.at(role, here) for role in ("want", "add", "another", "remove", "same", "pay", "deliver"))


def _is_ordered(some: Tokens, words: Vocabulary, zones: set[tuple[str, ...]]) -> bool:
    """A number and a thing: `2 savons`, but not the `2 Plateaux` that the shop knows."""
    if _zone_at(some, zones) or not some:
        return False
    number = 1 if some[0].kind == "number" else (words.at("number", said(some)) or ("", 0))[1]
    if not number or len(some) <= number or some[number].kind not in ("word", "times"):
        return False
    return not (some[number].glued and words.is_one("nth", some[number].word))


def _zone_at(some: Tokens, zones: set[tuple[str, ...]]) -> bool:
    return _zone_size(some, zones) > 0


def _zone_size(some: Tokens, zones: set[tuple[str, ...]]) -> int:
    """How many words the longest name has that begins here."""
    here = tuple(token.word for token in some[:LONGEST_ZONE])
    return max((len(zone) for zone in zones if here[: len(zone)] == zone), default=0)


def _polite(named: Tokens, words: Vocabulary) -> int:
    """How many of the last words belong to no place: `Cocody svp`, `Karen tomorrow`."""
    return max(_tails(named, words), default=0)


def _tails(named: Tokens, words: Vocabulary) -> Iterator[int]:
    if named and named[-1].kind != "word" and named[-1].kind != "number":
        yield 1
    for size in range(1, min(MOST_WORDS + 1, len(named))):
        if any(words.is_one(role, *(token.word for token in named[-size:])) for role in ("filler", "when", "join")):
            yield size
