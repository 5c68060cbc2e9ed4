"""What is kept off the shelf: for an order while its payment is awaited, for somebody who was told that it is back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.shared.ids import CustomerId, OrderId, ShopId
from domain.shared.sku import ProductSKU


class HoldState(StrEnum):
    HELD = "held"
    CONFIRMED = "confirmed"
    RELEASED = "released"


@dataclass(slots=True)
class Hold:
    """All lines of one order, or none. After `until` anybody may release it: expiry is a comparison with now.

    `kept_for` somebody who has not ordered yet: then `order_id` is an id of its own, and that person may release it
    sooner, by ordering.
    """

    order_id: OrderId
    shop_id: ShopId
    quantities: Mapping[ProductSKU, int]
    until: datetime
    state: HoldState = HoldState.HELD
    kept_for: CustomerId | None = None

    def has_lapsed(self, now: datetime) -> bool:
        return self.state == HoldState.HELD and self.until <= now

    def is_free_for(self, buyer: CustomerId | None, now: datetime) -> bool:
        """Whether what it holds can be had by `buyer`: it is over, or was kept for them."""
        return self.has_lapsed(now) or (self.state == HoldState.HELD and buyer is not None and self.kept_for == buyer)
