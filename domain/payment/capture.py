"""Money that has really come in, and how much of it can still go back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.payment.refund import Refund
from domain.payment.values import MobileMoneyReference
from domain.shared.ids import AttemptId
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class Capture:
    """Money that a wallet says it has collected: unique by provider and reference."""

    reference: MobileMoneyReference
    attempt_id: AttemptId
    account: str
    money: Money
    payer: str
    at: datetime

    def refundable(self, refunds: Iterable[Refund]) -> Money:
        """What is left of it."""
        gone = (refund.amount for refund in refunds if refund.reference == self.reference and not refund.is_void)
        return sum((amount * -1 for amount in gone), self.money)
