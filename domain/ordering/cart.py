"""A buyer's open cart: the draft of an order, kept apart from any conversation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.ordering.coupon import Coupon
from domain.ordering.errors import CouponRefused, TooMany
from domain.ordering.events import (
    CartCreated,
    CartLineWithdrawn,
    CartRepriced,
    CouponApplied,
    ItemAdded,
    ItemRemoved,
    QuantityUpdated,
)
from domain.shared.errors import Invalid
from domain.shared.events import Recorder
from domain.shared.ids import CartId, CustomerId, ShopId
from domain.shared.money import CurrencyMismatch, Money
from domain.shared.sku import ProductSKU

MOST_OF_ONE = 999
MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class CartLine:
    """`price` is of one piece, as it stood when it was last looked at."""

    sku: ProductSKU
    name: str
    price: Money
    quantity: int

    @property
    def total(self) -> Money:
        return self.price * self.quantity


class Cart(Recorder):
    """One open cart per buyer and shop. Lines stay in the order in which they came."""

    def __init__(
        self,
        id: CartId,
        shop_id: ShopId,
        customer_id: CustomerId,
        currency: str,
        lines: Iterable[CartLine] = (),
        *,
        coupon: Coupon | None = None,
        checked_out: bool = False,
        version: int = 0,
    ) -> None:
        super().__init__()
        self.id = id
        self.shop_id = shop_id
        self.customer_id = customer_id
        self.currency = currency
        self.coupon = coupon
        self.checked_out = checked_out
        self.version = version
        self._lines = {line.sku: line for line in lines}

    @classmethod
    def open(cls, id: CartId, shop_id: ShopId, customer_id: CustomerId, currency: str, now: datetime) -> Cart:
        cart = cls(id, shop_id, customer_id, currency)
        cart.say(CartCreated, now, cart_id=id, customer_id=customer_id)
        return cart

    @property
    def lines(self) -> tuple[CartLine, ...]:
        return tuple(self._lines.values())

    @property
    def is_empty(self) -> bool:
        return not self._lines

    @property
    def subtotal(self) -> Money:
        return sum((line.total for line in self.lines), Money.zero(self.currency))

    def quantity_of(self, sku: ProductSKU) -> int:
        return self._lines[sku].quantity if sku in self._lines else 0

    def discount(self, now: datetime) -> Money:
        """Zero where the coupon no longer holds."""
        try:
            return self.coupon.discount_on(self.subtotal, now) if self.coupon else Money.zero(self.currency)
        except CouponRefused:
            return Money.zero(self.currency)

    def add(self, sku: ProductSKU, name: str, price: Money, quantity: int, now: datetime) -> None:
        """More of what is there, or a new line, at the present price."""
        wanted = self.quantity_of(sku) + quantity
        if quantity < 1:
            raise Invalid("quantity", quantity)
        if price.currency != self.currency:
            raise CurrencyMismatch(price.currency, self.currency)
        if wanted > MOST_OF_ONE or (sku not in self._lines and len(self._lines) >= MOST_LINES):
            raise TooMany(MOST_OF_ONE if wanted > MOST_OF_ONE else MOST_LINES)
        self._lines[sku] = CartLine(sku, name, price, wanted)
        self.say(ItemAdded, now, cart_id=self.id, sku=str(sku), quantity=quantity)

    def set_quantity(self, sku: ProductSKU, quantity: int, now: datetime) -> None:
        """Zero removes the line; a line that is not there is none already."""
        old = self.quantity_of(sku)
        if quantity < 0:
            raise Invalid("quantity", quantity)
        if quantity > MOST_OF_ONE:
            raise TooMany(MOST_OF_ONE)
        if quantity == 0:
            return self.remove(sku, now)
        if old and quantity != old:
            self._lines[sku] = replace(self._lines[sku], quantity=quantity)
            self.say(QuantityUpdated, now, cart_id=self.id, sku=str(sku), old=old, new=quantity)
        return None

    def remove(self, sku: ProductSKU, now: datetime) -> None:
        if self._lines.pop(sku, None):
            self.say(ItemRemoved, now, cart_id=self.id, sku=str(sku), empty=self.is_empty)

    def clear(self, now: datetime) -> None:
        for sku in list(self._lines):
            self.remove(sku, now)

    def reprice(self, sku: ProductSKU, price: Money, now: datetime) -> None:
        """The shelf's price has changed: the buyer is told."""
        line = self._lines.get(sku)
        if line is None or line.price == price:
            return
        self._lines[sku] = replace(line, price=price)
        self.say(
            CartRepriced,
            now,
            cart_id=self.id,
            customer_id=self.customer_id,
            sku=str(sku),
            name=line.name,
            old=line.price,
            new=price,
        )

    def withdraw(self, sku: ProductSKU, now: datetime) -> None:
        """It is sold no longer: the buyer is told."""
        line = self._lines.get(sku)
        if line is None:
            return
        self.remove(sku, now)
        self.say(CartLineWithdrawn, now, cart_id=self.id, customer_id=self.customer_id, sku=str(sku), name=line.name)

    def apply(self, coupon: Coupon, now: datetime) -> Money:
        """Returns the discount. Raises CouponRefused, and keeps the coupon it had."""
        discount = coupon.discount_on(self.subtotal, now)
        self.coupon = coupon
        self.say(CouponApplied, now, cart_id=self.id, code=coupon.code, discount=discount)
        return discount

    def check_out(self) -> None:
        self.checked_out = True
