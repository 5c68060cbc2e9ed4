"""When fulfillment says no."""

from __future__ import annotations

from domain.shared.errors import Refusal


class WrongCode(Refusal):
    """Not the buyer's handover code: `left` more tries."""

    def __init__(self, left: int) -> None:
        super().__init__(f"{left} tries left")
        self.left = left


class TooManyTries(Refusal):
    """The code was wrong too often: the shop has to close the delivery."""


class NotReady(Refusal):
    """A shipment belongs to an order that is ready for it."""


class AlreadyEnded(Refusal):
    """The parcel is `status`: nothing more can happen to it."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status
