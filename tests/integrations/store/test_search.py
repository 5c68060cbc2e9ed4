"""The index finds what a look at every product would find; and what is sold under another name is found under it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

import bot.demo
from domain.catalog.product import Product
from domain.catalog.variant import ProductVariant
from domain.catalog.views import PriceRange
from domain.shared.ids import ProductId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from integrations.store.migrations import migrate
from integrations.store.queries.candidates import Candidates
from integrations.store.queries.search import Searchable, best
from integrations.store.spelling import keys_like, keys_of
from integrations.store.tables.catalog import spellings, words
from integrations.store.transaction import Transaction
from integrations.store.words import folded, words_of
from tests.integrations.store.big_shelf import Article, articles, put_on_shelf, typed_for
from tests.integrations.store.conftest import transaction_on
from tests.integrations.store.shop import SHOP, ShopFloor
from tests.integrations.store.test_migrations import keep

ROWS = 9
BIG = 2_000
DEMOS = ("chez_fatou", "njeri_home")


def demo_shelf(name: str) -> list[Article]:
    """The products of a demo shop, one article a variant."""
    shop = tomllib.loads(Path(bot.demo.__file__).with_name(f"{name}.toml").read_text("utf-8"))
    sold = ((product, variant) for product in shop["products"] for variant in product.get("variants", [product]))
    return [
        Article(str(n), variant["sku"], product["name"], product["category"],
                tuple(product.get("synonyms", ())), variant["name"])
        for n, (product, variant) in enumerate(sold)
    ]  # fmt: skip


def by_looking_at_all(shelf: Iterable[Article]) -> list[Searchable]:
    in_order = sorted(shelf, key=lambda article: (folded(article.name), article.id))
    return [Searchable.called(each.id, *each.called[:2]) for each in in_order]


@cache
def expected(size: int, questions: int) -> dict[str, list[str]]:
    shelf = articles(size)
    everything = by_looking_at_all(shelf)
    return {typed: best(typed, everything, ROWS) for typed in typed_for(shelf, questions)}


def found(connection: Transaction, typed: str, shop: str = SHOP) -> list[str]:
    return best(typed, Candidates(connection, shop).of(words_of(typed)), ROWS)


@pytest.mark.parametrize("demo", DEMOS)
def test_on_the_demo_shelves_nothing_is_found_that_was_not_and_nothing_is_missed(
    connection: Transaction, demo: str
) -> None:
    shelf = demo_shelf(demo)
    put_on_shelf(connection, SHOP, shelf)
    everything = by_looking_at_all(shelf)
    for typed in {*typed_for(shelf, 60), *(word for each in shelf for word in each.synonyms), "", "x", "zzzz"}:
        assert found(connection, typed) == best(typed, everything, ROWS), typed


def test_nor_on_a_shelf_of_two_thousand(connection: Transaction) -> None:
    put_on_shelf(connection, SHOP, articles(BIG))
    for typed, products in expected(BIG, 36).items():
        assert found(connection, typed) == products, typed


def test_common_words_that_stand_together_once_are_found_together(connection: Transaction) -> None:
    """However many products each of them has."""
    chaff = [Article(f"a{n}", f"A{n}", "Pagne rouge", "Tissus", (), "") for n in range(400)]
    chaff += [Article(f"b{n}", f"B{n}", "Boubou bleu", "Tissus", (), "") for n in range(400)]
    put_on_shelf(connection, SHOP, [*chaff, Article("z", "Z1", "Zèbre pagne bleu", "Tissus", (), "")])
    assert found(connection, "bleu pagne") == ["z"]


def test_a_shop_finds_its_own_alone(connection: Transaction) -> None:
    put_on_shelf(connection, SHOP, [Article("a", "A1", "Pagne", "Tissus", (), "")])
    put_on_shelf(connection, "elsewhere", [Article("b", "B1", "Savon", "Beauté", (), "")])
    assert found(connection, "savon") == []
    assert found(connection, "savon", "elsewhere") == ["b"]


def test_a_long_speech_costs_no_more_than_a_few_words(connection: Transaction) -> None:
    put_on_shelf(connection, SHOP, articles(50))
    assert found(connection, " ".join(f"blabla{n}" for n in range(2_000))) == []
    assert found(connection, "pagne " + "a" * 4_000) == []


@pytest.mark.parametrize("right", ["savon", "karite", "telephone", "ventilateurs"])
def test_one_slip_leaves_a_key_in_common(right: str) -> None:
    for n in range(len(right)):
        for slip in (right[:n] + right[n + 1 :], right[:n] + "x" + right[n:], right[:n] + "x" + right[n + 1 :]):
            assert len(slip) < 4 or keys_like(slip) & keys_of(right), slip
        swapped = right[:n] + right[n + 1 : n + 2] + right[n] + right[n + 2 :]
        assert keys_like(swapped) & keys_of(right), swapped


# -- what merchants change ------------------------------------------------------------------------------------


def a_soap() -> Product:
    variant = ProductVariant(ProductSKU("SAV-1"), "200 g", Money(500, "XOF"), 9)
    return Product(ProductId("soap"), SHOP, "Savon de Marseille", "Beauté", [variant], synonyms=("soap",))


@pytest.fixture
def selling_soap(floor: ShopFloor) -> ShopFloor:
    with floor.work() as work:
        work.products.add(a_soap())
    return floor


def names(floor: ShopFloor, typed: str) -> list[str]:
    with floor.work() as work:
        return [product.name for product in work.shelf.search(typed, ROWS)]


@pytest.mark.parametrize("typed", ["savon", "marseile", "soap", "sav 1", "200 g", "beaute savon"])
def test_a_new_product_is_found_at_once_by_everything_it_is_called(selling_soap: ShopFloor, typed: str) -> None:
    assert names(selling_soap, typed) == ["Savon de Marseille"]


def test_a_renamed_product_is_found_by_its_new_name_alone(selling_soap: ShopFloor) -> None:
    with selling_soap.work() as work:
        soap = work.products.get(ProductId("soap"))
        soap.rename("Savon noir", selling_soap.clock.now())
        work.products.save(soap)
    assert names(selling_soap, "noir") == ["Savon noir"]
    assert names(selling_soap, "marseille") == []


def test_an_archived_product_is_found_no_more(selling_soap: ShopFloor) -> None:
    with selling_soap.work() as work:
        soap = work.products.get(ProductId("soap"))
        soap.archive(selling_soap.clock.now())
        work.products.save(soap)
        assert work.connection.execute(select(words)).all() == []
    assert names(selling_soap, "savon") == []


def test_products_that_were_there_before_the_index_are_in_it(empty: Engine) -> None:
    migrate(empty, "0009")
    soap = {"id": "soap", "shop_id": SHOP, "name": "Savon de Marseille", "category": "Beauté", "synonyms": ["soap"]}
    keep(empty, "catalog_products", **soap)
    keep(empty, "catalog_products", **soap | {"id": "old", "archived": True})
    keep(empty, "catalog_variants", product_id="soap", shop_id=SHOP, sku="SAV-1", label="200 g", price_minor=1)
    migrate(empty)
    with transaction_on(empty) as connection:
        for typed in ("savon", "marseile", "soap", "sav 1", "beaute"):
            assert found(connection, typed) == ["soap"]


def test_what_is_not_kept_is_not_found(selling_soap: ShopFloor) -> None:
    """The words come and go with the product's own transaction."""
    with pytest.raises(ZeroDivisionError), selling_soap.work() as work:
        soap = work.products.get(ProductId("soap"))
        soap.rename("Savon noir", selling_soap.clock.now())
        work.products.save(soap)
        1 / 0  # noqa: B018
    assert names(selling_soap, "marseille") == ["Savon de Marseille"]
    assert names(selling_soap, "noir") == []


def test_stock_that_moves_touches_no_words(selling_soap: ShopFloor) -> None:
    with selling_soap.work() as work:
        soap = work.products.get(ProductId("soap"))
        soap.restock(ProductSKU("SAV-1"), 3, "order", selling_soap.clock.now())
        work.connection.execute(words.delete())
        work.products.save(soap)
        assert work.connection.execute(select(words)).all() == []


def test_a_word_takes_few_rows(connection: Transaction) -> None:
    """Its index does not outgrow the shelf: a product's words, and a handful of keys for each new one."""
    put_on_shelf(connection, SHOP, shelf := articles(100))
    rows = connection.execute(select(words)).all()
    keys = connection.execute(select(spellings)).all()
    assert len(rows) <= 12 * len(shelf)
    assert len(keys) <= 7 * len({row.word for row in rows})


# -- what people do to words -------------------------------------------------------------------------------------------


def a_shelf_of(work: object, *sold: tuple[str, str, int, int]) -> None:
    for n, (name, label, price, stock) in enumerate(sold):
        variant = ProductVariant(ProductSKU(f"S-{n}"), label, Money(price, "XOF"), stock)
        work.products.add(Product(ProductId(f"p{n}"), SHOP, name, "Divers", [variant]))  # type: ignore[attr-defined]


CROWD = [(f"Chose {n} quelconque {n}", "", 100, 1) for n in range(400)]
"""So many more that the shelf is chosen from by its index."""


@pytest.fixture(params=["few", "many"])
def market(request: pytest.FixtureRequest, floor: ShopFloor) -> ShopFloor:
    with floor.work() as work:
        a_shelf_of(
            work,
            ("Savon noir", "", 1_000, 0),
            ("Savon rouge", "", 2_000, 4),
            ("Bijoux dorés", "", 9_000, 2),
            ("Gift boxes", "", 500, 2),
            ("Cotton bedsheets", "", 4_000, 2),
            *(CROWD if request.param == "many" else ()),
        )
    return floor


FORGIVEN = {
    "bijou doré": "Bijoux dorés",
    "box": "Gift boxes",
    "savonnoir": "Savon noir",
    "noirsavon": "Savon noir",
    "bed sheet": "Cotton bedsheets",
    "coton bed sheets": "Cotton bedsheets",
}


def test_number_gender_and_gaps_are_forgiven(market: ShopFloor) -> None:
    assert {typed: names(market, typed)[:1] for typed in FORGIVEN} == {typed: [one] for typed, one in FORGIVEN.items()}


def test_what_is_not_sold_is_not_found(market: ShopFloor) -> None:
    assert [typed for typed in ("savon vert", "bedroom", "savonvert") if names(market, typed)] == []


def test_of_equals_what_is_there_comes_first(market: ShopFloor) -> None:
    assert names(market, "savon") == ["Savon rouge", "Savon noir"]
    assert names(market, "savon noir")[0] == "Savon noir"


def test_prices_bound_what_is_found(market: ShopFloor) -> None:
    with market.work() as work:

        def at(prices: PriceRange) -> list[str]:
            return [product.name for product in work.shelf.search("savon", ROWS, prices)]

        assert at(PriceRange(most=1_500)) == ["Savon noir"]
        assert at(PriceRange(least=1_500)) == ["Savon rouge"]
        assert at(PriceRange(cheapest_first=True)) == ["Savon noir", "Savon rouge"]
        assert at(PriceRange(most=10)) == []
