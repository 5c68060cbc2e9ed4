"""Buyers who know what they want: from the first word to the last question, and the answer to it."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.script import CART, CHECKOUT, PLACE, Message, id_of
from tests.benchmarks.shops import number_of

QUESTIONS = ("commander", "retrait", "1", "1")
SEED, LAST = 100_000, 10
"""Their ids are nobody else's."""


def steps(shop: int, buyer: int, wish: str) -> Iterator[Message]:
    """Up to the last question."""
    yield _message(shop, buyer, 0, CART, wish)
    for n, said in enumerate(QUESTIONS, 1):
        yield _message(shop, buyer, n, CHECKOUT, said)


def press(shop: int, buyer: int, times: int = 0) -> Message:
    """The last answer, said for the first time, or once more."""
    return _message(shop, buyer, LAST + times, PLACE, "valider")


def _message(shop: int, buyer: int, n: int, kind: str, text: str) -> Message:
    return Message(kind, id_of(SEED + shop, buyer, n), f"+22501{buyer:08}", number_of(shop), text)
