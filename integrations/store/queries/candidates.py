"""The few products that may be meant, found by their words: what is then ranked does not grow with the shelf.

Exact only up to the bounds below. Where more products fit than are ranked, those come first that are named so, in
shelf order; where a word may stand for more words than are looked at, the most alike are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, select, union_all

from domain.catalog.stems import stem
from integrations.store.product_words import bits
from integrations.store.queries.search import CUT_OFF, Searchable, alike, parts_of
from integrations.store.spelling import itself, keys_like
from integrations.store.tables.catalog import products, spellings, words
from integrations.store.transaction import Transaction
from integrations.store.words import LONGEST

FEW = 1_500
"""Words of products, some ten for each."""
TYPED = 6
"""So many of the words typed choose the products; all of them rank them."""
SPELLED, BEGUN, MEANT = 3_000, 300, 60
"""So many words are compared with those typed, so many begin like one of them; it may stand for so many of both."""
ENOUGH, RANKED = 12, 120
"""So many products that have those of the words that the shop knows are enough; so many at most are ranked."""
COUNTED = 3_000
"""A word of more products is common, however many they are."""

LAST = "~"
"""Behind every letter and digit."""

Meant = list[str]
"""The words of the shop that one typed word may stand for, the most alike first."""


Place = tuple[str, str]
"""On the shelf: as the product is sorted, and its id."""


class Candidates:
    """Of one shop."""

    def __init__(self, connection: Transaction, shop_id: str) -> None:
        self._connection = connection
        self._shop_id = shop_id

    def all(self) -> list[Searchable] | None:
        """Every product in shelf order, where there are few: to rank them all is quicker than to choose. Else None."""
        mine = select(*_columns(words)).where(words.c.shop_id == self._shop_id).limit(FEW + 1)
        rows = self._connection.read_of(products, mine).all()
        if len(rows) > FEW:
            return None
        found = _gathered(rows)
        return [found[place] for place in sorted(found)]

    def of(self, typed: Sequence[str]) -> list[Searchable]:
        """In shelf order."""
        wanted = sorted(set(typed), key=len, reverse=True)[:TYPED]
        if wanted and len(wanted) == len(set(typed)) and (exact := self._with_all([[word] for word in wanted], RANKED)):
            return [exact[place] for place in sorted(exact)]
        each_meant = self._meant(wanted) if wanted else []
        meant = [those for _word, those in each_meant]
        if not meant or not all(meant):
            return []
        known = [[word] if word in those else those for word, those in each_meant]
        found = self._with_all(known, RANKED) if known != meant else {}
        if len(found) < ENOUGH:
            found |= self._with_all(meant, RANKED)
        return [found[place] for place in sorted(found)]

    def _meant(self, wanted: list[str]) -> list[tuple[str, Meant]]:
        """A word that stands for none, but is made of two, is these two."""
        near = set(self._connection.read_of(products, self._near(wanted)).scalars())
        found = [(word, _most_alike(word, near)) for word in wanted]
        return [each for word, those in found for each in ([(word, those)] if those else _run_together(word, near))]

    def _near(self, wanted: list[str]) -> Any:
        parts_of_each = (itself(part) for word in wanted for pair in parts_of(word[:LONGEST]) for part in pair)
        keys = sorted({*parts_of_each, *map(itself, map(stem, wanted))}.union(*map(keys_like, wanted)))
        mine = select(spellings.c.word).where(spellings.c.shop_id == self._shop_id)
        begun = (
            mine.where(_begins_with(min(word, stem(word), key=len))).limit(BEGUN) for word in wanted if len(word) >= 2
        )
        parts = mine.where(spellings.c.key.in_(keys)).limit(SPELLED), *begun
        return union_all(*(select(part.subquery()) for part in parts))

    def _with_all(self, meant: list[Meant], limit: int) -> dict[Place, Searchable]:
        """Products that have one of each: those of the rarest are gone through."""
        first, *rest = self._rarest_first(meant)
        chosen = self._of_one(first)
        for those in rest:
            chosen = chosen.where(words.c.beside.bitwise_and(bits(those)) != 0, self._has_one(those))
        shelf_order = words.c.elsewhere, words.c.sorts_as, words.c.product_id
        return self._read(chosen.order_by(*shelf_order).limit(limit))

    def _rarest_first(self, meant: list[Meant]) -> list[Meant]:
        if len(meant) == 1:
            return meant
        counts = (select(func.count()).select_from(self._of_one(those).limit(COUNTED).subquery()) for those in meant)
        row = self._connection.read_of(products, select(*(each.scalar_subquery() for each in counts))).one()
        return [those for _count, _words, those in sorted(zip(row, map(len, meant), meant, strict=True))]

    def _of_one(self, those: Meant) -> Select[Any]:
        return select(words.c.product_id).where(self._is_one_of(words, those))

    def _has_one(self, those: Meant) -> Any:
        beside = words.alias()
        return select(1).where(beside.c.product_id == words.c.product_id, self._is_one_of(beside, those)).exists()

    def _is_one_of(self, table: Any, those: Meant) -> Any:
        """One word is not asked for as a list of one: so the index gives its products in order."""
        one = table.c.word == those[0] if len(those) == 1 else table.c.word.in_(those)
        return and_(table.c.shop_id == self._shop_id, one)

    def _read(self, chosen: Select[Any]) -> dict[Place, Searchable]:
        every = words.alias()
        rows = self._connection.read_of(products, select(*_columns(every)).where(every.c.product_id.in_(chosen)))
        return _gathered(rows)


def _columns(table: Any) -> tuple[Any, ...]:
    return table.c.sorts_as, table.c.product_id, table.c.word, table.c.elsewhere


def _gathered(rows: Iterable[Any]) -> dict[Place, Searchable]:
    names: dict[Place, tuple[list[str], list[str]]] = {}
    for sorts_as, id, word, elsewhere in rows:
        names.setdefault((sorts_as, id), ([], []))[elsewhere].append(word)
    return {place: Searchable(place[1], tuple(name), tuple(others)) for place, (name, others) in names.items()}


def _begins_with(word: str) -> Any:
    return and_(spellings.c.key > itself(word), spellings.c.key < itself(word) + LAST)


def _run_together(word: str, among: set[str]) -> list[tuple[str, Meant]]:
    pairs = (pair for pair in parts_of(word) if among.issuperset(pair))
    return [(part, [part]) for part in next(pairs, ())] or [(word, [])]


def _most_alike(word: str, among: set[str]) -> Meant:
    scored = sorted((-score, other) for other in among if (score := alike(word, other)) >= CUT_OFF)
    return [other for _score, other in scored[:MEANT]]
