"""A word that makes an order cheaper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.ordering.errors import CouponRefused
from domain.shared.errors import Invalid
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class Coupon:
    """Either `percent` off (whole per cent, rounded down to a minor unit) or `amount` off."""

    code: str
    percent: int = 0
    amount: Money | None = None
    minimum: Money | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.percent <= 100 or bool(self.percent) == bool(self.amount):
            raise Invalid("coupon", self.code, "a per cent or an amount")
        if self.amount is not None and self.amount.minor < 0:
            raise Invalid("coupon", self.code, "it makes nothing dearer")

    def discount_on(self, subtotal: Money, now: datetime) -> Money:
        """Never more than the subtotal. Raises CouponRefused."""
        if self.until is not None and self.until <= now:
            raise CouponRefused(self.code, "expired")
        if self.minimum is not None and subtotal < self.minimum:
            raise CouponRefused(self.code, "minimum")
        off = self.amount or Money(subtotal.minor * self.percent // 100, subtotal.currency)
        return min(off, subtotal, key=lambda money: money.minor)
