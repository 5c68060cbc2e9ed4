"""When payment says no."""

from __future__ import annotations

from domain.shared.errors import Refusal
from domain.shared.money import Money


class AttemptUnderWay(Refusal):
    """A first attempt is not settled yet: `attempt_id` must be, before a second may start."""

    def __init__(self, attempt_id: str) -> None:
        super().__init__(attempt_id)
        self.attempt_id = attempt_id


class NothingToPay(Refusal):
    """The payment is `state`: paid, closed or in review."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class RefundTooLarge(Refusal):
    """More than was captured and not yet given back: at most `most`."""

    def __init__(self, most: Money) -> None:
        super().__init__(f"at most {most}")
        self.most = most


class NotYours(Refusal):
    """This person has approved it already: somebody else must."""


class CaptureUnsupported(Refusal):
    """Only authorised card payments are captured; a wallet takes the money at once."""
