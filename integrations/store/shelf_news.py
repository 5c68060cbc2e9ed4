"""What has changed on a shop's shelf since a moment, as columns of a statement that asks for more.

Each variant and product bears the moment of its last change (migration 0014). On PostgreSQL that is the transaction
that made it, and the moment of a look is the oldest transaction that was still under way: whatever becomes visible
later is of that one or a younger one, and is found by the next look. SQLite, with one writer at a time, counts.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, bindparam, exists, func, literal_column, or_, select
from sqlalchemy.engine import Dialect

from integrations.store.tables.base import Number
from integrations.store.tables.catalog import hold_lines, holds, products, variants

MOST_CHANGES = 100
"""More, and all is read anew."""
XMIN = "CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)"


def shelf_news(dialect: Dialect, shop: Any, buyer: Any) -> tuple[Any, ...]:
    """`moment`, `is_other`, `changed`, `lapsed`, of what changed from `:since` on, at `:now`. What is kept for `buyer`,
    a column of the statement around it, counts as lapsed."""
    since = bindparam("since", type_=Number)
    is_other = exists().where(products.c.shop_id == shop, products.c.changed_in >= since)
    return (
        _moment(dialect, shop).label("moment"),
        is_other.label("is_other"),
        _changed(dialect, shop, since).label("changed"),
        _lapsed(dialect, shop, buyer).label("lapsed"),
    )


def is_postgres(dialect: Dialect) -> bool:
    return dialect.name == "postgresql"


def listed(dialect: Dialect, item: Any, rows: Any) -> Any:
    """The rows of a subquery as one JSON list."""
    gathered = func.json_agg(item) if is_postgres(dialect) else func.json_group_array(item)
    return select(gathered).select_from(rows).scalar_subquery()


def _moment(dialect: Dialect, shop: Any) -> Any:
    if is_postgres(dialect):
        return literal_column(XMIN, BigInteger())
    last = (
        func.coalesce(select(func.max(table.c.changed_in)).where(table.c.shop_id == shop).scalar_subquery(), 0)
        for table in (products, variants)
    )
    return func.max(*last) + 1


def _changed(dialect: Dialect, shop: Any, since: Any) -> Any:
    it = variants.c
    counted = (it.on_hand - it.held).label("available")
    rows = select(it.product_id, it.sku, it.label, it.price_minor, counted, it.sold, it.sold_in)
    found = rows.where(it.shop_id == shop, it.changed_in >= since).limit(MOST_CHANGES).subquery()
    array = func.json_build_array if is_postgres(dialect) else func.json_array
    return listed(dialect, array(*found.c), found)


def _lapsed(dialect: Dialect, shop: Any, buyer: Any) -> Any:
    now = bindparam("now", type_=holds.c.until.type)
    is_free = or_(holds.c.until <= now, holds.c.kept_for == buyer)
    over = holds.c.shop_id == shop, holds.c.state == literal_column("'held'"), is_free
    pieces = func.sum(hold_lines.c.quantity).label("pieces")
    rows = select(hold_lines.c.sku, pieces).join(holds, holds.c.order_id == hold_lines.c.order_id)
    chosen = rows.where(*over).group_by(hold_lines.c.sku).correlate(buyer.table)
    found = chosen.lateral() if is_postgres(dialect) else chosen.subquery()
    array = func.json_build_array if is_postgres(dialect) else func.json_array
    return listed(dialect, array(*found.c), found)
