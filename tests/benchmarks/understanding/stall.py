"""A demo shop with a real shelf and a cart of its own: all that understanding an order asks of a counter."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import bot.demo
from bot.opening import variants_of, zone_of
from domain.catalog.product import Product
from domain.catalog.views import ShelfItem, ShelfPage, ShelfProduct
from domain.merchant.shop import Zone
from domain.ordering.cart import CartLine
from domain.ordering.errors import NotEnough
from domain.ordering.views import CartView
from domain.shared.clock import SystemClock
from domain.shared.errors import NotFound
from domain.shared.ids import ProductId, RandomIds, ShopId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from flows.buyer.cards import BuyerCard, ShopCard
from integrations.store.engine import create_database
from integrations.store.migrations import migrate
from integrations.store.shelves import KeptShelf
from integrations.store.unit_of_work import SqlUnitOfWork

ROWS = 9
DEMOS, STORIES = Path(bot.demo.__file__).parent, Path(__file__).parents[2] / "transcripts"
SHOPS = {
    "fr": DEMOS / "chez_fatou.toml",
    "en": DEMOS / "njeri_home.toml",
    "sw": STORIES / "sw" / "shop.toml",
    "pt": STORIES / "pt" / "shop.toml",
}


@cache
def demo(language: str) -> dict[str, Any]:
    return tomllib.loads(SHOPS[language].read_text("utf-8"))


class Stall:
    """As much of `BuyerCounter` as looking and choosing need; `placed` is the cart, by SKU."""

    def __init__(self, language: str, shelf: Any) -> None:
        card = demo(language)["shop"]
        self._shelf = shelf
        self._zones = tuple(zone_of(zone, card["currency"]) for zone in demo(language)["zones"])
        self.shop = ShopCard(card["name"], "", "", "", card["region"], card["currency"], tuple(card["languages"]))
        self.buyer = BuyerCard("Awa", None, (), {})
        self.placed: dict[str, int] = {}
        self.searches = 0

    def zones(self) -> tuple[Zone, ...]:
        return self._zones

    def categories(self) -> tuple[str, ...]:
        return tuple(self._shelf.categories())

    def page(self, category: str | None, after: str | None) -> ShelfPage:
        page: ShelfPage = self._shelf.page(category, after, ROWS)
        return page

    def product(self, product_id: str) -> ShelfProduct:
        product: ShelfProduct = self._shelf.product(product_id)
        return product

    def item(self, sku: ProductSKU) -> ShelfItem:
        item: ShelfItem = self._shelf.item(sku)
        return item

    def search(self, words: str, *limits: Any) -> tuple[ShelfProduct, ...]:
        self.searches += 1
        found: tuple[ShelfProduct, ...] = self._shelf.search(words, ROWS, *limits)
        return found

    def selling(self) -> tuple[ShelfProduct, ...]:
        """Nothing was sold yet."""
        return ()

    def photo(self, product: ShelfProduct) -> str | None:
        return None

    def wants_offers(self) -> bool:
        return False

    def cart(self) -> CartView:
        items = {sku: self.item(ProductSKU(sku)) for sku in self.placed}
        lines = [CartLine(item.sku, item.name, item.price, self.placed[sku]) for sku, item in items.items()]
        total = sum((line.total for line in lines), Money.zero(self.shop.currency))
        return CartView(tuple(lines), total, Money.zero(self.shop.currency))

    def add_to_cart(self, sku: ProductSKU, quantity: int) -> None:
        self.change_quantity(sku, self.placed.get(str(sku), 0) + quantity)

    def change_quantity(self, sku: ProductSKU, quantity: int) -> None:
        item = self.item(sku)
        if quantity > item.available:
            raise NotEnough(str(sku), item.name, item.available)
        self.placed |= {str(sku): quantity}
        if not quantity:
            del self.placed[str(sku)]

    def clear_cart(self) -> None:
        self.placed = {}

    def pause(self) -> None:
        """It takes orders of any size, and somebody is always there."""

    why_no_order = opens_next = pause

    def orders(self) -> tuple[Any, ...]:
        """Nobody has ordered anything here."""
        return ()

    def ask_for_human(self, last_words: str) -> None:
        """Nobody comes."""

    def __getattr__(self, name: str) -> Any:
        """Nobody has ordered anything here."""

        def unknown(*what: Any) -> Any:
            raise NotFound("order", str(what))

        return unknown


@contextmanager
def a_shelf(language: str) -> Iterator[Any]:
    """The demo's products in a database of their own."""
    with TemporaryDirectory() as folder, a_database(Path(folder)) as engine:
        with work_on(engine) as work:
            for product in products_of(demo(language)):
                work.products.add(product)
        with work_on(engine) as work:
            work.shelf.prime(kept_shelf(), NOW, {})
            yield work.shelf


NOW = 1


def kept_shelf() -> KeptShelf:
    """As every process keeps one."""
    kept = KeptShelf()
    kept.catch_up(kept.since, NOW, True, ())
    return kept


@contextmanager
def a_database(folder: Path) -> Iterator[Any]:
    engine = create_database(f"sqlite:///{folder / 'shop.db'}")
    migrate(engine)
    yield engine
    engine.dispose()


def work_on(engine: Any) -> SqlUnitOfWork:
    return SqlUnitOfWork(engine, clock=SystemClock(), ids=RandomIds(), shop_id=SHOP)


SHOP = ShopId("chez-fatou")


def products_of(shop: Mapping[str, Any]) -> Iterator[Product]:
    categories = {category["code"]: category["name"] for category in shop["categories"]}
    for n, each in enumerate(shop["products"]):
        variants = variants_of(each, shop["shop"]["currency"])
        yield Product(
            ProductId(f"product-{n}"), SHOP, each["name"], categories[each["category"]], variants,
            description=each["description"], synonyms=tuple(each.get("synonyms", ())),
        )  # fmt: skip
