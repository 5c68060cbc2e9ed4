"""Shops with their staff, zones, wallets and couriers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select, true

from domain.merchant.opening import Pause
from domain.merchant.shop import CourierAccount, Shop, Wallet, Zone
from domain.merchant.staff import Role, Staff
from domain.merchant.terms import Terms
from domain.shared.address import Pin
from domain.shared.ids import ShopId, StaffId
from domain.shared.money import Money
from integrations.store.codec import dump, load
from integrations.store.repositories.base import Repository
from integrations.store.repositories.rows import Part, Rows, Stored
from integrations.store.tables.merchant import couriers, shops, staff, wallets, zones

PLAIN = (
    *("name", "number", "language", "region", "currency", "time_zone"),
    *("about", "pickup", "hours", "hold_minutes"),
)


class SqlShops(Repository[Shop]):
    """All shops of the installation. A shop is read by every turn and changed by few: it is not locked."""

    what = "shop"
    table = shops
    id = "shop_id"
    parts = (
        Part(staff, "shop_id", ("id",)),
        Part(zones, "shop_id", ("name",)),
        Part(wallets, "shop_id", ("code",)),
        Part(couriers, "shop_id", ("code",)),
    )

    def get(self, shop_id: ShopId) -> Shop:
        return self._get(shops.c.shop_id == shop_id, shop_id)

    def find(self, shop_id: ShopId) -> Shop | None:
        return self._find(shops.c.shop_id == shop_id)

    def find_by_courier(self, account: str) -> Shop | None:
        return self._find(shops.c.shop_id.in_(select(couriers.c.shop_id).where(couriers.c.account == account)))

    def find_by_wallet(self, provider: str, account: str) -> Shop | None:
        named = wallets.c.provider == provider, wallets.c.account == account
        return self._find(shops.c.shop_id.in_(select(wallets.c.shop_id).where(*named)))

    def all(self) -> list[Shop]:
        return self._all(true(), order_by=(shops.c.name,), lock=False)

    def some(self, shop_ids: Collection[ShopId]) -> list[Shop]:
        return self._all(shops.c.shop_id.in_(shop_ids), lock=False) if shop_ids else []

    def versions(self) -> dict[ShopId, int]:
        """Of all, in their order: whoever knows them need only read again what has changed."""
        asked = select(shops.c.shop_id, shops.c.version).order_by(shops.c.name, shops.c.shop_id)
        return {ShopId(shop_id): version for shop_id, version in self._connection.read(asked)}

    def _find(self, condition: Any, **how: Any) -> Shop | None:
        return super()._find(condition, lock=False, **how)

    def _mine(self) -> Any:
        return true()

    def to_rows(self, root: Shop) -> Rows:
        values = {name: getattr(root, name) for name in PLAIN}
        pin = dump(root.pickup_pin) if root.pickup_pin else None
        return Rows(
            {
                "shop_id": root.id,
                "code": root.code,
                "pickup_pin": pin,
                "languages": list(root.languages),
                "terms": dump(root.terms),
                "pause": dump(root.pause) if root.pause else None,
                **values,
            },
            (
                [_row(root, n, person) for n, person in enumerate(root.staff)],
                [_zone_row(root, n, zone) for n, zone in enumerate(root.zones)],
                [_row(root, n, wallet) for n, wallet in enumerate(root.wallets)],
                [_row(root, n, courier) for n, courier in enumerate(root.couriers)],
            ),
        )

    def from_rows(self, row: Stored, parts: Sequence[Sequence[Stored]]) -> Shop:
        people, areas, ways_to_pay, carriers = parts
        return Shop(
            ShopId(row["shop_id"]),
            **{name: row[name] for name in PLAIN},
            code=row["code"] or "",
            languages=tuple(row["languages"]),
            terms=load(Terms, row["terms"]),
            pause=load(Pause, row["pause"]) if row["pause"] else None,
            pickup_pin=load(Pin, row["pickup_pin"]) if row["pickup_pin"] else None,
            staff=tuple(_staff(person) for person in people),
            zones=tuple(_zone(area) for area in areas),
            wallets=tuple(_wallet(way) for way in ways_to_pay),
            couriers=tuple(_courier(carrier) for carrier in carriers),
            version=row["version"],
        )


def _row(shop: Shop, position: int, part: Staff | Wallet | CourierAccount) -> dict[str, Any]:
    return {"shop_id": shop.id, "position": position, **dump(part)}


def _zone_row(shop: Shop, position: int, zone: Zone) -> dict[str, Any]:
    return {
        "shop_id": shop.id,
        "position": position,
        "name": zone.name,
        "fee_minor": zone.fee.minor,
        "currency": zone.fee.currency,
        "min_days": zone.min_days,
        "max_days": zone.max_days,
        "middle": dump(zone.middle) if zone.middle else None,
        "aliases": list(zone.aliases),
    }


def _staff(row: Stored) -> Staff:
    return Staff(StaffId(row["id"]), row["name"], row["identity"], Role(row["role"]))


def _zone(row: Stored) -> Zone:
    fee = Money(row["fee_minor"], row["currency"])
    middle = load(Pin, row["middle"]) if row["middle"] else None
    return Zone(row["name"], fee, row["min_days"], row["max_days"], middle, tuple(row["aliases"]))


def _wallet(row: Stored) -> Wallet:
    return Wallet(row["code"], row["name"], row["provider"], row["account"], row["mode"])


def _courier(row: Stored) -> CourierAccount:
    return CourierAccount(row["code"], row["name"], row["account"], row["secret"])
