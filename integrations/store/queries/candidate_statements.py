"""What the search for candidates asks, each put into words once: to build such a statement costs more than to run it.

Lists are given as one value, so a statement is the same however many words a typed one may stand for.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, literal_column, select, union_all
from sqlalchemy.engine import Dialect

from integrations.store.prepared import Prepared
from integrations.store.sql import is_in_list, rows_in_list
from integrations.store.tables.base import Ascii, Number, Words
from integrations.store.tables.catalog import products, spellings, variants, words

SHOP = bindparam("shop", type_=Words())
FEW = 1_500
"""Words of products, some ten for each: of no more all are read."""
SPELLED, BEGUN = 3_000, 300
"""So many words are compared with those typed, so many begin like one of them."""
COUNTED = 2_000
"""A word of more products is common, however many they are."""
RANKED = 120
"""So many products at most are ranked, in shelf order, and what sells."""
SELLING = 100


def _most(rows: int) -> Any:
    """Written into the statement: who plans it should know."""
    return literal_column(str(rows))


@cache
def every_word(dialect: Dialect) -> Prepared:
    """Of all products."""
    return Prepared(select(*columns(words)).where(words.c.shop_id == SHOP), dialect)


@cache
def has_many_words(dialect: Dialect) -> Prepared:
    """One row, or none where there are few."""
    beyond = select(words.c.shop_id).where(words.c.shop_id == SHOP).offset(_most(FEW)).limit(_most(1))
    return Prepared(beyond, dialect)


@cache
def descriptions(dialect: Dialect) -> Prepared:
    """Of the products with these `ids`."""
    its = select(products.c.id, products.c.description)
    return Prepared(its.where(is_in_list(dialect, products.c.id, "ids")), dialect)


@cache
def words_of_what_sells(dialect: Dialect) -> Prepared:
    """All words of the products that sold best of late: the kinds that were sold in the latest weeks first."""
    its = words.c.product_id.in_(select(best_sold(SHOP, SELLING).subquery().c.product_id))
    return Prepared(select(*columns(words)).where(its), dialect)


@cache
def words_near(dialect: Dialect, begun: int) -> Prepared:
    """Words under one of the `keys`, and those that stand between `from0` and `to0`, up to `begun` such pairs."""
    mine = select(spellings.c.word).where(spellings.c.shop_id == SHOP)
    keyed = mine.where(is_in_list(dialect, spellings.c.key, "keys")).limit(_most(SPELLED))
    ranges = (mine.where(_is_between(n)).limit(_most(BEGUN)) for n in range(begun))
    every = union_all(*(select(part.subquery()) for part in (keyed, *ranges))).subquery()
    return Prepared(select(every.c.word), dialect)


def _is_between(n: int) -> Any:
    first, last = (bindparam(f"{name}{n}", type_=Ascii) for name in ("from", "to"))
    return and_(spellings.c.key > first, spellings.c.key < last)


@cache
def how_common(dialect: Dialect) -> Prepared:
    """Each of the `words`, and how many products have it."""
    given = rows_in_list(dialect, "words")
    same = select(words.c.product_id).where(words.c.shop_id == SHOP, words.c.word == given.c.value)
    count = select(func.count()).select_from(same.correlate(given).limit(_most(COUNTED)).subquery()).scalar_subquery()
    return Prepared(select(given.c.value.label("word"), count.label("count")), dialect)


@cache
def products_with(dialect: Dialect, count: int, is_one: bool) -> Prepared:
    """All words of the first products that have one of `w0`, of `w1` and so on: those of `w0` are gone through, in
    shelf order. `b1`: a bit for each of `w1`. `is_one`: `w0` is one word; the index has its products in order."""
    chosen = _of_one(dialect, 0, is_one=is_one)
    for n in range(1, count):
        is_beside = words.c.beside.bitwise_and(bindparam(f"b{n}", type_=Number)) != 0
        chosen = chosen.where(is_beside, _has_one(dialect, n))
    shelf_order = words.c.elsewhere, words.c.sorts_as, words.c.product_id
    chosen = chosen.order_by(*shelf_order).limit(_most(RANKED))
    every = words.alias()
    return Prepared(select(*columns(every)).where(every.c.product_id.in_(chosen)), dialect)


def best_sold(shop: Any, most: int) -> Select[Any]:
    """The products of so many kinds."""
    sold = variants.c.shop_id == shop, variants.c.sold > literal_column("0")
    best_first = variants.c.sold_in.desc(), variants.c.sold.desc()
    return select(variants.c.product_id).where(*sold).order_by(*best_first).limit(_most(most))


def columns(table: Any) -> tuple[Any, ...]:
    return table.c.sorts_as, table.c.product_id, table.c.word, table.c.elsewhere


def _of_one(dialect: Dialect, n: int, *, is_one: bool = False) -> Select[Any]:
    return select(words.c.product_id).where(words.c.shop_id == SHOP, _is_one_of(dialect, words, n, is_one))


def _has_one(dialect: Dialect, n: int) -> Any:
    """Looked up for each row that is left: an EXISTS might be made a join, with all that have the word."""
    beside = words.alias()
    same = beside.c.product_id == words.c.product_id, _is_one_of(dialect, beside, n, False)
    return select(literal_column("1")).where(*same).limit(_most(1)).scalar_subquery().is_not(None)


def _is_one_of(dialect: Dialect, table: Any, n: int, is_one: bool) -> Any:
    return table.c.word == bindparam(f"w{n}", type_=Ascii) if is_one else is_in_list(dialect, table.c.word, f"w{n}")
