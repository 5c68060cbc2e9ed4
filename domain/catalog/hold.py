"""What an order keeps off the shelf while its payment is awaited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.shared.ids import OrderId, ShopId
from domain.shared.sku import ProductSKU


class HoldState(StrEnum):
    HELD = "held"
    CONFIRMED = "confirmed"
    RELEASED = "released"


@dataclass(slots=True)
class Hold:
    """All lines of one order, or none. After `until` anybody may release it: expiry is a comparison with now."""

    order_id: OrderId
    shop_id: ShopId
    quantities: Mapping[ProductSKU, int]
    until: datetime
    state: HoldState = HoldState.HELD

    def has_lapsed(self, now: datetime) -> bool:
        return self.state == HoldState.HELD and self.until <= now
