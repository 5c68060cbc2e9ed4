"""A cart emptied in words: `vide mon panier`, `enlève tout sauf les savons`, `keep only the nets`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flows.understanding.wishes.forgiving import forgiving
from flows.understanding.wishes.item import Item
from flows.understanding.wishes.items import items_of
from flows.understanding.wishes.line import Line
from flows.understanding.wishes.order import order_in
from flows.understanding.wishes.quantities import said
from flows.understanding.wishes.tokens import tokens
from flows.understanding.wishes.vocabulary import EVERY, Vocabulary, vocabulary

SAYING_NOTHING = {
    "filler", "polite", "toward", "hello", "break", "want", "set", "no", "rather", "but", "join", "deliver", "for",
    "when", "instead",
}  # fmt: skip

TALK = {"filler", "polite", "toward", "hello", "break", "for", "when", "past", "word"}


@dataclass(frozen=True, slots=True)
class Clearing:
    """Everything goes, but for what these lines name. `because`: words that were said about it behind a sign; should
    they name something that is there, nothing is sure."""

    but: tuple[Line, ...] = ()
    because: tuple[str, ...] = ()


def clearing_in(text: str, spoken: frozenset[str] = EVERY) -> Clearing | None:
    """None where something else is said with it, or where a few pieces are to stay of something."""
    rightly = _clearing(text, vocabulary(spoken), spoken)
    return rightly or _clearing(text, forgiving((), spoken), spoken)


def _clearing(text: str, words: Vocabulary, spoken: frozenset[str]) -> Clearing | None:
    some = tokens(text)
    for at in range(len(some)):
        clear, keep = (words.at(role, said(some[at:])) for role in ("clear", "keep"))
        found = clear or keep
        if not found:
            continue
        behind = at + found[1]
        cut = next((n for n in range(behind, len(some)) if words.at("except", said(some[n:]))), len(some))
        said_behind = items_of(some[behind : cut if clear else behind], words)
        sign = next((n for n, item in enumerate(said_behind) if item.kind == "break"), len(said_behind))
        others, why = [*items_of(some[:at], words), *said_behind[:sign]], said_behind[sign:]
        if any(item.kind not in SAYING_NOTHING for item in others) or not _is_talk(why):
            return None
        kept = _named(text, behind if keep else cut, spoken)
        because = tuple(item.text for item in why if item.kind == "word")
        return None if kept is None or (keep and not kept) else Clearing(kept, because)
    return None


def _is_talk(why: Sequence[Item]) -> bool:
    """`vide tout, je suis fatigué`; no number, no wish, no `pas`, unless nothing else is said at all."""
    kinds = {item.kind for item in why}
    return kinds <= SAYING_NOTHING or kinds <= TALK


def _named(text: str, start: int, spoken: frozenset[str]) -> tuple[Line, ...] | None:
    some = tokens(text)
    if start >= len(some):
        return ()
    lines = order_in(text[some[start].start :], spoken=spoken).lines
    return lines if lines and all(line.words and not line.quantity for line in lines) else None
