"""Given, when, then: a shop that is open, and one sale in it told in a few words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from domain.catalog.variant import ProductVariant
from domain.fulfillment import use_cases as parcels
from domain.fulfillment.shipment import Shipment
from domain.ordering import use_cases as ordering
from domain.ordering.order import Delivery, Order
from domain.ordering.order_state import OrderState
from domain.payment import use_cases as payments
from domain.payment.attempt import PaymentAttempt
from domain.payment.gateway import Accepted, PushPrompt, StatusReport
from domain.payment.transaction import PaymentTransaction
from domain.payment.values import AttemptState, Reason
from domain.processes.order_to_delivery import Stage
from domain.reactions import AT_ONCE, react
from domain.shared.address import Address
from domain.shared.clock import FakeClock
from domain.shared.events import DomainEvent
from domain.shared.ids import AttemptId, ShopId
from domain.shared.money import Money
from tests.domain.memory import MemoryStore, MemoryWork
from tests.people import Person, awa, issa, moussa
from tests.shops import ShopBuilder, Thing, a_shop, wax

NOW = FakeClock().now()
SHOP = ShopId("chez-fatou")
HOLD = timedelta(minutes=30)
HOME = Address("derrière la pharmacie Saint-Jean", "Cocody")

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
Event = TypeVar("Event", bound=DomainEvent)


class OpenShop:
    """A shop with its shelves full, in memory. Each verb is one unit of work."""

    def __init__(self, builder: ShopBuilder) -> None:
        self.clock = FakeClock()
        self.store = MemoryStore(clock=self.clock)
        self.id, self.currency = builder.shop.id, builder.shop.currency
        with self.work() as work:
            work.shops.add(builder.shop)
            for product in builder.products:
                work.products.add(product)

    def work(self) -> MemoryWork:
        return self.store.work(self.id)

    def do(
        self,
        use_case: Callable[Concatenate[Any, Given], Answer],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Answer:
        with self.work() as work:
            return use_case(work, *given, **named)

    def sells_to(self, buyer: Person, things: dict[Thing, int], fee: int = 1500) -> Sale:
        for thing, quantity in things.items():
            self.do(ordering.add_item_to_cart, buyer.customer_id, thing.sku, quantity)
        delivery = Delivery(Money(fee, self.currency), HOME)
        return Sale(self, self.do(ordering.checkout, buyer.customer_id, delivery, HOLD), buyer)

    def variant(self, thing: Thing) -> ProductVariant:
        with self.work() as work:
            [product] = work.products.with_skus([thing.sku])
        return next(variant for variant in product.variants if variant.sku == thing.sku)

    def stock(self, thing: Thing) -> tuple[int, int]:
        """On hand, and held."""
        variant = self.variant(thing)
        return variant.on_hand, variant.held

    def handle_again(self, event: DomainEvent) -> None:
        """As after a crash that lost the mark that it had been handled."""
        with self.work() as work:
            react(event, work)

    def facts(self) -> dict[str, Any]:
        """Everything that is kept, to compare with."""
        return {name: {id: _plain(row) for id, row in rows.items()} for name, rows in self.store.tables.items()}

    def said(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.store.events if isinstance(event, kind)]

    def sagas_events(self) -> list[DomainEvent]:
        return [event for event in self.store.events if type(event) in AT_ONCE]


class Sale:
    """One order and everything that belongs to it."""

    def __init__(self, shop: OpenShop, order: Order, buyer: Person) -> None:
        self.shop, self.id, self.buyer = shop, order.id, buyer
        self.refs = 0

    # -- the buyer and the wallet

    def tries(self, wallet: str = "wave", provider: str = "sandbox", expires_at: datetime | None = None) -> AttemptId:
        """An attempt that the wallet has accepted."""
        attempt = self.begins(wallet, provider)
        self.refs += 1
        answer = Accepted(f"ref-{self.id[-4:]}-{self.refs}", PushPrompt(), expires_at)
        self.shop.do(payments.record_answer, self.payment.id, attempt, answer)
        return attempt

    def begins(self, wallet: str = "wave", provider: str = "sandbox") -> AttemptId:
        begin = payments.begin_attempt
        return self.shop.do(begin, self.payment.id, wallet, provider, "fatou", self.buyer.phone).id

    def hears(
        self,
        attempt: AttemptId,
        state: AttemptState | None,
        *,
        money: Money | None = None,
        ref: str | None = None,
        reason: Reason | None = None,
    ) -> None:
        """What the wallet answers when it is asked about the attempt."""
        money = money or self.order.total
        report = StatusReport(state, money, attempt, self.buyer.number, reason=reason)
        ref = ref or self.attempt(attempt).ref or "ref-lost"
        self.shop.do(payments.confirm_payment, self.payment.id, attempt, ref, report)

    def is_paid(self) -> AttemptId:
        attempt = self.tries()
        self.hears(attempt, AttemptState.SUCCEEDED)
        return attempt

    def is_cancelled(self, by: str = "buyer") -> None:
        self.shop.do(ordering.cancel_order, self.id, by)

    def expires(self) -> None:
        self.shop.clock.pass_by(minutes=31)
        self.shop.do(ordering.expire_order, self.id)

    # -- the shop and the rider

    def is_shipped(self, rider: Person = issa) -> None:
        self.shop.do(parcels.ship, self.id, "", rider.number, None, "+2250500000001")

    def is_delivered(self) -> None:
        self.shop.do(parcels.mark_delivered_by_shop, self.id, "+2250500000001")

    def comes_back(self) -> None:
        self.shop.do(parcels.mark_returned_by_shop, self.id, "+2250500000001")

    # -- how it stands

    @property
    def order(self) -> Order:
        with self.shop.work() as work:
            return work.orders.get(self.id)

    @property
    def state(self) -> OrderState:
        return self.order.state

    @property
    def stage(self) -> Stage:
        with self.shop.work() as work:
            return work.processes.of_order(self.id).stage

    @property
    def payment(self) -> PaymentTransaction:
        with self.shop.work() as work:
            return work.payments.of_order(self.id)

    @property
    def shipment(self) -> Shipment:
        with self.shop.work() as work:
            return work.shipments.of_order(self.id)

    def attempt(self, attempt: AttemptId) -> PaymentAttempt:
        return self.payment.attempt(attempt)

    @property
    def given_back(self) -> list[tuple[int, str]]:
        """Each refund's amount, and why."""
        return [(refund.amount.minor, refund.reason) for refund in self.payment.refunds]


def open_shop(builder: ShopBuilder) -> OpenShop:
    return OpenShop(builder)


def a_sale(stock: int = 4, quantity: int = 2) -> Sale:
    """Awa has ordered `quantity` wax of `stock`, and has not paid."""
    return open_shop(a_shop().selling(wax, stock=stock)).sells_to(awa, {wax: quantity})


def moussa_takes(shop: OpenShop, thing: Thing, quantity: int) -> Sale:
    """Somebody else buys and pays."""
    sale = shop.sells_to(moussa, {thing: quantity})
    sale.is_paid()
    return sale


def names(events: list[DomainEvent]) -> list[str]:
    return [type(event).__name__ for event in events]


def _plain(row: Any) -> Any:
    if not hasattr(row, "__dict__"):
        return row
    return {name: value for name, value in vars(row).items() if name != "_happened"}
