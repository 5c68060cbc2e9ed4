"""The index against a look at every product of a shelf of two thousand, for hundreds of questions."""

from __future__ import annotations

from sqlalchemy import Connection

from tests.integrations.store.big_shelf import articles, put_on_shelf
from tests.integrations.store.shop import SHOP
from tests.integrations.store.test_search import BIG, expected, found

QUESTIONS = 300
MISSED = 1
"""Three slips in one word of fewer than twelve letters may leave none of its pieces whole."""


def test_both_find_the_same(connection: Connection) -> None:
    put_on_shelf(connection, SHOP, articles(BIG))
    wrong = [typed for typed, products in expected(BIG, QUESTIONS).items() if found(connection, typed) != products]
    assert len(wrong) <= MISSED, wrong
