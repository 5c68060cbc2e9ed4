"""The desk: all that a merchant's commands may see and ask of the shop. `bot/desk.py` binds it to the domain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.catalog.synonyms import Synonyms
from domain.catalog.views import InventoryLevel
from domain.customer.customer import Customer
from domain.fulfillment.views import TrackingView
from domain.merchant.shop import CourierAccount
from domain.merchant.staff import Staff
from domain.ordering.order_state import OrderState
from domain.ordering.views import OrderView, TimelineEntry
from domain.payment.ledger import Balances
from domain.payment.views import PaymentView, RefundView
from domain.shared.ids import CustomerId, OrderId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from flows.merchant.lookup import Proofs
from flows.receipts import Receipts


@dataclass(frozen=True, slots=True)
class CashOut:
    """Cash that somebody took at the door for an order, and has not handed in. `holder` is a name."""

    number: int
    holder: str
    amount: Money


class MerchantDesk(Protocol):
    """One shop and one member of staff; what the role may not do raises NotAllowed."""

    @property
    def me(self) -> Staff: ...

    @property
    def shop_name(self) -> str: ...

    @property
    def currency(self) -> str: ...

    @property
    def languages(self) -> tuple[str, ...]: ...

    def levels(self, words: str = "") -> tuple[InventoryLevel, ...]: ...

    def level(self, sku: ProductSKU) -> InventoryLevel:
        """Raises NotFound."""
        ...

    def set_stock(self, sku: ProductSKU, pieces: int) -> tuple[int, int]:
        """Before and after. Raises NotFound, Invalid, BelowHeld."""
        ...

    def adjust_stock(self, sku: ProductSKU, change: int) -> tuple[int, int]: ...

    def set_price(self, sku: ProductSKU, price: Money) -> Money:
        """The old one."""
        ...

    def put_on_shelf(self, sku: ProductSKU, name: str, label: str, category: str, price: Money, pieces: int) -> None:
        """Raises Invalid, DuplicateSKU."""
        ...

    def retire(self, sku: ProductSKU) -> str:
        """The name of what left the shelf. Raises NotFound."""
        ...

    def other_words(self) -> tuple[Synonyms, ...]:
        """What the shop's buyers also call what it sells, by word."""
        ...

    def call_also(self, told: Synonyms) -> tuple[str, ...]:
        """What was said of this word before. Raises TooManySynonyms."""
        ...

    def call_no_longer(self, word: str) -> Synonyms:
        """Raises NotFound."""
        ...

    def history(self, number: int) -> tuple[TimelineEntry, ...]: ...

    def orders(self, states: tuple[OrderState, ...]) -> tuple[OrderView, ...]: ...

    def order(self, number: int) -> OrderView:
        """Raises NotFound."""
        ...

    def order_of(self, order_id: OrderId) -> OrderView: ...

    def parcel(self, order: OrderView) -> TrackingView | None: ...

    def rider_named(self, name: str) -> Staff | None: ...

    def courier_named(self, name: str) -> CourierAccount | None: ...

    def ship(self, number: int, carrier: str, rider: str, code: str) -> TrackingView:
        """Raises NotFound, NotReady, AlreadyEnded."""
        ...

    def delivered(self, number: int) -> OrderView: ...

    def returned(self, number: int) -> OrderView:
        """Raises NotFound, AlreadyEnded."""
        ...

    def cancel(self, number: int) -> OrderView:
        """Raises CannotCancel."""
        ...

    @property
    def proofs(self) -> Proofs: ...

    @property
    def receipts(self) -> Receipts: ...

    # money
    def payment(self, order: OrderView) -> PaymentView: ...

    def has_pin(self) -> bool: ...

    def prove(self, digits: str) -> None:
        """It is really this person; the first time the digits are kept. Raises WrongPin, PinLocked, Invalid."""
        ...

    def refund(self, number: int, amount: Money | None) -> Money:
        """Asks for it, with one's own approval. Raises RefundTooLarge."""
        ...

    def give_back_held(self, number: int) -> Money:
        """What came in another currency. Raises NotFound."""
        ...

    def approve_refund(self, number: int) -> Money:
        """Raises NotFound where nothing was asked for, NotYours."""
        ...

    def decline_refund(self, number: int) -> int: ...

    def paid_out(self, number: int, receipt: str) -> Money:
        """Raises NotFound where nothing was owed."""
        ...

    def refunds(self) -> tuple[tuple[int, RefundView], ...]:
        """Those that are not at their end, by order number."""
        ...

    def cash_out(self) -> tuple[CashOut, ...]: ...

    def hand_in(self, number: int) -> None: ...

    # the door
    def close(self, until: datetime | None) -> None:
        """No orders until then, or until it is opened."""
        ...

    def open(self) -> None: ...

    # people
    def waiting_for_human(self) -> list[Customer]: ...

    def release(self, customer: Customer) -> None: ...

    def contact_of(self, customer_id: CustomerId) -> str:
        """A number to call, or the identity they write from."""
        ...

    def file_link(self, name: str) -> str:
        """Where what a buyer sent is kept: whoever has the address sees it."""
        ...

    def write_to_buyer(self, number: int, words: str) -> Customer:
        """Whose ticket or order it is. Raises NotFound."""
        ...

    def local(self, when: datetime) -> datetime: ...

    @property
    def now(self) -> datetime:
        """By the shop's clock."""
        ...

    def books(self, since: datetime | None = None, until: datetime | None = None) -> tuple[Balances, ...]:
        """What has moved on each account in that time, by currency; what stands on it where no time is named."""
        ...

    def wallet_name(self, provider: str, account: str) -> str: ...
