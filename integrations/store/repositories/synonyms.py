"""What a shop's buyers also call what it sells."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from domain.catalog.synonyms import Synonyms
from integrations.store.repositories.base import Scope
from integrations.store.tables.catalog import products, synonyms
from integrations.store.words import folded
from integrations.store.writes import delete_row, insert_rows, update_row


class SqlOtherWords:
    """Read by the searches of every process: what is written here makes them read their shelf anew."""

    def __init__(self, scope: Scope) -> None:
        self._shop_id = scope.shop_id
        self._connection = scope.connection

    def all(self) -> tuple[Synonyms, ...]:
        found = self._connection.read(self._chosen().order_by(synonyms.c.folded))
        return tuple(synonyms_of(row) for row in found)

    def find(self, word: str) -> Synonyms | None:
        found = self._connection.read(self._chosen().where(synonyms.c.folded == folded(word))).first()
        return synonyms_of(found) if found else None

    def put(self, told: Synonyms) -> None:
        row = self._key(told.word) | {"word": told.word, "others": list(told.others)}
        self._connection.later(insert_rows(synonyms, [row], once=("shop_id", "folded"), renewed=("word", "others")))
        self._touch_shelf()

    def remove(self, word: str) -> None:
        self._connection.later(delete_row(synonyms, self._key(word)))
        self._touch_shelf()

    def _chosen(self) -> Any:
        return select(synonyms).where(synonyms.c.shop_id == self._shop_id)

    def _key(self, word: str) -> dict[str, str]:
        return {"shop_id": self._shop_id, "folded": folded(word)}

    def _touch_shelf(self) -> None:
        """Processes look for what has changed among the products: one that is written as it was says enough, and
        costs no turn a question more. Where nothing is sold nothing is kept."""
        self._connection.touched |= {products.name, synonyms.name}
        mine = select(products.c.id).where(products.c.shop_id == self._shop_id, ~products.c.archived)
        first = self._connection.look(mine.order_by(products.c.sorts_as, products.c.id).limit(1)).scalar()
        if first is not None:
            self._connection.later(update_row(products, {"id": first}, {"shop_id": self._shop_id}))


def synonyms_of(row: Any) -> Synonyms:
    return Synonyms(row.word, tuple(map(str, row.others)))
