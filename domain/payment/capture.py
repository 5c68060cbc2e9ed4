"""Money that has really come in: what it pays, what became credit, what can still go back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.payment.refund import Refund
from domain.payment.values import MobileMoneyReference
from domain.shared.ids import AttemptId
from domain.shared.money import Money


@dataclass(slots=True)
class Capture:
    """Money that a wallet says it has collected: unique by provider and reference.

    `allocated` of it pays the order, `credited` has become the buyer's credit; what is neither, and does not go back,
    is free. `provider_txn` is the operator's own number; `taken_back`: the wallet has it no more.
    """

    reference: MobileMoneyReference
    attempt_id: AttemptId
    account: str
    money: Money
    payer: str
    at: datetime
    allocated: Money
    credited: Money
    provider_txn: str = ""
    fee: Money | None = None
    taken_back: bool = False

    def free(self, refunds: Iterable[Refund]) -> Money:
        """What pays for nothing, is nobody's credit and is not on its way back."""
        left = self.money - self.allocated - self.credited
        return self._zero if self.taken_back else left - self._sum(each for each in refunds if each.has_begun)

    def refundable(self, refunds: Iterable[Refund]) -> Money:
        """What may still be asked back: the buyer's credit only once it is credit no more."""
        left = self.money - self.credited
        return self._zero if self.taken_back else left - self._sum(refunds)

    def _sum(self, refunds: Iterable[Refund]) -> Money:
        mine = (refund.amount for refund in refunds if refund.reference == self.reference and not refund.is_void)
        return sum(mine, self._zero)

    @property
    def _zero(self) -> Money:
        return Money.zero(self.money.currency)
