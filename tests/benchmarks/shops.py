"""Fifty shops with forty products each, opened as any shop is: from a table, by the shop's own use case."""

from __future__ import annotations

from itertools import islice, product

from bot.bootstrap import Installation
from bot.opening import Table, open_shop

THINGS = {
    "Pagnes": ("Pagne", "Foulard", "Bazin"),
    "Beauté": ("Savon", "Karité", "Parfum"),
    "Épicerie": ("Riz", "Café", "Miel"),
    "Maison": ("Natte", "Lampe", "Marmite"),
}
COLOURS = ("bleu", "rouge", "vert", "doré", "blanc", "noir", "violet", "orange")
CATEGORIES = tuple(THINGS)
PLENTY = 1_000_000


def number_of(shop: int) -> str:
    return f"+2250777{shop:06}"


def things(count: int) -> list[tuple[str, str]]:
    """Category and name of each, the categories in turn."""
    by_kind = zip(*(product(COLOURS, names) for names in THINGS.values()), strict=True)
    named = [
        (category, f"{name} {colour}") for row in by_kind for category, (colour, name) in zip(THINGS, row, strict=True)
    ]
    return list(islice(named, count))


def open_shops(it: Installation, shops: int, products: int, stock: int = PLENTY) -> None:
    for n in range(shops):
        open_shop(it, shop_table(n, products, stock))


def shop_table(n: int, products: int, stock: int = PLENTY) -> Table:
    return {
        "shop": {
            "slug": f"shop-{n}", "name": f"Boutique {n}", "number": number_of(n), "region": "CI", "language": "fr",
            "languages": ["fr", "en"], "currency": "XOF", "timezone": "Africa/Abidjan", "about": "De tout.",
            "hours": "Tous les jours, 8 h à 19 h",
        },
        "pickup": {"name": f"Marché de Cocody, allée {n}"},
        "zones": [{"name": "Cocody", "fee": "1000", "aliases": ["Angré"]}, {"name": "Plateau", "fee": "1500"}],
        "staff": [{"name": "Fatou", "phone": f"+2250500{n:06}", "role": "owner"}],
        "riders": [],
        "wallets": [
            {"code": "money", "name": "Sandbox Money", "provider": "sandbox", "account": f"shop-{n}", "mode": "link"},
            {
                "code": "mobile", "name": "Sandbox Mobile", "provider": "sandbox-push", "account": f"mobile-{n}",
                "mode": "push",
            },
        ],
        "couriers": [],
        "categories": [{"code": category, "name": category} for category in CATEGORIES],
        "products": [
            {
                "sku": f"P{k}", "name": name, "category": category, "description": "Tel quel.", "price": "1000",
                "stock": stock,
            }
            for k, (category, name) in enumerate(things(products))
        ],
    }  # fmt: skip
