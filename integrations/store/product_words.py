"""The words that lead to products: written in the transaction that adds a product, or changes what it is called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from zlib import crc32

from sqlalchemy import delete
from sqlalchemy import insert as plain_insert

from integrations.store.spelling import keys_of
from integrations.store.sql import insert
from integrations.store.tables.catalog import spellings, words
from integrations.store.transaction import Transaction
from integrations.store.words import folded, words_of

BITS = 62
PLACE = 80
"""So many letters of a name decide its place among products that fit equally well."""


class Called(NamedTuple):
    """What a product is called: a change of nothing else changes its words."""

    name: str
    others: tuple[str, ...]
    shown: bool = True


class ProductWords:
    """Within the caller's transaction."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    def add(self, shop_id: str, product_id: str, called: Called) -> None:
        rows = word_rows(shop_id, product_id, called)
        if rows:
            self._connection.execute(plain_insert(words), rows)
            known = insert(self._connection, spellings).on_conflict_do_nothing()
            self._connection.execute(known, spelling_rows(shop_id, [row["word"] for row in rows]))

    def replace(self, shop_id: str, product_id: str, called: Called) -> None:
        self._connection.execute(delete(words).where(words.c.product_id == product_id))
        self.add(shop_id, product_id, called)


def word_rows(shop_id: str, product_id: str, called: Called) -> list[dict[str, Any]]:
    """Each word once: where it stands in the name, that counts."""
    if not called.shown:
        return []
    in_name, others = set(words_of(called.name)), words_of(" ".join(called.others))
    every = in_name.union(others)
    same = {
        "shop_id": shop_id,
        "product_id": product_id,
        "sorts_as": folded(called.name)[:PLACE],
        "beside": bits(every),
    }
    return [same | {"word": word, "elsewhere": word not in in_name} for word in sorted(every)]


def spelling_rows(shop_id: str, among: Iterable[str]) -> list[dict[str, str]]:
    """In one order everywhere: two who add the same words wait for each other, never in a circle."""
    return [{"shop_id": shop_id, "key": key, "word": word} for word in sorted(among) for key in sorted(keys_of(word))]


def bits(among: Iterable[str]) -> int:
    """One for each word; a few words share each."""
    sum_of = 0
    for word in among:
        sum_of |= 1 << crc32(word.encode()) % BITS
    return sum_of
