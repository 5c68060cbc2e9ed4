"""Customers, their carts and their orders."""

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

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _customer_customers()
    _ordering_carts()
    _ordering_coupons()
    _ordering_order_numbers()
    _ordering_orders()
    _customer_identities()
    _ordering_cart_lines()
    _ordering_order_items()


def downgrade() -> None:
    op.drop_table("ordering_order_items")
    op.drop_table("ordering_cart_lines")
    op.drop_table("customer_identities")
    op.drop_table("ordering_orders")
    op.drop_table("ordering_order_numbers")
    op.drop_table("ordering_coupons")
    op.drop_table("ordering_carts")
    op.drop_table("customer_customers")


def _customer_customers() -> None:
    op.create_table(
        "customer_customers",
        words("id"),
        words("shop_id"),
        words("name"),
        words("language"),
        words("phone", null=True),
        data("wallets"),
        data("addresses"),
        data("billing", null=True),
        data("consents"),
        moment("with_human_since", null=True),
        number("version"),
        sa.PrimaryKeyConstraint("id", name="pk_customer_customers"),
    )
    op.create_index("ix_customer_customers_shop_id", "customer_customers", ["shop_id"])
    op.create_index(
        "ix_customer_customers_with_human",
        "customer_customers",
        ["shop_id", "with_human_since"],
        **only_where("with_human_since IS NOT NULL"),
    )


def _ordering_carts() -> None:
    op.create_table(
        "ordering_carts",
        words("id"),
        words("shop_id"),
        words("customer_id"),
        words("currency"),
        data("coupon", null=True),
        flag("checked_out"),
        number("version"),
        sa.PrimaryKeyConstraint("id", name="pk_ordering_carts"),
    )
    op.create_index(
        "uq_ordering_carts_open",
        "ordering_carts",
        ["shop_id", "customer_id"],
        unique=True,
        **only_where_not("checked_out"),
    )


def _ordering_coupons() -> None:
    op.create_table(
        "ordering_coupons",
        words("shop_id"),
        words("code"),
        data("coupon"),
        sa.PrimaryKeyConstraint("shop_id", "code", name="pk_ordering_coupons"),
    )


def _ordering_order_numbers() -> None:
    op.create_table(
        "ordering_order_numbers",
        words("shop_id"),
        number("last"),
        sa.PrimaryKeyConstraint("shop_id", name="pk_ordering_order_numbers"),
    )


def _ordering_orders() -> None:
    op.create_table(
        "ordering_orders",
        words("id"),
        words("shop_id"),
        number("number"),
        words("customer_id"),
        words("state"),
        words("currency"),
        number("total_minor"),
        number("discount_minor"),
        words("coupon"),
        number("fee_minor"),
        data("address", null=True),
        number("max_days"),
        words("payment_id", null=True),
        moment("placed_at"),
        moment("pay_by"),
        number("version"),
        sa.PrimaryKeyConstraint("id", name="pk_ordering_orders"),
        check("ck_ordering_orders_money", "total_minor >= 0 AND discount_minor >= 0 AND fee_minor >= 0"),
        check(
            "ck_ordering_orders_paid", "payment_id IS NOT NULL OR state IN ('awaiting_payment', 'expired', 'cancelled')"
        ),
        one_of(
            "ck_ordering_orders_state",
            "state",
            "awaiting_payment paid ready_for_shipment shipped delivered closed expired cancelled returned",
        ),
        sa.UniqueConstraint("shop_id", "number", name="uq_ordering_orders_shop_id_number"),
    )
    op.create_index(
        "ix_ordering_orders_shop_id_customer_id_number", "ordering_orders", ["shop_id", "customer_id", "number"]
    )
    op.create_index("ix_ordering_orders_shop_id_state_number", "ordering_orders", ["shop_id", "state", "number"])
    op.create_index(
        "ix_ordering_orders_unpaid", "ordering_orders", ["pay_by"], **only_where("state = 'awaiting_payment'")
    )


def _customer_identities() -> None:
    op.create_table(
        "customer_identities",
        words("shop_id"),
        words("channel"),
        words("value"),
        words("customer_id"),
        number("position"),
        sa.PrimaryKeyConstraint("shop_id", "channel", "value", name="pk_customer_identities"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer_customers.id"], name="fk_customer_identities_customer_id"),
    )
    op.create_index("ix_customer_identities_customer_id", "customer_identities", ["customer_id"])


def _ordering_cart_lines() -> None:
    op.create_table(
        "ordering_cart_lines",
        words("cart_id"),
        words("sku"),
        words("shop_id"),
        number("position"),
        words("name"),
        number("price_minor"),
        words("currency"),
        number("quantity"),
        sa.PrimaryKeyConstraint("cart_id", "sku", name="pk_ordering_cart_lines"),
        check("ck_ordering_cart_lines_quantity", "quantity > 0"),
        sa.ForeignKeyConstraint(["cart_id"], ["ordering_carts.id"], name="fk_ordering_cart_lines_cart_id"),
    )
    op.create_index("ix_ordering_cart_lines_shop_id_sku", "ordering_cart_lines", ["shop_id", "sku"])


def _ordering_order_items() -> None:
    op.create_table(
        "ordering_order_items",
        words("order_id"),
        number("position"),
        words("shop_id"),
        words("sku"),
        words("name"),
        number("price_minor"),
        words("currency"),
        number("quantity"),
        sa.PrimaryKeyConstraint("order_id", "position", name="pk_ordering_order_items"),
        check("ck_ordering_order_items_quantity", "quantity > 0"),
        sa.ForeignKeyConstraint(["order_id"], ["ordering_orders.id"], name="fk_ordering_order_items_order_id"),
    )
    op.create_index("ix_ordering_order_items_shop_id_sku", "ordering_order_items", ["shop_id", "sku"])
