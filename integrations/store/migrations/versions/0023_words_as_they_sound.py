"""Short words are found by their sound, too: those that are there get the key by which new ones are kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql, sqlite

from integrations.store.spelling import SHORT, SHORTEST_HEARD, heard, itself

revision = "0023"
down_revision = "0022"

BATCH = 2_000
NEXT_WORDS = """
    SELECT shop_id, key, word FROM catalog_spellings
    WHERE (shop_id, key) > (:shop_id, :key) AND key >= '=' AND key < '>' ORDER BY shop_id, key LIMIT :batch
"""
WORDS = sa.table("catalog_spellings", *map(sa.column, ("shop_id", "key", "word")))


def upgrade() -> None:
    dialect = postgresql if op.get_bind().dialect.name == "postgresql" else sqlite
    known = dialect.insert(WORDS).on_conflict_do_nothing()
    for words in _words():
        rows = [
            {"shop_id": row.shop_id, "key": heard(row.word), "word": row.word}
            for row in words
            if row.key == itself(row.word) and SHORTEST_HEARD <= len(row.word) <= SHORT
        ]
        if rows:
            op.get_bind().execute(known, rows)


def downgrade() -> None:
    """The release before looks for none of them."""


def _words() -> Iterator[list[Any]]:
    last = {"shop_id": "", "key": ""}
    while found := op.get_bind().execute(sa.text(NEXT_WORDS), {**last, "batch": BATCH}).all():
        yield list(found)
        last = {"shop_id": found[-1].shop_id, "key": found[-1].key}
