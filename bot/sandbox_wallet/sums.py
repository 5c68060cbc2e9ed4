"""Amounts as the wallet writes them, and what a payer may make of the one that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.sandbox_wallet.errors import conflict
from bot.sandbox_wallet.wire import DECIMALS

FEE_IN = 100
"""Of a hundred units the wallet keeps one."""


@dataclass(frozen=True, slots=True)
class Sum:
    """`amount` in major units, with exactly the decimals of its currency."""

    amount: str
    currency: str

    @property
    def fee(self) -> str:
        """One per cent, rounded down: what the shop is charged for it."""
        return self._of(self._minor // FEE_IN).amount

    def less(self) -> Sum:
        """Half, and at least one unit less. Raises WalletError where nothing would be left."""
        half = self._minor // 2
        if half == 0:
            raise conflict("too_small", "of one unit there is no half")
        return self._of(half)

    def more(self) -> Sum:
        """A tenth more, and at least one unit."""
        return self._of(self._minor + max(1, self._minor // 10))

    def elsewhere(self) -> Sum:
        """The same number in another currency of as many decimals: francs of Dakar for francs of Douala."""
        others = (code for code in DECIMALS if code != self.currency and DECIMALS[code] == DECIMALS[self.currency])
        return Sum(self.amount, next(others))

    @property
    def _minor(self) -> int:
        return int(Decimal(self.amount).scaleb(DECIMALS[self.currency]))

    def _of(self, minor: int) -> Sum:
        decimals = DECIMALS[self.currency]
        return Sum(f"{Decimal(minor).scaleb(-decimals):.{decimals}f}", self.currency)
