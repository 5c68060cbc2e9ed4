"""Rules that a race could break stand in the database too: which one was broken, and what that means here."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import UniqueConstraint

from domain.catalog.errors import DuplicateSKU, OutOfStock
from domain.shared.errors import Conflict, Refusal
from integrations.store.tables import METADATA

REFUSALS: dict[str, Callable[[], Refusal]] = {
    "ck_catalog_variants_on_hand": lambda: OutOfStock({"": 0}),
    "ck_catalog_variants_held": lambda: OutOfStock({"": 0}),
    "uq_catalog_variants_shop_id_sku": lambda: DuplicateSKU(""),
    "uq_chat_inbox_source_provider_id": lambda: Conflict("message"),
    "pk_chat_conversations": lambda: Conflict("conversation"),
    "pk_chat_places": lambda: Conflict("place"),
    "uq_merchant_shops_code": lambda: Conflict("code"),
    "pk_catalog_holds": lambda: Conflict("hold"),
    "pk_customer_identities": lambda: Conflict("customer"),
    "uq_fulfillment_shipments_shop_id_order_id": lambda: Conflict("shipment"),
    "uq_ordering_carts_open": lambda: Conflict("cart"),
    "uq_ordering_orders_shop_id_number": lambda: Conflict("order"),
    "uq_payment_transactions_shop_id_order_id": lambda: Conflict("payment"),
    "uq_payment_attempts_live": lambda: Conflict("attempt"),
    "uq_payment_attempts_provider_ref": lambda: Conflict("reference"),
    "pk_payment_credit_accounts": lambda: Conflict("credit"),
    "pk_payment_captures": lambda: Conflict("capture"),
}


def refusal_for(constraint: str) -> Refusal | None:
    """None: breaking this one is a bug, not an answer."""
    return REFUSALS[constraint]() if constraint in REFUSALS else None


def broken_constraint(error: BaseException) -> str:
    """Its name. SQLite names the columns of a unique key only, so they are looked up."""
    diagnosis = getattr(error, "diag", None)
    if diagnosis is not None:
        return diagnosis.constraint_name or ""
    message = str(error)
    if match := re.match(r"CHECK constraint failed: (\w+)", message):
        return match[1]
    if match := re.match(r"UNIQUE constraint failed: (.+)", message):
        return _unique_keys().get(frozenset(match[1].split(", ")), "")
    return ""


@cache
def _unique_keys() -> dict[frozenset[str], str]:
    """`table.column` of every unique key, to its name."""
    keys = {}
    for table in METADATA.sorted_tables:
        uniques: list[Any] = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
        uniques += [index for index in table.indexes if index.unique]
        for unique in [table.primary_key, *uniques]:
            keys[frozenset(f"{table.name}.{column.name}" for column in unique.columns)] = str(unique.name)
    return keys
