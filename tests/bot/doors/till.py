"""Orders and their money: placed through the counter, paid at a wallet in memory, and the books that must balance."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bot.collecting import start_payment
from bot.counter import Counter
from domain.customer.customer import ChannelIdentity
from domain.customer.use_cases import register_customer
from domain.merchant.shop import Shop
from domain.ordering.errors import CannotCancel
from domain.ordering.order import Delivery
from domain.ordering.order_state import OrderState
from domain.payment.errors import AttemptUnderWay, NothingToPay
from domain.payment.gateway import Accepted, CollectRequest, InboundHttp, Rejected, StatusReport, Unknown
from domain.payment.ports import PaymentKey
from domain.payment.values import AttemptState, PaymentState
from domain.shared.ids import OrderId, PaymentId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from domain.shared.sku import ProductSKU
from flows.buyer.cards import Choice
from integrations.mobile_money.fake import SECRET, FakeGateway
from integrations.store.tables.catalog import hold_lines, holds, variants
from integrations.store.tables.events import events
from integrations.store.tables.ordering import orders
from integrations.store.tables.payment import attempts, captures, credit_lots, refunds, transactions
from tests.bot.doors.house import AWA, FATOU, Answer, House
from tests.bot.pay_form import hidden_fields

PAID = {"paid", "ready_for_shipment", "shipped", "delivered", "closed"}
ACCOUNT = "fatou-money"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(slots=True)
class WatchedGateway(FakeGateway):
    """Something happens at a moment of a call: what the moment's name stands for is called once."""

    moments: dict[str, Callable[[], object]] = field(default_factory=dict)

    def at(self, moment: str) -> None:
        self.moments.pop(moment, lambda: None)()

    def start(self, request: CollectRequest) -> Accepted | Rejected | Unknown:
        self.at("before start")
        answer = FakeGateway.start(self, request)
        self.at("after start")
        return answer

    def status(self, account: str, ref: str) -> StatusReport:
        self.at("before status")
        report = FakeGateway.status(self, account, ref)
        self.at("after status")
        return report


@dataclass(frozen=True, slots=True)
class Bill:
    """An order that waits for its payment."""

    number: int
    order_id: OrderId
    key: PaymentKey
    link: str
    total: Money
    who: str


class Till:
    """What buyers, wallet and clock do to orders of Chez Fatou."""

    def __init__(self, house: House, gateway: WatchedGateway) -> None:
        self.house = house
        self.it = house.it
        self.gateway = gateway
        self.shop: Shop = self.it.directory.by_number(FATOU)
        self.opening = {row.sku: row.on_hand for row in house.rows(variants)}

    # -- buyers ------------------------------------------------------------------------------------------------------

    def order(self, who: str = AWA, sku: str = "SAVON", quantity: int = 1) -> Bill:
        with self.it.work(self.shop.id) as work:
            customer = register_customer(work, ChannelIdentity("simulator", who), "Awa", "fr")
            counter = Counter(work, self.shop, customer, self.it.front)
            counter.add_to_cart(ProductSKU(sku), quantity)
            order = counter.place_order(Delivery(Money.zero("XOF")), Choice("money", who))
            payment = work.payment_queries.of_order(order.id)
            assert payment is not None
            key = PaymentKey(self.shop.id, PaymentId(payment.id))
            return Bill(order.number, order.id, key, payment.link, order.total, who)

    def start(self, bill: Bill) -> str:
        """The payer presses the button. Returns the wallet's name of the collection."""
        start_payment(self.it, bill.key, "money", PhoneNumber(bill.who), "fr")
        return self.refs(bill)[-1]

    def page(self, bill: Bill, query: str = "", **headers: str) -> Answer:
        return self.house.call("GET", f"/p/{bill.link}{query}", headers=headers)

    def form(self, bill: Bill, query: str = "") -> dict[str, str]:
        """What the page that is shown now gives out with its button."""
        return hidden_fields(self.page(bill, query).text)

    def send(self, bill: Bill, form: Mapping[str, str]) -> Answer:
        return self.house.call("POST", f"/p/{bill.link}", urlencode(form).encode(), FORM)

    def press(self, bill: Bill, **choice: str) -> Answer:
        """The payer opens the page, chooses, and presses its button."""
        return self.send(bill, self.form(bill) | choice)

    def cancel(self, bill: Bill) -> bool:
        with self.it.work(self.shop.id) as work:
            customer = register_customer(work, ChannelIdentity("simulator", bill.who), "Awa", "fr")
            with suppress(CannotCancel):
                Counter(work, self.shop, customer, self.it.front).cancel_order(bill.number)
                return True
        return False

    def press_again(self, bill: Bill) -> None:
        with suppress(AttemptUnderWay, NothingToPay):
            self.start(bill)

    # -- the wallet --------------------------------------------------------------------------------------------------

    def refs(self, bill: Bill) -> list[str]:
        mine = {row.id for row in self.house.rows(attempts, attempts.c.payment_id == bill.key.payment_id)}
        return [ref for ref, held in self.gateway.collections.items() if held.request.attempt_id in mine]

    def pay(self, ref: str, money: Money | None = None) -> None:
        self.gateway.move(ref, AttemptState.SUCCEEDED, money=money)

    def callback(self, ref: str, token: str | None = None, secret: bytes = SECRET) -> int:
        return self.knock(self.gateway.callback(ref, secret=secret), token)

    def knock(self, http: InboundHttp, token: str | None = None, account: str = ACCOUNT) -> int:
        path = f"/webhooks/payments/sandbox/{account}/{token or http.attempt_token}"
        return self.house.call("POST", path, http.body, http.headers).status

    # -- the books ---------------------------------------------------------------------------------------------------

    def state(self, bill: Bill) -> OrderState:
        return OrderState(self.house.rows(orders, orders.c.id == bill.order_id)[0].state)

    def payment_state(self, bill: Bill) -> PaymentState:
        return PaymentState(self.house.rows(transactions, transactions.c.id == bill.key.payment_id)[0].state)

    def credit(self, bill: Bill) -> int:
        """What is left of the credit that came from it."""
        return sum(
            row.amount_minor for row in self.house.rows(credit_lots, credit_lots.c.payment_id == bill.key.payment_id)
        )

    def happened(self, bill: Bill) -> Count[str]:
        about = {bill.order_id, bill.key.payment_id}
        rows = self.house.rows(events)
        return Count(r.name for r in rows if r.about in about or r.payload.get("order_id") in about)

    def balance(self) -> None:
        """The wallet's ledger, ours, the orders and the shelf say the same."""
        for payment in self.house.rows(transactions):
            self._balance_of(payment)
        self._shelf()

    def _balance_of(self, payment: object) -> None:
        ours = self.house.rows(captures, captures.c.payment_id == payment.id)  # type: ignore[attr-defined]
        back = self.house.rows(refunds, refunds.c.payment_id == payment.id)  # type: ignore[attr-defined]
        [order] = self.house.rows(orders, orders.c.id == payment.order_id)  # type: ignore[attr-defined]
        bill = Bill(order.number, order.id, PaymentKey(self.shop.id, payment.id), "", Money(1, "XOF"), "")  # type: ignore[attr-defined]
        collected = {ref for ref in self.refs(bill) if self.gateway.collections[ref].report.state == "succeeded"}
        given = [refund for refund in self.gateway.refunds.values() if refund.ref in collected]
        assert {row.reference for row in ours} == collected, "what the wallet collected is what we know of"
        assert {row.id for row in back} == {refund.refund_id for refund in given}
        assert all(row.state == "done" for row in back)
        left = sum(row.amount_minor - row.credited_minor for row in ours if row.currency == payment.currency)  # type: ignore[attr-defined]
        left -= sum(row.amount_minor for row in back if row.currency == payment.currency)  # type: ignore[attr-defined]
        owed = order.total_minor if order.state in PAID else 0
        waits = order.state == "awaiting_payment"
        assert left == owed or (waits and left < order.total_minor), f"{order.number} is {order.state}, {left} is kept"
        assert sum(row.allocated_minor for row in ours) == left
        assert self.happened(bill)["PaymentConfirmed"] <= 1
        assert self.happened(bill)["OrderPaid"] <= 1

    def _shelf(self) -> None:
        state_of = {row.order_id: row.state for row in self.house.rows(holds)}
        held: Count[str] = Count()
        sold: Count[str] = Count()
        for line in self.house.rows(hold_lines):
            {"held": held, "confirmed": sold}.get(state_of[line.order_id], Count())[line.sku] += line.quantity
        for row in self.house.rows(variants):
            assert row.on_hand == self.opening[row.sku] - sold[row.sku] >= 0
            assert row.held == held[row.sku]
        for order in self.house.rows(orders):
            wanted = {"awaiting_payment": "held"} | dict.fromkeys(PAID, "confirmed")
            assert state_of[order.id] == wanted.get(order.state, "released")
