"""An order: what was bought, for how much, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.ordering.errors import CannotCancel, EmptyCart
from domain.ordering.events import (
    OrderCancelled,
    OrderConfirmed,
    OrderDelivered,
    OrderExpired,
    OrderFulfilled,
    OrderPaid,
    OrderPlaced,
    OrderReadyForShipment,
    OrderReturned,
    OrderShipped,
)
from domain.ordering.order_state import CANCELLABLE, MAY_BECOME, OrderState
from domain.shared.address import Address
from domain.shared.errors import IllegalTransition, Invalid
from domain.shared.events import Recorder
from domain.shared.ids import CustomerId, OrderId, PaymentId, ShopId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU

S = OrderState


@dataclass(frozen=True, slots=True)
class OrderItem:
    """A line as it was sold: later renaming and repricing do not touch it."""

    sku: ProductSKU
    name: str
    price: Money
    quantity: int

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise Invalid("quantity", self.quantity)

    @property
    def total(self) -> Money:
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class Delivery:
    """To an address, for the zone's fee, or fetched at the shop: then there is no address and no fee."""

    fee: Money
    address: Address | None = None
    max_days: int = 1

    @property
    def is_pickup(self) -> bool:
        return self.address is None


class Order(Recorder):
    """The root. `number` is the short reference people say, unique within the shop."""

    def __init__(
        self,
        id: OrderId,
        shop_id: ShopId,
        number: int,
        customer_id: CustomerId,
        items: tuple[OrderItem, ...],
        delivery: Delivery,
        placed_at: datetime,
        pay_by: datetime,
        *,
        discount: Money | None = None,
        coupon: str = "",
        state: OrderState = OrderState.AWAITING_PAYMENT,
        payment_id: PaymentId | None = None,
        cash: Money | None = None,
        version: int = 0,
    ) -> None:
        super().__init__()
        if not items:
            raise EmptyCart
        self.id = id
        self.shop_id = shop_id
        self.number = number
        self.customer_id = customer_id
        self.items = items
        self.delivery = delivery
        self.placed_at = placed_at
        self.pay_by = pay_by
        self.discount = discount or Money.zero(delivery.fee.currency)
        self.coupon = coupon
        self.state = state
        self.payment_id = payment_id
        self.cash = cash or Money.zero(delivery.fee.currency)
        self.version = version

    def place(self) -> None:
        """Says OrderPlaced: called once, on a new order."""
        self.say(
            OrderPlaced,
            self.placed_at,
            order_id=self.id,
            number=self.number,
            customer_id=self.customer_id,
            total=self.total,
        )

    @property
    def subtotal(self) -> Money:
        return sum((item.total for item in self.items), Money.zero(self.delivery.fee.currency))

    @property
    def total(self) -> Money:
        return self.subtotal - self.discount + self.delivery.fee

    @property
    def quantities(self) -> dict[ProductSKU, int]:
        return {item.sku: item.quantity for item in self.items}

    @property
    def is_paid(self) -> bool:
        """Something of it: `cash` is what is paid at the door."""
        return self.payment_id is not None and self.cash < self.total

    def mark_paid(self, payment_id: PaymentId, now: datetime) -> None:
        """Only a confirmed payment leads here. The same payment again changes nothing."""
        if self.payment_id == payment_id and self.state != S.EXPIRED:
            return
        self._become(S.PAID)
        self.payment_id = payment_id
        self.say(
            OrderPaid,
            now,
            order_id=self.id,
            number=self.number,
            customer_id=self.customer_id,
            payment_id=payment_id,
            total=self.total,
        )

    def confirm(self, payment_id: PaymentId, cash: Money, now: datetime) -> None:
        """It goes on, and `cash` is paid at the door. The same payment again changes nothing."""
        if self.payment_id == payment_id and self.state != S.EXPIRED:
            return
        self._become(S.CONFIRMED)
        self.payment_id, self.cash = payment_id, cash
        self.say(
            OrderConfirmed,
            now,
            order_id=self.id,
            number=self.number,
            customer_id=self.customer_id,
            payment_id=payment_id,
            total=self.total,
            cash=cash,
        )

    def wait_until(self, when: datetime) -> None:
        """A part of its price has come: there is more time for the rest."""
        if self.state == S.AWAITING_PAYMENT:
            self.pay_by = max(self.pay_by, when)

    def make_ready(self, now: datetime) -> None:
        self._become(S.READY_FOR_SHIPMENT)
        self.say(OrderReadyForShipment, now, order_id=self.id)

    def mark_shipped(self, now: datetime) -> None:
        self._become(S.SHIPPED)
        self.say(OrderShipped, now, order_id=self.id)

    def mark_delivered(self, now: datetime) -> None:
        self._become(S.DELIVERED)
        self.say(OrderDelivered, now, order_id=self.id)

    def close(self, now: datetime) -> None:
        self._become(S.CLOSED)
        self.say(OrderFulfilled, now, order_id=self.id, customer_id=self.customer_id)

    def expire(self, now: datetime) -> None:
        """Nobody paid by `pay_by`. Too early, or no longer waiting: nothing happens."""
        if self.state == S.AWAITING_PAYMENT and self.pay_by <= now:
            self._become(S.EXPIRED)
            self.say(OrderExpired, now, order_id=self.id, number=self.number, customer_id=self.customer_id)

    def cancel(self, by: str, now: datetime) -> None:
        """By buyer, shop or a wallet that took its money back, before the parcel leaves. Raises CannotCancel."""
        if self.state not in CANCELLABLE:
            raise CannotCancel(self.state)
        self._cancelled(by, now)

    def give_up(self, payment_id: PaymentId, now: datetime) -> None:
        """Paid after all, but the goods are gone: the money goes back."""
        self.payment_id = payment_id
        self._cancelled("stock", now)

    def mark_returned(self, now: datetime) -> None:
        self._become(S.RETURNED)
        self.say(OrderReturned, now, order_id=self.id, number=self.number, customer_id=self.customer_id)

    def _cancelled(self, by: str, now: datetime) -> None:
        self._become(S.CANCELLED)
        self.say(
            OrderCancelled,
            now,
            order_id=self.id,
            number=self.number,
            customer_id=self.customer_id,
            by=by,
            was_paid=self.is_paid,
        )

    def _become(self, wanted: OrderState) -> None:
        if wanted not in MAY_BECOME[self.state]:
            raise IllegalTransition("order", self.state, wanted)
        self.state = wanted
