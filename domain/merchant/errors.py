"""When the shop says no to its own people."""

from __future__ import annotations

from datetime import datetime

from domain.shared.errors import Refusal


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
