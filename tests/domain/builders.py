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
from domain.payment import refunding
from domain.payment import use_cases as payments
from domain.payment.attempt import PaymentAttempt
from domain.payment.events import MoneyCredited, MoneyMoved
from domain.payment.gateway import Accepted, PushPrompt, RefundState, StatusReport
from domain.payment.ledger import Balances
from domain.payment.transaction import PaymentTransaction
from domain.payment.values import AttemptState, Reason
from domain.processes.order_to_delivery import Stage
from domain.reactions import AT_ONCE, keep_credit, react
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

    def credit_of(self, buyer: Person) -> int:
        with self.work() as work:
            return work.credits.of(buyer.customer_id).balance(self.currency).minor

    def books(self) -> Balances:
        """As the ledger has them, in the shop's currency."""
        with self.work() as work:
            found = {each.currency: each for each in work.ledger.balances()}
        return found.get(self.currency, Balances(self.currency, {}))

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
        """All that may be handled again. What becomes credit does so together with the fact, and only then."""
        return [each for each in self.store.events if keep_credit not in AT_ONCE.get(type(each), (keep_credit,))]


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
        taken_back: bool = False,
    ) -> None:
        """What the wallet answers about the attempt: of all that it was asked for, if nothing else is said."""
        money = money or self.attempt(attempt).amount
        report = StatusReport(state, money, attempt, self.buyer.number, reason=reason, taken_back=taken_back)
        ref = ref or self.attempt(attempt).ref or "ref-lost"
        self.shop.do(payments.confirm_payment, self.payment.id, attempt, ref, report)

    def is_paid(self) -> AttemptId:
        attempt = self.tries()
        self.hears(attempt, AttemptState.SUCCEEDED)
        return attempt

    def pays(self, minor: int) -> AttemptId:
        """So much, whatever was asked for."""
        attempt = self.tries()
        self.hears(attempt, AttemptState.SUCCEEDED, money=Money(minor, self.shop.currency))
        return attempt

    def is_taken_back(self, attempt: AttemptId) -> None:
        """The wallet gives it back to its payer, by itself."""
        self.hears(attempt, AttemptState.SUCCEEDED, taken_back=True)

    def is_paid_with_credit(self) -> int:
        return self.shop.do(refunding.use_credit, self.id, self.buyer.customer_id).minor

    def is_paid_at_the_door(self, minor: int | None = None) -> None:
        """All that is due, or so much of it."""
        cash = self.payment.due if minor is None else Money(minor, self.shop.currency)
        self.shop.do(payments.agree_on_cash, self.id, cash)

    def is_asked_back(self, minor: int | None = None, by: str = "awa") -> None:
        amount = None if minor is None else Money(minor, self.shop.currency)
        self.shop.do(refunding.ask_refund, self.id, amount, "goodwill", by)

    def is_approved(self, by: str, needed: int = 1) -> None:
        self.shop.do(refunding.approve_refund, self.id, by, needed)

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
        """The amount of each refund that has begun, and why."""
        return [(refund.amount.minor, refund.reason) for refund in self.payment.refunds if refund.has_begun]

    @property
    def credited(self) -> list[tuple[int, str]]:
        """What of its money became the buyer's credit, and why."""
        return [(each.amount.minor, each.why) for each in self.shop.said(MoneyCredited) if each.order_id == self.id]

    @property
    def refund_states(self) -> list[RefundState]:
        return [refund.state for refund in self.payment.refunds]

    @property
    def books(self) -> Balances:
        """The ledger of this order alone."""
        mine = [each for each in self.shop.said(MoneyMoved) if each.order_id == self.id]
        return Balances.of(self.shop.currency, mine)


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
