"""The small words of fulfillment: statuses and how they rank."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.shared.errors import Invalid


class ShipmentStatus(StrEnum):
    """In rank order; the ended ones outrank everything that comes before them in time."""

    PENDING = "pending"
    UNKNOWN = "unknown"
    INFO_RECEIVED = "info_received"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    CUSTOMS = "customs"
    OUT_FOR_DELIVERY = "out_for_delivery"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    ATTEMPT_FAILED = "attempt_failed"
    RETURNING = "returning"
    DELIVERED = "delivered"
    RETURNED = "returned"
    LOST = "lost"
    CANCELLED = "cancelled"

    @property
    def rank(self) -> int:
        return RANK[self]

    @property
    def has_ended(self) -> bool:
        return self.rank >= RANK[ShipmentStatus.DELIVERED]

    @property
    def has_left(self) -> bool:
        """The parcel is out of the shop's hands."""
        return RANK[ShipmentStatus.PICKED_UP] <= self.rank and self != ShipmentStatus.CANCELLED


S = ShipmentStatus
RANK = {
    S.PENDING: 0, S.UNKNOWN: 0, S.INFO_RECEIVED: 10, S.PICKED_UP: 20, S.IN_TRANSIT: 30, S.CUSTOMS: 35,
    S.OUT_FOR_DELIVERY: 40, S.AVAILABLE_FOR_PICKUP: 45, S.ATTEMPT_FAILED: 45, S.RETURNING: 60,
    S.DELIVERED: 90, S.RETURNED: 95, S.LOST: 95, S.CANCELLED: 95,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrackingCode:
    """Upper case letters and digits; spaces and dashes do not count."""

    code: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Z0-9]{4,40}", self.code):
            raise Invalid("tracking code", self.code)

    @classmethod
    def typed(cls, text: str) -> TrackingCode:
        return cls(re.sub(r"[\s-]+", "", text).upper())

    def __str__(self) -> str:
        return self.code
