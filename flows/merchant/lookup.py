"""What the shop knows of a transaction that somebody names. To look one up books nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from domain.ordering.views import OrderView
from domain.payment.views import CaptureView, PaymentView


@dataclass(frozen=True, slots=True)
class Came:
    """Money that really came under a number, what it was for, and the wallet's name."""

    capture: CaptureView
    order: OrderView
    payment: PaymentView
    wallet: str


class Proofs(Protocol):
    def find(self, numbers: tuple[str, ...]) -> Came | None:
        """Under the first of these numbers that any money came under."""
        ...

    def ask_wallet(self, numbers: tuple[str, ...], order: OrderView | None) -> bool:
        """About whatever goes by these numbers, and about the order. False: there is nobody to ask."""
        ...
