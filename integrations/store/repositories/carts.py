"""Open carts with their lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from domain.ordering.cart import Cart, CartLine
from domain.ordering.coupon import Coupon
from domain.shared.ids import CartId, CustomerId, ShopId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from integrations.store.codec import dump, load
from integrations.store.repositories.base import Repository
from integrations.store.repositories.rows import Part, Rows, Stored
from integrations.store.tables.ordering import cart_lines, carts


class SqlCarts(Repository[Cart]):
    what = "cart"
    table = carts
    parts = (Part(cart_lines, "cart_id", ("sku",)),)

    def add(self, root: Cart) -> None:
        super().add(root)
        self._known[root.customer_id] = root.id

    def open_of(self, customer_id: CustomerId) -> Cart | None:
        if customer_id in self._known:
            cart = self._recall(customer_id)
            return None if cart is None or cart.checked_out else cart
        if customer_id in self._connection.fresh:
            return None
        return self._find((carts.c.customer_id == customer_id) & ~carts.c.checked_out)

    def look_at(self, customer_id: CustomerId) -> Cart | None:
        """The same, not locked: for reading only."""
        if customer_id in self._known:
            return self.open_of(customer_id)
        return self._find((carts.c.customer_id == customer_id) & ~carts.c.checked_out, lock=False)

    def with_sku(self, sku: ProductSKU) -> list[Cart]:
        having = select(cart_lines.c.cart_id).where(
            cart_lines.c.shop_id == self._scope.shop_id, cart_lines.c.sku == str(sku)
        )
        found = self._all(carts.c.id.in_(having) & ~carts.c.checked_out)
        return [cart for cart in found if cart.quantity_of(sku)]

    def to_rows(self, root: Cart) -> Rows:
        values = {
            "id": root.id,
            "shop_id": root.shop_id,
            "customer_id": root.customer_id,
            "currency": root.currency,
            "coupon": dump(root.coupon) if root.coupon else None,
            "checked_out": root.checked_out,
        }
        return Rows(values, ([_line_row(root, n, line) for n, line in enumerate(root.lines)],))

    def from_rows(self, row: Stored, parts: Sequence[Sequence[Stored]]) -> Cart:
        return Cart(
            CartId(row["id"]),
            ShopId(row["shop_id"]),
            CustomerId(row["customer_id"]),
            row["currency"],
            [line_of(part) for part in parts[0]],
            coupon=load(Coupon, row["coupon"]) if row["coupon"] else None,
            checked_out=row["checked_out"],
            version=row["version"],
        )


def line_of(row: Stored) -> CartLine:
    price = Money(row["price_minor"], row["currency"])
    return CartLine(ProductSKU(row["sku"]), row["name"], price, row["quantity"])


def _line_row(cart: Cart, position: int, line: CartLine) -> dict[str, Any]:
    return {
        "cart_id": cart.id,
        "shop_id": cart.shop_id,
        "sku": str(line.sku),
        "position": position,
        "name": line.name,
        "price_minor": line.price.minor,
        "currency": line.price.currency,
        "quantity": line.quantity,
    }
