"""Shops, and what lies on their shelves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.store.migrations.columns import (
    check,
    data,
    flag,
    moment,
    number,
    one_of,
    only_where,
    only_where_not,
    words,
)

revision = "0001"
down_revision = None


def upgrade() -> None:
    _catalog_holds()
    _catalog_products()
    _merchant_shops()
    _catalog_hold_lines()
    _catalog_variants()
    _merchant_couriers()
    _merchant_staff()
    _merchant_wallets()
    _merchant_zones()


def downgrade() -> None:
    op.drop_table("merchant_zones")
    op.drop_table("merchant_wallets")
    op.drop_table("merchant_staff")
    op.drop_table("merchant_couriers")
    op.drop_table("catalog_variants")
    op.drop_table("catalog_hold_lines")
    op.drop_table("merchant_shops")
    op.drop_table("catalog_products")
    op.drop_table("catalog_holds")


def _catalog_holds() -> None:
    op.create_table(
        "catalog_holds",
        words("order_id"),
        words("shop_id"),
        moment("until"),
        words("state"),
        sa.PrimaryKeyConstraint("order_id", name="pk_catalog_holds"),
        one_of("ck_catalog_holds_state", "state", "held confirmed released"),
    )
    op.create_index("ix_catalog_holds_until", "catalog_holds", ["shop_id", "until"], **only_where("state = 'held'"))


def _catalog_products() -> None:
    op.create_table(
        "catalog_products",
        words("id"),
        words("shop_id"),
        words("name"),
        words("sorts_as"),
        words("category"),
        words("description"),
        words("photo"),
        data("synonyms"),
        flag("archived"),
        number("version"),
        sa.PrimaryKeyConstraint("id", name="pk_catalog_products"),
    )
    op.create_index(
        "ix_catalog_products_shelf", "catalog_products", ["shop_id", "sorts_as", "id"], **only_where_not("archived")
    )


def _merchant_shops() -> None:
    op.create_table(
        "merchant_shops",
        words("shop_id"),
        words("name"),
        words("number"),
        words("language"),
        words("region"),
        words("currency"),
        words("time_zone"),
        data("languages"),
        words("about"),
        words("pickup"),
        data("pickup_pin", null=True),
        words("hours"),
        number("hold_minutes"),
        number("version"),
        sa.PrimaryKeyConstraint("shop_id", name="pk_merchant_shops"),
        check("ck_merchant_shops_hold_minutes", "hold_minutes > 0"),
        sa.UniqueConstraint("number", name="uq_merchant_shops_number"),
    )


def _catalog_hold_lines() -> None:
    op.create_table(
        "catalog_hold_lines",
        words("order_id"),
        words("sku"),
        words("shop_id"),
        number("quantity"),
        sa.PrimaryKeyConstraint("order_id", "sku", name="pk_catalog_hold_lines"),
        check("ck_catalog_hold_lines_quantity", "quantity > 0"),
        sa.ForeignKeyConstraint(["order_id"], ["catalog_holds.order_id"], name="fk_catalog_hold_lines_order_id"),
    )
    op.create_index("ix_catalog_hold_lines_shop_id_sku", "catalog_hold_lines", ["shop_id", "sku"])


def _catalog_variants() -> None:
    op.create_table(
        "catalog_variants",
        words("product_id"),
        words("sku"),
        words("shop_id"),
        words("label"),
        number("price_minor"),
        words("currency"),
        number("on_hand"),
        number("held"),
        number("low_at"),
        sa.PrimaryKeyConstraint("product_id", "sku", name="pk_catalog_variants"),
        check("ck_catalog_variants_held", "held >= 0 AND held <= on_hand"),
        check("ck_catalog_variants_on_hand", "on_hand >= 0"),
        check("ck_catalog_variants_price", "price_minor > 0"),
        sa.ForeignKeyConstraint(["product_id"], ["catalog_products.id"], name="fk_catalog_variants_product_id"),
        sa.UniqueConstraint("shop_id", "sku", name="uq_catalog_variants_shop_id_sku"),
    )


def _merchant_couriers() -> None:
    op.create_table(
        "merchant_couriers",
        words("shop_id"),
        words("code"),
        number("position"),
        words("name"),
        words("account"),
        words("secret"),
        sa.PrimaryKeyConstraint("shop_id", "code", name="pk_merchant_couriers"),
        sa.ForeignKeyConstraint(["shop_id"], ["merchant_shops.shop_id"], name="fk_merchant_couriers_shop_id"),
        sa.UniqueConstraint("account", name="uq_merchant_couriers_account"),
    )


def _merchant_staff() -> None:
    op.create_table(
        "merchant_staff",
        words("shop_id"),
        words("id"),
        number("position"),
        words("name"),
        words("identity"),
        words("role"),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_merchant_staff"),
        sa.ForeignKeyConstraint(["shop_id"], ["merchant_shops.shop_id"], name="fk_merchant_staff_shop_id"),
        sa.UniqueConstraint("shop_id", "identity", name="uq_merchant_staff_shop_id_identity"),
    )
    op.create_index("ix_merchant_staff_identity", "merchant_staff", ["identity"])


def _merchant_wallets() -> None:
    op.create_table(
        "merchant_wallets",
        words("shop_id"),
        words("code"),
        number("position"),
        words("name"),
        words("provider"),
        words("account"),
        words("mode"),
        sa.PrimaryKeyConstraint("shop_id", "code", name="pk_merchant_wallets"),
        sa.ForeignKeyConstraint(["shop_id"], ["merchant_shops.shop_id"], name="fk_merchant_wallets_shop_id"),
    )
    op.create_index("ix_merchant_wallets_provider_account", "merchant_wallets", ["provider", "account"])


def _merchant_zones() -> None:
    op.create_table(
        "merchant_zones",
        words("shop_id"),
        words("name"),
        number("position"),
        number("fee_minor"),
        words("currency"),
        number("min_days"),
        number("max_days"),
        data("middle", null=True),
        data("aliases"),
        sa.PrimaryKeyConstraint("shop_id", "name", name="pk_merchant_zones"),
        check("ck_merchant_zones_fee", "fee_minor >= 0"),
        sa.ForeignKeyConstraint(["shop_id"], ["merchant_shops.shop_id"], name="fk_merchant_zones_shop_id"),
    )
