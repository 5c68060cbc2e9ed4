"""What is written as it sounds, and what is taken for a slip, or for a word of a description, on a shelf that is looked
at whole."""

from __future__ import annotations

import pytest

from domain.catalog.product import Product
from domain.catalog.variant import ProductVariant
from domain.shared.ids import ProductId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from integrations.store.queries.likeness import those_like
from integrations.store.sounds import sound
from tests.integrations.store.shop import SHOP, ShopFloor

SOLD = (
    ("Riz parfumé", "Grain long, en sac de jute."),
    ("Gel d'aloe vera", "Apaise la peau."),
    ("Enamel mugs", "They survive every fall."),
    ("Maasai shuka", "Warm checked throw."),
)
CROWD = [(f"Chose {n} quelconque {n}", "") for n in range(400)]
"""So many more that the shelf is chosen from by its index."""


def found(floor: ShopFloor, typed: str) -> list[str]:
    with floor.work() as work:
        return [product.name for product in work.shelf.search(typed, 9)]


def put(floor: ShopFloor, *sold: tuple[str, str]) -> ShopFloor:
    with floor.work() as work:
        for n, (name, description) in enumerate(sold):
            variant = ProductVariant(ProductSKU(f"S-{n}"), "", Money(500, "XOF"), 9)
            work.products.add(Product(ProductId(f"p{n}"), SHOP, name, "Divers", [variant], description=description))
    return floor


@pytest.fixture
def stall(floor: ShopFloor) -> ShopFloor:
    return put(floor, *SOLD)


@pytest.fixture
def market(floor: ShopFloor) -> ShopFloor:
    return put(floor, *SOLD, *CROWD)


HEARD = [
    ("riiz", "Riz parfumé"),
    ("mugz", "Enamel mugs"),
    ("shooka", "Maasai shuka"),
    ("gel alohe vera", "Gel d'aloe vera"),
]


@pytest.mark.parametrize(("typed", "name"), HEARD)
def test_words_are_found_as_they_sound(stall: ShopFloor, typed: str, name: str) -> None:
    assert found(stall, typed) == [name]


@pytest.mark.parametrize(("typed", "name"), HEARD[:3])
def test_among_many_too(market: ShopFloor, typed: str, name: str) -> None:
    assert found(market, typed) == [name]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("rix parfumé", "Riz parfumé"),
        ("gel d'alovera", "Gel d'aloe vera"),
        ("riz jute", "Riz parfumé"),
        ("checked shuka", "Maasai shuka"),
    ],
)
def test_where_all_is_looked_at_more_is_taken_for_it(stall: ShopFloor, typed: str, name: str) -> None:
    assert found(stall, typed) == [name]


@pytest.mark.parametrize("typed", ["rix", "jute", "peau", "sac jute", "warm mugs"])
def test_but_something_must_name_it(stall: ShopFloor, typed: str) -> None:
    assert found(stall, typed) == []


def test_two_letters_that_changed_places_are_one_slip() -> None:
    assert those_like("tahi", {"thai", "taxi"})["thai"] > those_like("tahi", {"taxi"}).get("taxi", 0)


@pytest.mark.parametrize(
    ("one", "other"), [("kafe", "cafe"), ("atyeke", "attieke"), ("foto", "photo"), ("bato", "bateau")]
)
def test_what_sounds_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), [("riz", "rouge"), ("pagne", "peigne"), ("sac", "soc"), ("natte", "note")])
def test_what_does_not(one: str, other: str) -> None:
    assert sound(one) != sound(other)
