"""The counter: all that a buyer's dialogue may see and ask of the shop. `bot/counter.py` binds it to the domain."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from domain.catalog.views import PriceRange, ShelfItem, ShelfPage, ShelfProduct
from domain.customer.messages import Media
from domain.fulfillment.views import TrackingView
from domain.merchant.distances import Distance
from domain.merchant.shop import Zone
from domain.ordering.order import Delivery
from domain.ordering.views import CartView, OrderView
from domain.payment.views import PaymentView
from domain.shared.address import Address, Pin
from domain.shared.errors import Refusal
from domain.shared.ids import OrderId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from flows.buyer.cards import BuyerCard, Choice, ShopCard, ToPay, Ways
from flows.receipts import Receipts


class BuyerCounter(Protocol):
    """One shop and one buyer. What it refuses comes as a Refusal of the domain."""

    @property
    def shop(self) -> ShopCard: ...

    @property
    def buyer(self) -> BuyerCard: ...

    # looking round
    def categories(self) -> tuple[str, ...]: ...

    def page(self, category: str | None, after: str | None) -> ShelfPage: ...

    def product(self, product_id: str) -> ShelfProduct:
        """Raises NotFound."""
        ...

    def item(self, sku: ProductSKU) -> ShelfItem:
        """Raises NotFound."""
        ...

    def search(self, words: str, prices: PriceRange | None = None) -> tuple[ShelfProduct, ...]: ...

    def selling(self) -> tuple[ShelfProduct, ...]:
        """What sells best of late and is there; nothing where nothing was sold."""
        ...

    def photo(self, product: ShelfProduct) -> str | None:
        """Its public address."""
        ...

    # waiting for what is sold out
    def wait_for(self, sku: ProductSKU) -> None:
        """To be told when it is back. Raises NotFound."""
        ...

    def waits(self) -> tuple[ShelfItem, ...]: ...

    def wait_no_longer(self, sku: ProductSKU) -> None:
        """Nor is one kept any more."""
        ...

    # the cart
    def cart(self) -> CartView: ...

    def add_to_cart(self, sku: ProductSKU, quantity: int) -> None:
        """Raises NotSold, NotEnough, TooMany."""
        ...

    def change_quantity(self, sku: ProductSKU, quantity: int) -> None: ...

    def clear_cart(self) -> None: ...

    def apply_coupon(self, code: str) -> Money:
        """Raises CouponRefused."""
        ...

    def pause(self) -> Refusal | None:
        """Paused, while no orders are taken."""
        ...

    def why_no_order(self) -> Refusal | None:
        """What keeps the cart from being ordered: Paused, TooSmall, TooLarge; moments by the shop's clock."""
        ...

    def opens_next(self) -> datetime | None:
        """By the shop's clock, while it is closed but takes orders."""
        ...

    # checking out
    def zones(self) -> tuple[Zone, ...]: ...

    def zone_at(self, pin: Pin) -> Zone | None:
        """By distance, or the nearest one."""
        ...

    def distances(self) -> tuple[Distance, ...]: ...

    def ways_to_pay(self, delivery: Delivery, at_the_door: bool = False) -> Ways:
        """For what is in the cart; `at_the_door`: for the deposit alone."""
        ...

    def place_order(self, delivery: Delivery, choice: Choice) -> OrderView:
        """Raises EmptyCart, OutOfStock; at a counter where a merchant practises, OnlyPractice."""
        ...

    # orders
    def orders(self) -> tuple[OrderView, ...]:
        """The buyer's own, newest first."""
        ...

    def order(self, number: int) -> OrderView:
        """The buyer's own. Raises NotFound."""
        ...

    def order_of(self, order_id: OrderId) -> OrderView:
        """Raises NotFound."""
        ...

    def to_pay(self, number: int) -> ToPay | None:
        """While it waits for its payment."""
        ...

    def payment(self, order: OrderView) -> PaymentView | None: ...

    def ask_wallet(self, order: OrderView) -> bool:
        """Whether the order is paid, right now. False: nothing has been asked of it yet."""
        ...

    @property
    def receipts(self) -> Receipts: ...

    def tracking(self, order: OrderView) -> TrackingView | None: ...

    def tracking_by_code(self, code: str) -> TrackingView:
        """The buyer's own parcel. Raises NotFound."""
        ...

    def track_link(self, parcel: TrackingView) -> str: ...

    def cancel_order(self, number: int) -> OrderView:
        """Raises NotFound, CannotCancel."""
        ...

    # money
    def credit(self) -> Money:
        """What the shop owes the buyer."""
        ...

    def refund_credit(self) -> Money:
        """Back to whoever paid it; how much."""
        ...

    def returnable(self) -> tuple[OrderView, ...]:
        """The buyer's orders of which money could still go back, newest first."""
        ...

    def ask_refund(self, number: int, words: str) -> Money:
        """Of all that is left; the shop decides. Raises NotFound, RefundTooLarge."""
        ...

    # the person
    def call_me(self, name: str) -> None: ...

    def name_address(self, address: Address, name: str) -> None:
        """It is kept, first of all."""
        ...

    def forget_address(self, address: Address) -> None: ...

    def speak(self, language: str) -> None: ...

    def ask_for_human(self, last_words: str) -> None:
        """`last_words` are lines."""
        ...

    def tell_human(self, words: str, media: str = "") -> None:
        """For whoever of the shop was called. `media` is the kind of something that is no words."""
        ...

    def pass_on(self, media: Media) -> None:
        """The file itself, as soon as it has been fetched from where it lies."""
        ...

    def back_to_bot(self) -> None:
        """Nobody of the shop needs to write any more."""
        ...

    def wants_offers(self) -> bool:
        """Has not asked to be left alone."""
        ...

    def stop_messages(self) -> None:
        """No marketing any more; what concerns an order still comes."""
        ...

    def local(self, when: datetime) -> datetime:
        """In the shop's time zone."""
        ...
