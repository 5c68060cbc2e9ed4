"""A question before an order: `il reste du savon ? j'en prends 3`. It is set aside, what is wanted is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from flows.understanding.wishes.line import Line
from flows.understanding.wishes.order import OrderInWords
from flows.understanding.wishes.tokens import tokens
from flows.understanding.wishes.vocabulary import vocabulary

WITHIN_A_PART = ("+", "&", "/")
WITHIN_A_SENTENCE = (",", *WITHIN_A_PART)
WAYS_TO_PART = ((WITHIN_A_SENTENCE, False), (WITHIN_A_SENTENCE, True), (WITHIN_A_PART, True))


def without_questions(
    text: str, read: Callable[[str], OrderInWords], is_sold: Callable[[Line], bool]
) -> OrderInWords | None:
    """None where nothing is left that is clearly a wish, or where what is set aside tells of things that were had."""
    for within, is_so_a_sign in WAYS_TO_PART:
        parts = [(part, read(part)) for part in _parts(text, within, is_so_a_sign)]
        asked = [order for _part, order in parts if order.asks]
        kept = ", ".join(part for part, order in parts if not order.asks)
        wish = read(kept) if kept else OrderInWords()
        named = [line for order in asked for line in order.lines if line.words]
        if not asked or wish.asks or any(order.tells for order in asked):
            continue
        is_story = within is WITHIN_A_PART and any(order.left_over for order in asked)
        is_beside = _is_order(wish) and not is_story and not any(map(is_sold, named))
        if is_beside or _is_wanted(wish, named):
            return _about(wish, named)
    return None


def _is_wanted(wish: OrderInWords, asked: Sequence[Line]) -> bool:
    """It says so; or it counts what was asked for, or something, where nothing was: `can I order? 2 nets`."""
    if wish.wants or (wish.is_polite and (wish.counts or wish.names_one)):
        return True
    return wish.counts and (not asked or (len(asked) == 1 and not any(line.words for line in wish.lines)))


def _is_order(wish: OrderInWords) -> bool:
    """It counts things itself: nothing that is asked beside it is meant by its numbers."""
    return wish.counts and any(line.words for line in wish.lines) and not wish.changes


def _about(wish: OrderInWords, asked: Sequence[Line]) -> OrderInWords:
    """`j'en prends 3` is about the one thing that was asked for."""
    if len(asked) != 1 or any(line.words for line in wish.lines):
        return wish
    named = asked[0]
    return replace(wish, lines=tuple(replace(named, quantity=line.quantity, act=line.act) for line in wish.lines))


def _parts(text: str, within: Sequence[str], is_so_a_sign: bool) -> Iterator[str]:
    start = 0
    for token in tokens(text):
        is_so = is_so_a_sign and token.kind == "word" and vocabulary().is_one("so", token.word)
        if is_so or (token.kind in ("part", "ask") and token.word not in within):
            yield text[start : token.end]
            start = token.end
    if text[start:].strip():
        yield text[start:]
