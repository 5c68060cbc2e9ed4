"""How a shop deals: cash at the door, money that goes back, when it is open, how large an order may be."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.merchant.distances import Distance
from domain.merchant.errors import TooLarge, TooSmall
from domain.merchant.opening import Opening
from domain.shared.errors import Invalid
from domain.shared.money import EXPONENTS, Money


@dataclass(frozen=True, slots=True)
class Terms:
    """`cash_up_to`: the largest order that may be paid on delivery, None for none; `deposit_percent` of it is paid in
    advance. `refund_alone_up_to`: what one person may pay back; above it a second one approves, None for never.
    `order_from` and `order_up_to`: what the goods of an order come to at least and at most. `distances`: what bringing
    it costs where no zone is named."""

    cash_up_to: Money | None = None
    deposit_percent: int = 0
    refund_alone_up_to: Money | None = None
    order_from: Money | None = None
    order_up_to: Money | None = None
    opening: Opening = field(default_factory=Opening)
    distances: tuple[Distance, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.deposit_percent < 100:
            raise Invalid("deposit", self.deposit_percent, "a per cent, less than a hundred")

    @property
    def amounts(self) -> tuple[Money, ...]:
        limits = (self.cash_up_to, self.refund_alone_up_to, self.order_from, self.order_up_to)
        return (*(limit for limit in limits if limit is not None), *(each.fee for each in self.distances))

    def takes_cash(self, total: Money) -> bool:
        return self.cash_up_to is not None and bool(total) and total <= self.cash_up_to

    def ensure_takes(self, goods: Money) -> None:
        """Raises TooSmall, TooLarge."""
        if self.order_from is not None and goods < self.order_from:
            raise TooSmall(self.order_from, self.order_from - goods)
        if self.order_up_to is not None and goods > self.order_up_to:
            raise TooLarge(self.order_up_to)

    def deposit(self, total: Money) -> Money:
        """In whole major units, rounded up: every wallet takes those. Never all of it."""
        unit = 10 ** EXPONENTS[total.currency]
        percent = total.minor * self.deposit_percent
        whole = -(-percent // (100 * unit)) * unit
        return Money(whole if whole < total.minor else 0, total.currency)

    def approvals(self, amount: Money) -> int:
        """How many people it takes to pay `amount` back."""
        return 2 if self.refund_alone_up_to is not None and amount > self.refund_alone_up_to else 1
