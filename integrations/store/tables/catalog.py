"""Rows of the shelf: products, their variants with stock, what is held of them, and who waits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from integrations.store.tables.base import Ascii, Json, Number, Row, Words, one_of, only_where, only_where_not, table_of


class ProductRow(Row, table=True):
    __tablename__ = "catalog_products"
    __table_args__ = (
        Index("ix_catalog_products_shelf", "shop_id", "sorts_as", "id", **only_where_not("archived")),
        Index("ix_catalog_products_changed", "shop_id", "changed_in"),
        Index("ix_catalog_products_category", "shop_id", "category", "sorts_as", "id", **only_where_not("archived")),
    )

    id: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    name: str = Field(sa_type=Words)
    sorts_as: str = Field(sa_type=Words)  # the name without accents and capitals
    category: str = Field(sa_type=Words)
    description: str = Field(sa_type=Words)
    photo: str = Field(sa_type=Words)
    synonyms: list[Any] = Field(sa_type=Json)
    archived: bool
    version: int = Field(sa_type=Number)
    changed_in: int = Field(default=0, sa_type=Number, sa_column_kwargs={"server_default": "0"})  # by a trigger


class VariantRow(Row, table=True):
    """What can be sold is `on_hand - held`, and never less than nothing: the last guard against overselling."""

    __tablename__ = "catalog_variants"
    __table_args__ = (
        UniqueConstraint("shop_id", "sku"),
        Index("ix_catalog_variants_changed", "shop_id", "changed_in"),
        Index("ix_catalog_variants_sold", "shop_id", "sold_in", "sold", "product_id", **only_where("sold > 0")),
        CheckConstraint("on_hand >= 0", name="on_hand"),
        CheckConstraint("held >= 0 AND held <= on_hand", name="held"),
        CheckConstraint("price_minor > 0", name="price"),
    )

    product_id: str = Field(primary_key=True, foreign_key="catalog_products.id", sa_type=Words)
    sku: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    label: str = Field(sa_type=Words)
    price_minor: int = Field(sa_type=Number)
    currency: str = Field(sa_type=Words)
    on_hand: int = Field(sa_type=Number)
    held: int = Field(sa_type=Number)
    low_at: int = Field(sa_type=Number)
    sold: int = Field(default=0, sa_type=Number, sa_column_kwargs={"server_default": "0"})  # of late, see `Sales`
    sold_in: int = Field(default=0, sa_type=Number, sa_column_kwargs={"server_default": "0"})
    changed_in: int = Field(default=0, sa_type=Number, sa_column_kwargs={"server_default": "0"})  # by a trigger


class HoldRow(Row, table=True):
    """One order's hold; there is never a second. Or what is kept for somebody who has not ordered yet."""

    __tablename__ = "catalog_holds"
    __table_args__ = (
        CheckConstraint(one_of("state", "held", "confirmed", "released"), name="state"),
        Index("ix_catalog_holds_until", "shop_id", "until", **only_where("state = 'held'")),
        Index("ix_catalog_holds_kept_for", "kept_for", **only_where("state = 'held'")),
    )

    order_id: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    until: datetime
    state: str = Field(sa_type=Words)
    kept_for: str | None = Field(default=None, sa_type=Words)


class HoldLineRow(Row, table=True):
    __tablename__ = "catalog_hold_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"), Index(None, "shop_id", "sku"))

    order_id: str = Field(primary_key=True, foreign_key="catalog_holds.order_id", sa_type=Words)
    sku: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    quantity: int = Field(sa_type=Number)


class WaitingRow(Row, table=True):
    """Somebody's place in the line for a variant."""

    __tablename__ = "catalog_waitings"
    __table_args__ = (Index(None, "shop_id", "sku", "since"),)

    customer_id: str = Field(primary_key=True, sa_type=Words)
    sku: str = Field(primary_key=True, sa_type=Words)
    shop_id: str = Field(sa_type=Words)
    since: datetime


class WordRow(Row, table=True):
    """A word that leads to a product that is shown. Whoever asks for one word reads them in shelf order, those
    first that name the product. `beside` tells by a bit each which words stand beside it: roughly, but at once."""

    __tablename__ = "catalog_words"
    __table_args__ = (
        Index("ix_catalog_words_word", "shop_id", "word", "elsewhere", "sorts_as", "product_id", "beside"),
    )

    product_id: str = Field(primary_key=True, foreign_key="catalog_products.id", sa_type=Words)
    word: str = Field(primary_key=True, sa_type=Ascii)
    shop_id: str = Field(sa_type=Words)
    elsewhere: bool  # not in the name: in the category, a synonym, an SKU or a label
    sorts_as: str = Field(sa_type=Ascii)
    beside: int = Field(sa_type=Number)


class SpellingRow(Row, table=True):
    """Under what a word of the shop is found, misspelt or not. A word that no product has any more may stay."""

    __tablename__ = "catalog_spellings"

    shop_id: str = Field(primary_key=True, sa_type=Words)
    key: str = Field(primary_key=True, sa_type=Ascii)
    word: str = Field(primary_key=True, sa_type=Ascii)


class SynonymsRow(Row, table=True):
    """What a shop's buyers also call a word, `folded` without accents and capitals."""

    __tablename__ = "catalog_synonyms"

    shop_id: str = Field(primary_key=True, sa_type=Words)
    folded: str = Field(primary_key=True, sa_type=Words)
    word: str = Field(sa_type=Words)
    others: list[Any] = Field(sa_type=Json)


products = table_of(ProductRow)
variants = table_of(VariantRow)
holds = table_of(HoldRow)
hold_lines = table_of(HoldLineRow)
waitings = table_of(WaitingRow)
words = table_of(WordRow)
spellings = table_of(SpellingRow)
synonyms = table_of(SynonymsRow)
