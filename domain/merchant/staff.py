"""Who works for a shop, and what each may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.merchant.errors import NotAllowed
from domain.shared.ids import StaffId


class Role(StrEnum):
    OWNER = "owner"
    EMPLOYEE = "employee"
    RIDER = "rider"


class Permission(StrEnum):
    """What a member of staff may be let to do."""

    STOCK = "stock"
    ORDERS = "orders"
    SHIP = "ship"
    SUPPORT = "support"
    PRICES = "prices"
    OPENING = "opening"
    CANCEL = "cancel"
    DELIVER = "deliver"
    REFUND = "refund"
    APPROVE = "approve"
    CASH = "cash"
    BOOKS = "books"


MAY: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.EMPLOYEE: frozenset(
        {
            Permission.STOCK,
            Permission.ORDERS,
            Permission.SHIP,
            Permission.SUPPORT,
            Permission.DELIVER,
            Permission.APPROVE,
            Permission.CASH,
        }
    ),
    Role.RIDER: frozenset({Permission.DELIVER}),
}


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who works for the shop, known by the identity they write from."""

    id: StaffId
    name: str
    identity: str
    role: Role

    def may(self, permission: Permission) -> bool:
        return permission in MAY[self.role]

    def require(self, permission: Permission) -> None:
        if not self.may(permission):
            raise NotAllowed(self.role, permission)
