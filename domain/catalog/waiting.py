"""Somebody who wants to be told when something is there again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.shared.ids import CustomerId, ShopId
from domain.shared.sku import ProductSKU

KEPT_FOR = timedelta(minutes=30)
"""So long a piece is kept for whoever was told."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A place in the line for one variant. Who has been told stands in it no longer."""

    customer_id: CustomerId
    shop_id: ShopId
    sku: ProductSKU
    since: datetime
