"""The counter, bound: what a buyer's dialogue asks of the shop, each a use case or a query of one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.buyer_orders import known
from bot.passing_on import ask_for
from bot.purse import Purse
from domain.catalog import waiting_line
from domain.catalog.views import PriceRange, ShelfItem, ShelfPage, ShelfProduct
from domain.customer import use_cases as customers
from domain.customer.messages import Media
from domain.customer.ticket import Told
from domain.merchant.distances import Distance
from domain.merchant.shop import Zone
from domain.ordering import use_cases as ordering
from domain.shared.address import Address, Pin
from domain.shared.errors import Refusal
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from flows.buyer.cards import BuyerCard, ShopCard

ROWS, SELLING = 9, 3


class Counter(Purse):
    """Implements `flows.buyer.counter.BuyerCounter` for one shop and one customer."""

    @property
    def shop(self) -> ShopCard:
        shop = self._shop
        return ShopCard(
            shop.name,
            shop.about,
            shop.hours,
            shop.pickup,
            shop.region,
            shop.currency,
            shop.languages,
            shop.pickup_pin,
        )

    @property
    def buyer(self) -> BuyerCard:
        profile = self._customer.profile
        return BuyerCard(profile.name, profile.phone, tuple(profile.addresses), profile.wallets)

    # -- looking round -----------------------------------------------------------------------------------------------

    def categories(self) -> tuple[str, ...]:
        return self._work.shelf.categories()

    def page(self, category: str | None, after: str | None) -> ShelfPage:
        return self._work.shelf.page(category, after, ROWS)

    def product(self, product_id: str) -> ShelfProduct:
        return known(self._work.shelf.product(product_id), "product", product_id)

    def item(self, sku: ProductSKU) -> ShelfItem:
        return known(self._work.shelf.item(sku), "product", sku)

    def search(self, words: str, prices: PriceRange | None = None) -> tuple[ShelfProduct, ...]:
        return self._work.shelf.search(words, ROWS, prices)

    def selling(self) -> tuple[ShelfProduct, ...]:
        return self._work.shelf.selling(SELLING)

    def photo(self, product: ShelfProduct) -> str | None:
        return f"{self._front.base_url}/media/{product.photo}" if product.photo else None

    def wait_for(self, sku: ProductSKU) -> None:
        waiting_line.wait_for(self._work, self._customer.id, sku)

    def waits(self) -> tuple[ShelfItem, ...]:
        found = (self._work.shelf.item(each.sku) for each in self._work.waitings.of_customer(self._customer.id))
        return tuple(item for item in found if item is not None)

    def wait_no_longer(self, sku: ProductSKU) -> None:
        waiting_line.wait_no_longer(self._work, self._customer.id, sku)

    # -- the cart ----------------------------------------------------------------------------------------------------

    def add_to_cart(self, sku: ProductSKU, quantity: int) -> None:
        self._cart = None
        ordering.add_item_to_cart(self._work, self._customer.id, sku, quantity)

    def change_quantity(self, sku: ProductSKU, quantity: int) -> None:
        self._cart = None
        ordering.change_quantity(self._work, self._customer.id, sku, quantity)

    def clear_cart(self) -> None:
        self._cart = None
        ordering.clear_cart(self._work, self._customer.id)

    def apply_coupon(self, code: str) -> Money:
        self._cart = None
        return ordering.apply_coupon(self._work, self._customer.id, code)

    def pause(self) -> Refusal | None:
        return refused(lambda: self._shop.ensure_not_paused(self._work.clock.now()))

    def why_no_order(self) -> Refusal | None:
        return refused(lambda: self._shop.ensure_takes_order(self.cart().subtotal, self._work.clock.now()))

    def opens_next(self) -> datetime | None:
        return self._shop.opens_next(self._work.clock.now())

    # -- checking out ------------------------------------------------------------------------------------------------

    def zones(self) -> tuple[Zone, ...]:
        return self._shop.zones

    def zone_at(self, pin: Pin) -> Zone | None:
        return self._shop.zone_at(pin)

    def distances(self) -> tuple[Distance, ...]:
        return self._shop.terms.distances

    # -- the person --------------------------------------------------------------------------------------------------

    def call_me(self, name: str) -> None:
        customers.update_profile(self._work, self._customer.id, name=name)

    def name_address(self, address: Address, name: str) -> None:
        customers.name_address(self._work, self._customer.id, address, name)

    def forget_address(self, address: Address) -> None:
        customers.forget_address(self._work, self._customer.id, address)

    def speak(self, language: str) -> None:
        customers.update_profile(self._work, self._customer.id, language=language)

    def ask_for_human(self, last_words: str) -> None:
        customers.request_human(self._work, self._customer.id, last_words)

    def tell_human(self, words: str, media: str = "") -> None:
        customers.tell_human(self._work, self._customer.id, Told(words, media))

    def pass_on(self, media: Media) -> None:
        ask_for(self._work, self._customer.id, media)

    @property
    def language(self) -> str:
        return self._customer.profile.language

    def back_to_bot(self) -> None:
        if self._customer.ticket is not None:
            customers.release_to_bot(self._work, self._customer.id, "buyer")

    def wants_offers(self) -> bool:
        return not self._customer.has_refused("marketing")

    def stop_messages(self) -> None:
        customers.record_consent(self._work, self._customer.id, "marketing", False, "chat")

    def local(self, when: datetime) -> datetime:
        return self._shop.local(when)


def refused(act: Callable[[], None]) -> Refusal | None:
    """What it says no with, if it does."""
    try:
        act()
    except Refusal as refusal:
        return refusal
    return None
