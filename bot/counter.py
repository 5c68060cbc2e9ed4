"""The counter, bound: what a buyer's dialogue asks of the shop, each a use case or a query of one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from bot.proofs import Proofs
from bot.receipts import Receipts
from bot.wallets import Front
from domain.catalog.views import ShelfItem, ShelfPage, ShelfProduct
from domain.customer import use_cases as customers
from domain.customer.customer import Customer
from domain.fulfillment.values import TrackingCode
from domain.fulfillment.views import TrackingView
from domain.merchant.shop import Shop, Wallet, Zone
from domain.ordering import use_cases as ordering
from domain.ordering.order import Delivery
from domain.ordering.order_state import OrderState
from domain.ordering.views import CartView, OrderView
from domain.payment import use_cases as payments
from domain.payment.views import PaymentView
from domain.shared.address import Pin
from domain.shared.errors import Invalid, NotFound
from domain.shared.ids import OrderId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from domain.shared.sku import ProductSKU
from flows.buyer.counter import BuyerCard, ShopCard, ToPay
from integrations.store.unit_of_work import SqlUnitOfWork

Found = TypeVar("Found")
SHOWN_ORDERS = 20
ROWS = 9


class Counter:
    """Implements `flows.buyer.counter.BuyerCounter` for one shop and one customer."""

    def __init__(self, work: SqlUnitOfWork, shop: Shop, customer: Customer, front: Front) -> None:
        self._work = work
        self._shop = shop
        self._customer = customer
        self._front = front
        self.receipts = Receipts(work, shop, front)

    @property
    def shop(self) -> ShopCard:
        shop = self._shop
        return ShopCard(shop.name, shop.about, shop.hours, shop.pickup, shop.region, shop.currency, shop.languages)

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
        return _known(self._work.shelf.product(product_id), "product", product_id)

    def item(self, sku: ProductSKU) -> ShelfItem:
        return _known(self._work.shelf.item(sku), "product", sku)

    def search(self, words: str) -> tuple[ShelfProduct, ...]:
        return self._work.shelf.search(words, ROWS)

    def photo(self, product: ShelfProduct) -> str | None:
        return f"{self._front.base_url}/media/{product.photo}" if product.photo else None

    # -- the cart ----------------------------------------------------------------------------------------------------

    def cart(self) -> CartView:
        nothing = Money.zero(self._shop.currency)
        return self._work.order_queries.cart_of(self._customer.id) or CartView((), nothing, nothing)

    def add_to_cart(self, sku: ProductSKU, quantity: int) -> None:
        ordering.add_item_to_cart(self._work, self._customer.id, sku, quantity)

    def change_quantity(self, sku: ProductSKU, quantity: int) -> None:
        ordering.change_quantity(self._work, self._customer.id, sku, quantity)

    def clear_cart(self) -> None:
        ordering.clear_cart(self._work, self._customer.id)

    def apply_coupon(self, code: str) -> Money:
        return ordering.apply_coupon(self._work, self._customer.id, code)

    # -- checking out ------------------------------------------------------------------------------------------------

    def zones(self) -> tuple[Zone, ...]:
        return self._shop.zones

    def zone_at(self, pin: Pin) -> Zone | None:
        return self._shop.zone_at(pin)

    def wallets(self) -> tuple[Wallet, ...]:
        return self._front.wallets.usable(self._shop, self.cart().total)

    def place_order(self, delivery: Delivery, wallet: str, payer: PhoneNumber) -> ToPay:
        """All of it or nothing: an order that cannot be held leaves the cart as it was."""
        with self._work.savepoint():
            order = ordering.checkout(self._work, self._customer.id, delivery, self._shop.hold_for)
        payments.prefer_wallet(self._work, order.id, wallet, str(payer))
        customers.remember_wallet(self._work, self._customer.id, wallet, payer)
        if delivery.address is not None:
            customers.remember_address(self._work, self._customer.id, delivery.address)
        return _known(self.to_pay(order.number), "order", order.number)

    # -- orders ------------------------------------------------------------------------------------------------------

    def orders(self) -> tuple[OrderView, ...]:
        return self._work.order_queries.of_customer(self._customer.id, SHOWN_ORDERS)

    def order(self, number: int) -> OrderView:
        return self._own(self._work.order_queries.by_number(number), number)

    def order_of(self, order_id: OrderId) -> OrderView:
        return self._own(self._work.order_queries.by_id(order_id), order_id)

    def to_pay(self, number: int) -> ToPay | None:
        order = self.order(number)
        payment = self.payment(order)
        if payment is None or order.state != OrderState.AWAITING_PAYMENT:
            return None
        minutes = max(1, round((order.pay_by - self._work.clock.now()).total_seconds() / 60))
        return ToPay(order, f"{self._front.base_url}/p/{payment.link}", minutes)

    def payment(self, order: OrderView) -> PaymentView | None:
        return self._work.payment_queries.of_order(order.id)

    def ask_wallet(self, order: OrderView) -> bool:
        return Proofs(self._work, self._shop).ask_wallet((), order)

    def tracking(self, order: OrderView) -> TrackingView | None:
        return self._work.tracking_queries.of_order(order.id)

    def tracking_by_code(self, code: str) -> TrackingView:
        """What is no code at all is as unknown as somebody else's."""
        try:
            found = self._work.tracking_queries.by_code(TrackingCode.typed(code))
        except Invalid:
            found = None
        if found is None or found.customer_id != self._customer.id:
            raise NotFound("parcel", code)
        return found

    def track_link(self, parcel: TrackingView) -> str:
        return f"{self._front.base_url}/t/{parcel.track_token}"

    def cancel_order(self, number: int) -> OrderView:
        order = self.order(number)
        ordering.cancel_order(self._work, order.id, "buyer")
        self._work.settle()
        return self.order(number)

    # -- the person --------------------------------------------------------------------------------------------------

    def call_me(self, name: str) -> None:
        customers.update_profile(self._work, self._customer.id, name=name)

    def speak(self, language: str) -> None:
        customers.update_profile(self._work, self._customer.id, language=language)

    def ask_for_human(self, last_words: str) -> None:
        customers.request_human(self._work, self._customer.id, last_words)

    @property
    def language(self) -> str:
        return self._customer.profile.language

    def back_to_bot(self) -> None:
        if self._customer.with_human_since is not None:
            customers.release_to_bot(self._work, self._customer.id, "buyer")

    def wants_offers(self) -> bool:
        return not self._customer.has_refused("marketing")

    def stop_messages(self) -> None:
        customers.record_consent(self._work, self._customer.id, "marketing", False, "chat")

    def local(self, when: datetime) -> datetime:
        return self._shop.local(when)

    def _own(self, order: OrderView | None, name: object) -> OrderView:
        """Somebody else's order is as unknown as none."""
        if order is None or order.customer_id != self._customer.id:
            raise NotFound("order", name)
        return order


def _known(found: Found | None, what: str, name: object) -> Found:
    if found is None:
        raise NotFound(what, name)
    return found
