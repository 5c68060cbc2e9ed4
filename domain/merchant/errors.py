"""When the shop says no."""

from __future__ import annotations

from datetime import datetime

from domain.shared.errors import Refusal
from domain.shared.money import Money


class NotAllowed(Refusal):
    """This role may not do that."""

    def __init__(self, role: str, permission: str) -> None:
        super().__init__(f"{role} may not {permission}")
        self.role = role
        self.permission = permission


class WrongPin(Refusal):
    """`left` tries are left."""

    def __init__(self, left: int) -> None:
        super().__init__(f"{left} tries left")
        self.left = left


class PinLocked(Refusal):
    """Too many wrong ones: nothing opens before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


class Paused(Refusal):
    """The shop takes no orders now: until a moment, or nobody knows."""

    def __init__(self, until: datetime | None) -> None:
        super().__init__(until.isoformat() if until else "")
        self.until = until


class TooSmall(Refusal):
    """The goods of an order come to less than `least`: `missing` more would do."""

    def __init__(self, least: Money, missing: Money) -> None:
        super().__init__(str(least))
        self.least = least
        self.missing = missing


class TooLarge(Refusal):
    """They come to more than `most`."""

    def __init__(self, most: Money) -> None:
        super().__init__(str(most))
        self.most = most
