"""What a shop's buyers also call things: said once, known to every search of that shop, and of no other."""

from __future__ import annotations

import pytest

from domain.catalog.errors import TooManySynonyms
from domain.catalog.product import Product
from domain.catalog.synonyms import MOST_OTHERS, MOST_WORDS, Synonyms
from domain.catalog.use_cases import call_also, call_no_longer
from domain.catalog.variant import ProductVariant
from domain.shared.errors import Invalid, NotFound
from domain.shared.ids import ProductId, ShopId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from integrations.store.repositories.synonyms import SqlOtherWords
from integrations.store.shelves import Shelves
from tests.integrations.store.shop import AWA, SHOP, ShopFloor

FEW = ("Pagne bleu", "Pagne rouge", "Bazin bleu", "Tissu de lin")
CROWD = tuple(f"Chose {n} quelconque {n}" for n in range(400))
"""So many more that the shelf is chosen from by its index."""


def put(floor: ShopFloor, *names: str, shop: ShopId = SHOP) -> None:
    with floor.work(shop) as work:
        for n, name in enumerate(names):
            variant = ProductVariant(ProductSKU(f"S-{n}"), "", Money(500, "XOF"), 9)
            work.products.add(Product(ProductId(f"{shop}-{n}"), shop, name, "Divers", [variant]))


@pytest.fixture(params=["few", "many"])
def market(request: pytest.FixtureRequest, floor: ShopFloor) -> ShopFloor:
    put(floor, *FEW, *(CROWD if request.param == "many" else ()))
    return floor


def say(floor: ShopFloor, word: str, *others: str) -> tuple[str, ...]:
    with floor.work() as work:
        return call_also(work, Synonyms.of(word, others))


def found(floor: ShopFloor, typed: str, shop: ShopId = SHOP) -> list[str]:
    with floor.work(shop) as work:
        return [product.name for product in work.shelf.search(typed, 9)]


LEADS_TO = {
    "vlisco": ["Pagne bleu", "Pagne rouge"],
    "vliscos bleus": ["Pagne bleu"],
    "vlsico": ["Pagne bleu", "Pagne rouge"],
    "java print rouge": ["Pagne rouge"],
    "tissu": ["Tissu de lin", "Pagne bleu", "Pagne rouge"],
    "etoffe": ["Tissu de lin"],
    "textile": ["Bazin bleu", "Tissu de lin"],
    "pagne": ["Pagne bleu", "Pagne rouge"],
    "vlisco vert": [],
}


def test_other_words_lead_to_it(market: ShopFloor) -> None:
    say(market, "pagne", "vlisco", "java print", "tissu")
    say(market, "tissu", "étoffe")
    say(market, "Textile", "bazin", "lin")
    assert {typed: found(market, typed) for typed in LEADS_TO} == LEADS_TO


def test_what_is_shown_bears_them(market: ShopFloor) -> None:
    say(market, "pagne", "vlisco")
    with market.work() as work:
        assert {product.name: product.synonyms for product in work.shelf.search("bleu", 9)} == {
            "Pagne bleu": ("vlisco",),
            "Bazin bleu": (),
        }


def test_what_is_said_later_stands_in_its_place(market: ShopFloor) -> None:
    assert say(market, "Pagne", "vlisco") == ()
    assert say(market, "pagne", "hitarget") == ("vlisco",)
    assert found(market, "vlisco") == []
    assert found(market, "hitarget") == ["Pagne bleu", "Pagne rouge"]
    with market.work() as work:
        assert call_no_longer(work, "PAGNE").others == ("hitarget",)
    assert found(market, "hitarget") == []
    with market.work() as work, pytest.raises(NotFound):
        call_no_longer(work, "pagne")


def test_each_shop_has_its_own(market: ShopFloor) -> None:
    put(market, "Pagne vert", shop=ShopId("elsewhere"))
    say(market, "pagne", "vlisco")
    assert found(market, "vlisco", ShopId("elsewhere")) == []


def seen_by(process: Shelves, floor: ShopFloor, message: str) -> list[str]:
    with floor.work() as work:
        work._shelves = process
        work.begin_with("simulator", message, AWA, "buyer")
        return [product.name for product in work.shelf.search("vlisco", 9)]


def test_every_process_knows_them_at_its_next_turn(market: ShopFloor) -> None:
    process = Shelves()
    assert seen_by(process, market, "m1") == []
    say(market, "pagne", "vlisco")
    assert seen_by(process, market, "m2") == ["Pagne bleu", "Pagne rouge"]
    with market.work() as work:
        call_no_longer(work, "pagne")
    assert seen_by(process, market, "m3") == []


def test_if_the_shelf_were_not_touched_it_would_not(market: ShopFloor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SqlOtherWords, "_touch_shelf", lambda self: None)
    process = Shelves()
    assert seen_by(process, market, "m1") == []
    say(market, "pagne", "vlisco")
    assert seen_by(process, market, "m2") == []


def test_there_are_bounds(floor: ShopFloor) -> None:
    for n in range(MOST_WORDS):
        say(floor, f"mot {n}", "autre")
    with pytest.raises(TooManySynonyms):
        say(floor, "un de plus", "autre")
    assert say(floor, "mot 7", "nouveau") == ("autre",)
    for others in ([], ["pagne"], ["a b c d"], ["x" * 41], ["?"], ["a = b"], [f"a{n}" for n in range(MOST_OTHERS + 1)]):
        with pytest.raises(Invalid):
            Synonyms.of("Pagne", others)
