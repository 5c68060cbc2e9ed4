"""A question before an order: `il reste du savon ? j'en prends 3`. It is set aside, what is wanted is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from flows.understanding.wishes.line import Line
from flows.understanding.wishes.order import OrderInWords
from flows.understanding.wishes.tokens import tokens

ENDS = (".", "!", "?", "\n", ";", "•", "|")
PARTS = (*ENDS, ",")


def without_questions(text: str, read: Callable[[str], OrderInWords]) -> OrderInWords | None:
    """None where nothing is left that is clearly a wish, or where what is set aside tells of things that were had."""
    for signs in (ENDS, PARTS):
        parts = [(part, read(part)) for part in _parts(text, signs)]
        asked = [order for _part, order in parts if order.asks]
        kept = ", ".join(part for part, order in parts if not order.asks)
        wish = read(kept) if kept else OrderInWords()
        named = [line for order in asked for line in order.lines if line.words]
        if asked and _is_wanted(wish, named) and not wish.asks and not any(order.tells for order in asked):
            return _about(wish, named)
    return None


def _is_wanted(wish: OrderInWords, asked: Sequence[Line]) -> bool:
    """It says so; or it counts what was asked for, or something, where nothing was: `can I order? 2 nets`."""
    if wish.wants or (wish.is_polite and (wish.counts or wish.names_one)):
        return True
    return wish.counts and (not asked or (len(asked) == 1 and not any(line.words for line in wish.lines)))


def _about(wish: OrderInWords, asked: Sequence[Line]) -> OrderInWords:
    """`j'en prends 3` is about the one thing that was asked for."""
    if len(asked) != 1 or any(line.words for line in wish.lines):
        return wish
    named = asked[0]
    return replace(wish, lines=tuple(replace(named, quantity=line.quantity, act=line.act) for line in wish.lines))


def _parts(text: str, signs: Sequence[str]) -> Iterator[str]:
    start = 0
    for token in tokens(text):
        if token.kind in ("part", "ask") and token.word in signs:
            yield text[start : token.end]
            start = token.end
    if text[start:].strip():
        yield text[start:]
