"""The demo shops: opened once, from two files that anybody can read."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from bot.bootstrap import Installation
from domain.catalog.use_cases import create_product
from domain.catalog.variant import ProductVariant
from domain.merchant.shop import CourierAccount, Role, Shop, Staff, Wallet, Zone
from domain.shared.address import Pin
from domain.shared.ids import ShopId, StaffId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU

HERE = Path(__file__).parent
Table = dict[str, Any]


def open_demo_shops(it: Installation) -> list[str]:
    """Those that are not open yet. Returns their names."""
    opened = []
    for file in sorted(HERE.glob("*.toml")):
        demo = tomllib.loads(file.read_text("utf-8"))
        if open_shop(it, demo):
            opened.append(demo["shop"]["name"])
    return opened


def open_shop(it: Installation, demo: Table) -> bool:
    """A shop with its shelf, in one transaction; False where it is there already."""
    shop = shop_of(it, demo)
    with it.work(shop.id) as work:
        if work.shops.find_by_number(shop.number) is not None:
            return False
        work.shops.add(shop)
        categories = {category["code"]: category["name"] for category in demo["categories"]}
        for product in demo["products"]:
            create_product(
                work,
                product["name"],
                categories[product["category"]],
                variants_of(product, shop.currency),
                description=product["description"],
                photo=product.get("photo", ""),
                synonyms=tuple(product.get("synonyms", ())),
            )
    return True


@cache
def demo_buyers() -> dict[str, list[tuple[str, str]]]:
    """Who stands in front of the demo shops: names and phones, by the shop's number."""
    demos = [tomllib.loads(file.read_text("utf-8")) for file in sorted(HERE.glob("*.toml"))]
    return {demo["shop"]["number"]: [(buyer["name"], buyer["phone"]) for buyer in demo["buyers"]] for demo in demos}


def shop_of(it: Installation, demo: Table) -> Shop:
    card, pickup = demo["shop"], demo["pickup"]
    shop_id = ShopId(card["slug"])
    return Shop(
        shop_id,
        card["name"],
        card["number"],
        card["language"],
        card["region"],
        card["currency"],
        card["timezone"],
        languages=tuple(card["languages"]),
        about=card["about"],
        hours=card["hours"],
        pickup=", ".join(part for part in (pickup["name"], pickup.get("landmark", "")) if part),
        pickup_pin=pin_of(pickup),
        staff=staff_of(demo),
        zones=tuple(zone_of(zone, card["currency"]) for zone in demo["zones"]),
        wallets=tuple(
            Wallet(wallet["code"], wallet["name"], wallet["provider"], wallet["account"], wallet["mode"])
            for wallet in demo["wallets"]
        ),
        couriers=tuple(
            CourierAccount(
                courier["code"],
                courier["name"],
                courier["account"],
                it.settings.key_for(f"courier {courier['account']}"),
            )
            for courier in demo["couriers"]
        ),
    )


def staff_of(demo: Table) -> tuple[Staff, ...]:
    people = [(person, Role(person["role"])) for person in demo["staff"]]
    people += [(person, Role.RIDER) for person in demo["riders"]]
    return tuple(
        Staff(StaffId(person["phone"].lstrip("+")), person["name"], person["phone"], role) for person, role in people
    )


def zone_of(zone: Table, currency: str) -> Zone:
    fee = Money.of(zone["fee"], currency)
    return Zone(zone["name"], fee, middle=pin_of(zone), aliases=tuple(zone.get("aliases", ())))


def pin_of(place: Table) -> Pin | None:
    return Pin(place["latitude"], place["longitude"]) if "latitude" in place else None


def variants_of(product: Table, currency: str) -> list[ProductVariant]:
    """A product without variants is its own only one."""
    return [
        ProductVariant(
            ProductSKU(variant["sku"]),
            variant.get("name", "") if "variants" in product else "",
            Money.of(variant["price"], currency),
            variant["stock"],
            low_at=variant.get("low_stock", 0),
        )
        for variant in product.get("variants", [product])
    ]
