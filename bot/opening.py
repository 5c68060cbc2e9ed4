"""Opening a shop from a file: who it is, who works there, how it is paid, what it sells.

The file is TOML; its keys are described at the top of `bot/demo/chez_fatou.toml`. Opening it again brings the shop
itself up to date and leaves its shelf alone: that is the merchant's, who runs it by chat.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.bootstrap import Installation
from bot.premises import StartRefused
from domain.catalog.use_cases import create_product
from domain.catalog.variant import ProductVariant
from domain.merchant.code import code_of, read_code, whole_code_of
from domain.merchant.distances import Distance
from domain.merchant.opening import Opening, Span
from domain.merchant.shop import CourierAccount, Shop, Wallet, Zone
from domain.merchant.staff import Role, Staff
from domain.merchant.terms import Terms
from domain.shared.address import Pin
from domain.shared.errors import Refusal
from domain.shared.ids import ShopId, StaffId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from domain.shared.sku import ProductSKU
from flows.speech import lexicon, spoken_in
from flows.speech.folders import SOURCE

Table = dict[str, Any]
DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")


def read_file(path: Path) -> Table:
    """Raises StartRefused with one sentence."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StartRefused(f"{path} cannot be read as TOML: {error}.") from None


def open_from_file(it: Installation, path: Path) -> str:
    """Returns what was done, in a sentence. Raises StartRefused naming what is missing or wrong."""
    table = read_file(path)
    try:
        is_new = open_shop(it, table)
    except KeyError as missing:
        raise StartRefused(f"{path}: {missing} is missing.") from None
    except (Refusal, TypeError, ValueError) as wrong:
        raise StartRefused(f"{path}: {wrong}.") from None
    return f"{table['shop']['name']} is open." if is_new else f"{table['shop']['name']} is up to date."


def open_shop(it: Installation, demo: Table) -> bool:
    """A shop with its shelf, in one transaction. False: it was there, and is brought up to date."""
    shop = shop_of(it, demo)
    with it.work(shop.id) as work:
        known = work.shops.find(shop.id)
        shop.code = code_for(demo, shop, known, work.shops.all())
        if known is not None:
            shop.version, shop.pause = known.version, known.pause
            work.shops.save(shop)
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


def shop_of(it: Installation, demo: Table) -> Shop:
    card, pickup = demo["shop"], demo["pickup"]
    shop_id, spoken = ShopId(card["slug"]), languages_of(card)
    return Shop(
        shop_id,
        card["name"],
        str(PhoneNumber(card["number"])),
        spoken[0],
        card["region"],
        card["currency"],
        card["timezone"],
        languages=spoken,
        about=card["about"],
        hours=card["hours"],
        pickup=", ".join(part for part in (pickup["name"], pickup.get("landmark", "")) if part),
        pickup_pin=pin_of(pickup),
        staff=staff_of(demo),
        zones=tuple(zone_of(zone, card["currency"]) for zone in demo.get("zones", ())),
        wallets=tuple(
            Wallet(wallet["code"], wallet["name"], wallet["provider"], wallet["account"], wallet["mode"])
            for wallet in demo["wallets"]
        ),
        terms=terms_of(demo, card["currency"]),
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


def languages_of(card: Table) -> tuple[str, ...]:
    """Its own first. What is left out is what is spoken in its country."""
    listed = card.get("languages") or spoken_in(card["region"]) or (SOURCE,)
    return tuple(dict.fromkeys((card.get("language") or listed[0], *listed)))


def code_for(demo: Table, shop: Shop, known: Shop | None, shops: Sequence[Shop]) -> str:
    """As written, as it was, or made of the slug. Raises StartRefused where it is somebody else's, or another word."""
    others = {each.code: each.name for each in shops if each.id != shop.id}
    given = demo["shop"].get("code") or (known.code if known else "")
    wanted = [read_code(given)] if given else [code_of(shop.id), whole_code_of(shop.id)]
    if free := [code for code in wanted if code not in others and not lexicon().aside(code)]:
        return free[0]
    whose = f"is the code of {others[wanted[0]]}" if wanted[0] in others else "means something else in the chat"
    raise StartRefused(f'{shop.name}: {wanted[0]} {whose}; write another one under [shop], like code = "…".')


def terms_of(demo: Table, currency: str) -> Terms:
    cash, refunds, orders = (demo.get(name, {}) for name in ("cash_on_delivery", "refunds", "orders"))
    return Terms(
        Money.of(cash["up_to"], currency) if cash else None,
        cash.get("deposit_percent", 0),
        Money.of(refunds["one_person_up_to"], currency) if refunds else None,
        Money.of(orders["from"], currency) if "from" in orders else None,
        Money.of(orders["up_to"], currency) if "up_to" in orders else None,
        opening_of(demo),
        tuple(distance_of(each, currency) for each in demo.get("distances", ())),
    )


def opening_of(demo: Table) -> Opening:
    return Opening(
        tuple(
            Span(DAYS.index(day), minutes_of(times["from"]), minutes_of(times["to"]))
            for times in demo.get("opening", ())
            for day in times["days"]
        )
    )


def minutes_of(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


def staff_of(demo: Table) -> tuple[Staff, ...]:
    people = [(person, Role(person["role"])) for person in demo["staff"]]
    people += [(person, Role.RIDER) for person in demo["riders"]]
    return tuple(
        Staff(StaffId(person["phone"].lstrip("+")), person["name"], person["phone"], role) for person, role in people
    )


def zone_of(zone: Table, currency: str) -> Zone:
    fee = Money.of(zone["fee"], currency)
    return Zone(zone["name"], fee, middle=pin_of(zone), aliases=tuple(zone.get("aliases", ())))


def distance_of(distance: Table, currency: str) -> Distance:
    return Distance(float(distance["up_to_km"]), Money.of(distance["fee"], currency), distance.get("max_days", 1))


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
