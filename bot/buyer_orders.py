"""A buyer's own orders: somebody else's are as unknown as none."""

from __future__ import annotations

from typing import TypeVar

from bot.proofs import Proofs
from bot.receipts import Receipts
from bot.wallets import Front
from domain.customer.customer import Customer
from domain.fulfillment.values import TrackingCode
from domain.fulfillment.views import TrackingView
from domain.merchant.shop import Shop
from domain.ordering import use_cases as ordering
from domain.ordering.order_state import OrderState
from domain.ordering.views import OrderView
from domain.payment.views import PaymentView
from domain.shared.errors import Invalid, NotFound
from domain.shared.ids import OrderId
from flows.buyer.cards import ToPay
from integrations.store.unit_of_work import SqlUnitOfWork

Found = TypeVar("Found")
SHOWN_ORDERS = 20


class BuyerOrders:
    """For one shop and one customer."""

    def __init__(self, work: SqlUnitOfWork, shop: Shop, customer: Customer, front: Front) -> None:
        self._work = work
        self._shop = shop
        self._customer = customer
        self._front = front
        self._listed: tuple[int, tuple[OrderView, ...]] = (-1, ())
        self.receipts = Receipts(work, shop, front)

    def orders(self) -> tuple[OrderView, ...]:
        """Read once, as long as nothing is changed."""
        if self._listed[0] != self._work.changes:
            found = self._work.order_queries.of_customer(self._customer.id, SHOWN_ORDERS)
            self._listed = self._work.changes, found
        return self._listed[1]

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
        link = f"{self._front.base_url}/p/{payment.link}"
        return ToPay(order, link, minutes, payment.due, payment.payer)

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

    def _own(self, order: OrderView | None, name: object) -> OrderView:
        """Somebody else's order is as unknown as none."""
        if order is None or order.customer_id != self._customer.id:
            raise NotFound("order", name)
        return order


def known(found: Found | None, what: str, name: object) -> Found:
    if found is None:
        raise NotFound(what, name)
    return found
