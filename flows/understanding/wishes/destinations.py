"""Where to: said in the same breath as an order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from flows.understanding.wishes.clause import NONE, Clause, Tokens, begins_anew
from flows.understanding.wishes.quantities import said
from flows.understanding.wishes.tokens import Token, span, spelled
from flows.understanding.wishes.vocabulary import Vocabulary

BACK = 5
MOST_WORDS, LONGEST_ZONE = 3, 8
SHORTEST_SLIP = 6


@dataclass(frozen=True, slots=True)
class Looking:
    """`is_bare`: a known place may stand anywhere; `is_tight`: it ends with its name."""

    is_bare: bool = False
    is_tight: bool = False


def place_in(text: str, some: Tokens, words: Vocabulary, known: Sequence[str], looking: Looking) -> Clause:
    """Behind `livraison` anything is a place; without such a word, only what the shop knows as one."""
    zones = {zone for name in known if (zone := spelled(name))}
    some = _as_spelt(some, zones) if looking.is_bare else some
    delivers = False
    for at in range(len(some)):
        if cue := words.at("deliver", said(some[at:])):
            delivers = True
            behind = at if _zone_at(some[at:], zones) else at + cue[1]
            clause = _behind(text, some, at, behind, words, zones)
            if clause.named:
                return _tight(text, some, clause, zones) if looking.is_tight else clause
    by_name = _known(text, some, words, zones, looking)
    last = _last(text, some, words, zones) if delivers else NONE
    return last if last.named and (not by_name.named or last.start < by_name.start < last.end) else by_name


def _as_spelt(some: Tokens, zones: set[tuple[str, ...]]) -> Tokens:
    """`Roysamb` is Roysambu: long words of a place's name, one slip away."""
    known = {word for zone in zones for word in zone if len(word) >= SHORTEST_SLIP}
    return [_nearest(token, known) if token.kind == "word" and token.word not in known else token for token in some]


def _nearest(token: Token, known: set[str]) -> Token:
    found = process.extractOne(token.word, known, scorer=OSA.distance, score_cutoff=1)
    return replace(token, word=found[0]) if found and len(token.word) >= SHORTEST_SLIP else token


def _tight(text: str, some: Tokens, clause: Clause, zones: set[tuple[str, ...]]) -> Clause:
    """`mpaka Nairobi West chapati pan moja`: the pan is no part of the place."""
    for at in range(clause.start, clause.end):
        if size := _zone_size(some[at:], zones):
            return Clause(span(text, some[at : at + size]), clause.start, at + size)
    return clause


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


def _known(text: str, some: Tokens, words: Vocabulary, zones: set[tuple[str, ...]], looking: Looking) -> Clause:
    """`à Cocody`, or `, Cocody`, or `Cocody` as the last word; at last the bare name."""
    named = [at for at in range(len(some)) if _zone_at(some[at:], zones)]
    for at in named:
        start = _beginning(some, at, words) if at else None
        if start is not None:
            back = _further_back(some, start, words) if looking.is_bare else start
            return _clause(text, some, back, at if back == start else back + 1, words, zones)
    ending = (at for at in named if looking.is_bare or 0 < at == len(some) - _zone_size(some[at:], zones))
    return next((_clause(text, some, at, at, words, zones) for at in ending), NONE)


def _further_back(some: Tokens, start: int, words: Vocabulary) -> int:
    """`to the clinic in Zimmerman` begins with the `to`."""
    for at in range(start - 1, max(0, start - BACK), -1):
        if some[at].kind != "word" or begins_anew(some[at:], words) or words.at("number", said(some[at:])):
            return start
        if words.is_one("toward", some[at].word):
            return at
    return start


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
        return is_over or begins_anew(rest, words) or _is_ordered(rest, words, zones)
    if token.kind == "ask":
        return True
    if words.at("join", said(some[here:])):
        return begins_anew(rest, words) or _is_ordered(rest, words, zones)
    if begins_anew(some[here:], words):
        return True
    is_street = here > at and some[here - 1].kind == "word" and words.is_one("numbered", some[here - 1].word)
    return here > at and not is_street and _is_ordered(some[here:], words, zones)


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
