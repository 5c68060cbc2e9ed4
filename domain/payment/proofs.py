"""What is known of a number that somebody shows as a proof of payment. To look it up moves nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from domain.payment.values import MobileMoneyReference
from domain.shared.ids import OrderId, PaymentId
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class Billed:
    """What a receipt is sealed over, besides its shop and its number."""

    order_id: OrderId
    payment_id: PaymentId
    amount: Money


class Proofs(Protocol):
    """Reads of one shop. Numbers are compared without case, spaces and dashes."""

    def captured(self, number: str) -> tuple[OrderId, MobileMoneyReference] | None:
        """The money that came under this number: the operator's own, the provider's reference, or what only a proved
        callback has named it by."""
        ...

    def attempted(self, number: str, providers: Collection[str]) -> PaymentId | None:
        """What somebody tried to pay under this number at one of these providers, or any callback named with it."""
        ...

    def billed(self, number: int) -> Billed | None:
        """By the order's number."""
        ...
