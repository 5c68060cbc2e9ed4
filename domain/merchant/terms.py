"""How a shop deals with cash at the door, and with money that goes back."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.errors import Invalid
from domain.shared.money import EXPONENTS, Money


@dataclass(frozen=True, slots=True)
class Terms:
    """`cash_up_to`: the largest order that may be paid on delivery, None for none; `deposit_percent` of it is paid in
    advance. `refund_alone_up_to`: what one person may pay back; above it a second one approves, None for never."""

    cash_up_to: Money | None = None
    deposit_percent: int = 0
    refund_alone_up_to: Money | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.deposit_percent < 100:
            raise Invalid("deposit", self.deposit_percent, "a per cent, less than a hundred")

    def takes_cash(self, total: Money) -> bool:
        return self.cash_up_to is not None and bool(total) and total <= self.cash_up_to

    def deposit(self, total: Money) -> Money:
        """In whole major units, rounded up: every wallet takes those. Never all of it."""
        unit = 10 ** EXPONENTS[total.currency]
        percent = total.minor * self.deposit_percent
        whole = -(-percent // (100 * unit)) * unit
        return Money(whole if whole < total.minor else 0, total.currency)

    def approvals(self, amount: Money) -> int:
        """How many people it takes to pay `amount` back."""
        return 2 if self.refund_alone_up_to is not None and amount > self.refund_alone_up_to else 1
