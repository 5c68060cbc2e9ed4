"""Products are found by an index of their words, misspelt ones too; a shelf's categories, talks that somebody of the
shop has taken over, a payment's attempts and bills that are paid at the door by indexes of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql, sqlite

from integrations.store.migrations.columns import (
    flag,
    index_beside,
    number,
    only_where,
    only_where_not,
    only_where_true,
    words,
)
from integrations.store.product_words import Called, spelling_rows, word_rows

revision = "0013"
down_revision = "0012"

BATCH = 1_000

NEXT_PRODUCTS = """
    SELECT id, shop_id, name, category, synonyms FROM catalog_products
    WHERE id > :after AND NOT archived ORDER BY id LIMIT :batch
"""
THEIR_VARIANTS = "SELECT product_id, sku, label FROM catalog_variants WHERE product_id IN :ids"


def upgrade() -> None:
    by_category = ["shop_id", "category", "sorts_as", "id"]
    index_beside("ix_catalog_products_category", "catalog_products", by_category, **only_where_not("archived"))
    talks = ["shop_id", "updated_at"]
    index_beside("ix_chat_conversations_human", "chat_conversations", talks, **only_where_true("human"))
    index_beside("ix_payment_attempts_payment_id", "payment_attempts", ["payment_id"])
    cash = only_where("cash IS NOT NULL")
    index_beside("ix_payment_transactions_cash", "payment_transactions", ["shop_id"], **cash)
    index = op.create_table(
        "catalog_words",
        words("product_id"),
        _ascii("word"),
        words("shop_id"),
        flag("elsewhere"),
        _ascii("sorts_as"),
        number("beside"),
        sa.PrimaryKeyConstraint("product_id", "word", name="pk_catalog_words"),
        sa.ForeignKeyConstraint(["product_id"], ["catalog_products.id"], name="fk_catalog_words_product_id"),
    )
    ways = op.create_table(
        "catalog_spellings",
        words("shop_id"),
        _ascii("key"),
        _ascii("word"),
        sa.PrimaryKeyConstraint("shop_id", "key", "word", name="pk_catalog_spellings"),
    )
    _fill(index, ways)
    shelf_order = ["shop_id", "word", "elsewhere", "sorts_as", "product_id", "beside"]
    op.create_index("ix_catalog_words_word", "catalog_words", shelf_order)


def downgrade() -> None:
    op.drop_index("ix_payment_transactions_cash", "payment_transactions")
    op.drop_index("ix_payment_attempts_payment_id", "payment_attempts")
    op.drop_index("ix_chat_conversations_human", "chat_conversations")
    op.drop_index("ix_catalog_products_category", "catalog_products")
    op.drop_table("catalog_spellings")
    op.drop_table("catalog_words")


def _ascii(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False)


def _fill(index: sa.Table, ways: sa.Table) -> None:
    """In the words that the code of today writes: it is what looks for them."""
    dialect = postgresql if op.get_bind().dialect.name == "postgresql" else sqlite
    known = dialect.insert(ways).on_conflict_do_nothing()
    seen: set[tuple[str, str]] = set()
    for batch in _called():
        rows = [row for product in batch for row in word_rows(*product)]
        new = {(row["shop_id"], row["word"]) for row in rows} - seen
        seen |= new
        if rows:
            op.bulk_insert(index, rows)
        if new:
            op.get_bind().execute(
                known, [row for shop_id, word in sorted(new) for row in spelling_rows(shop_id, [word])]
            )


def _called() -> Iterator[list[tuple[str, str, Called]]]:
    """Shop, id and what it is called, of all that are shown."""
    bind, after = op.get_bind(), ""
    variants = sa.text(THEIR_VARIANTS).bindparams(sa.bindparam("ids", expanding=True))
    while found := bind.execute(sa.text(NEXT_PRODUCTS), {"after": after, "batch": BATCH}).all():
        marks: dict[str, list[str]] = {}
        for variant in bind.execute(variants, {"ids": [row.id for row in found]}):
            marks.setdefault(variant.product_id, []).extend((variant.sku, variant.label))
        yield [(row.shop_id, row.id, Called(row.name, _others(row, marks.get(row.id, [])))) for row in found]
        after = found[-1].id


def _others(row: Any, marks: list[str]) -> tuple[str, ...]:
    synonyms = json.loads(row.synonyms) if isinstance(row.synonyms, str) else row.synonyms
    return (row.category, *map(str, synonyms), *marks)
