"""A shop as the TOML file that opens it again, with the people of a cast, and the sandbox for its wallets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.opening import DAYS
from domain.catalog.product import Product
from domain.merchant.shop import Shop
from domain.merchant.staff import Role
from domain.shared.address import Pin
from domain.shared.money import Money

Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Before:
    """By SKU; of what has not changed since, nothing."""

    stock: Mapping[str, int]
    prices: Mapping[str, Money]


LISTS = "zones", "staff", "riders", "wallets", "couriers"
SANDBOX = {"link": "sandbox", "push": "sandbox-push"}


def shop_file(shop: Shop, products: Iterable[Product], people: Mapping[str, Table], before: Before) -> str:
    """`people` by identity; `before`: as the shelf was when the story began."""
    shelf = list(products)
    categories = list(dict.fromkeys(product.category for product in shelf))
    parts = [
        *_tables(shop),
        *(("[staff]", people[member.identity] | {"role": str(member.role)}) for member in _staff(shop)),
        *(("[riders]", people[member.identity]) for member in shop.riders()),
        *(("[buyers]", person) for identity, person in people.items() if shop.member(identity) is None),
        *(("[wallets]", _wallet(shop, wallet)) for wallet in shop.wallets),
        *(("[couriers]", _courier(courier)) for courier in shop.couriers),
        *(("[categories]", {"code": name, "name": name}) for name in categories),
    ]
    none = [f"{name} = []\n" for name in LISTS if all(part != f"[{name}]" for part, _table in parts)]
    blocks = [_table(name, table) for name, table in parts] + [
        block for each in shelf for block in _product(each, before)
    ]
    return "\n".join([*none, *blocks])


def _tables(shop: Shop) -> Iterator[tuple[str, Table]]:
    terms = shop.terms
    yield (
        "shop",
        {
            "slug": shop.id,
            "name": shop.name,
            "number": shop.number,
            "region": shop.region,
            "language": shop.language,
            "languages": list(shop.languages),
            "currency": shop.currency,
            "timezone": shop.time_zone,
            "about": shop.about,
            "hours": shop.hours,
        },
    )
    yield "pickup", {"name": shop.pickup, **_pin(shop.pickup_pin)}
    if terms.cash_up_to:
        yield "cash_on_delivery", {"up_to": _amount(terms.cash_up_to), "deposit_percent": terms.deposit_percent}
    if terms.refund_alone_up_to:
        yield "refunds", {"one_person_up_to": _amount(terms.refund_alone_up_to)}
    bounds = {"from": terms.order_from, "up_to": terms.order_up_to}
    if any(bounds.values()):
        yield "orders", {name: _amount(bound) for name, bound in bounds.items() if bound}
    for span in terms.opening.spans:
        times = {name: f"{at // 60:02}:{at % 60:02}" for name, at in (("from", span.opens), ("to", span.closes))}
        yield "[opening]", {"days": [DAYS[span.day]], **times}
    for zone in shop.zones:
        yield (
            "[zones]",
            {"name": zone.name, "fee": _amount(zone.fee), **_pin(zone.middle), "aliases": list(zone.aliases)},
        )


def _staff(shop: Shop) -> Iterator[Any]:
    return (member for member in shop.staff if member.role != Role.RIDER)


def _wallet(shop: Shop, wallet: Any) -> Table:
    account = f"{shop.id}-{wallet.code}"
    return {
        "code": wallet.code,
        "name": wallet.name,
        "provider": SANDBOX[wallet.mode],
        "account": account,
        "mode": wallet.mode,
    }


def _courier(courier: Any) -> Table:
    return {"code": courier.code, "name": courier.name, "provider": "signed", "account": courier.account}


def _product(product: Product, before: Before) -> Iterator[str]:
    yield _table(
        "[products]",
        {
            "name": product.name,
            "category": product.category,
            "description": product.description,
            "photo": product.photo,
            "synonyms": list(product.synonyms),
        },
    )
    for variant in product.variants:
        yield _table(
            "[products.variants]",
            {
                "sku": str(variant.sku),
                "name": variant.label,
                "price": _amount(before.prices.get(str(variant.sku), variant.price)),
                "stock": before.stock.get(str(variant.sku), variant.on_hand),
                "low_stock": variant.low_at,
            },
        )


def _pin(pin: Pin | None) -> Table:
    return {"latitude": pin.latitude, "longitude": pin.longitude} if pin else {}


def _amount(money: Money) -> str:
    return f"{money.major:f}"


def _table(name: str, table: Table) -> str:
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in table.items())
    return "\n".join([f"[{name}]", *lines, ""])
