"""A cart emptied in words: `vide mon panier`, `enlève tout sauf les savons`, `keep only the nets`."""

from __future__ import annotations

from dataclasses import dataclass

from flows.understanding.wishes.forgiving import forgiving
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


@dataclass(frozen=True, slots=True)
class Clearing:
    """Everything goes, but for what these lines name."""

    but: tuple[Line, ...] = ()


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
        others = [*items_of(some[:at], words), *items_of(some[behind : cut if clear else behind], words)]
        if any(item.kind not in SAYING_NOTHING for item in others):
            return None
        kept = _named(text, behind if keep else cut, spoken)
        return None if kept is None or (keep and not kept) else Clearing(kept)
    return None


def _named(text: str, start: int, spoken: frozenset[str]) -> tuple[Line, ...] | None:
    some = tokens(text)
    if start >= len(some):
        return ()
    lines = order_in(text[some[start].start :], spoken=spoken).lines
    return lines if lines and all(line.words and not line.quantity for line in lines) else None
