"""Where shops are kept."""

from __future__ import annotations

from typing import Protocol

from domain.merchant.pin import Pins
from domain.merchant.shop import Shop
from domain.shared.ids import ShopId
from domain.shared.unit_of_work import Work


class Shops(Protocol):
    """All shops of the installation: the one collection that is not scoped to a shop."""

    def add(self, shop: Shop) -> None: ...

    def get(self, shop_id: ShopId) -> Shop:
        """Raises NotFound."""
        ...

    def find(self, shop_id: ShopId) -> Shop | None:
        """By the WhatsApp number people write to, in E.164."""
        ...

    def find_by_courier(self, account: str) -> Shop | None:
        """By the account in a courier's webhook address."""
        ...

    def find_by_wallet(self, provider: str, account: str) -> Shop | None: ...

    def all(self) -> list[Shop]: ...

    def save(self, shop: Shop) -> None: ...


class MerchantWork(Work, Protocol):
    @property
    def shops(self) -> Shops: ...

    @property
    def pins(self) -> Pins: ...
