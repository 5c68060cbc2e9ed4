"""When payment says no."""

from __future__ import annotations

from domain.shared.errors import Refusal


class AttemptUnderWay(Refusal):
    """A first attempt is not settled yet: `attempt_id` must be, before a second may start."""

    def __init__(self, attempt_id: str) -> None:
        super().__init__(attempt_id)
        self.attempt_id = attempt_id


class NothingToPay(Refusal):
    """The payment is `state`: paid, closed or under review."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class RefundTooLarge(Refusal):
    """More than was captured and not yet given back."""


class CaptureUnsupported(Refusal):
    """Only authorised card payments are captured; a wallet takes the money at once."""
