"""When the shop says no to its own people."""

from __future__ import annotations

from domain.shared.errors import Refusal


class NotAllowed(Refusal):
    """This role may not do that."""

    def __init__(self, role: str, permission: str) -> None:
        super().__init__(f"{role} may not {permission}")
        self.role = role
        self.permission = permission
