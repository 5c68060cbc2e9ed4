"""A stall in a shop that is paid through one wallet alone: orders, their payment pages, and how they stand."""

from __future__ import annotations

from collections import Counter as Count
from dataclasses import dataclass
from typing import Any

from bot.collecting import start_payment
from domain.catalog.use_cases import create_product
from domain.catalog.variant import ProductVariant
from domain.customer.customer import ChannelIdentity
from domain.customer.use_cases import register_customer
from domain.merchant.shop import Wallet
from domain.ordering.order import Delivery
from domain.ordering.use_cases import add_item_to_cart, checkout
from domain.payment.ports import PaymentKey
from domain.shared.ids import OrderId, PaymentId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from domain.shared.sku import ProductSKU
from integrations.store.tables.events import events
from integrations.store.tables.ordering import orders
from integrations.store.tables.payment import attempts, captures
from tests.bot.doors.house import AWA, FATOU, NJERI, House

SKU = ProductSKU("PROBE")
PRICE = "1500"
ACHIENG = "+254711000001"
PAID = {"paid", "ready_for_shipment", "shipped", "delivered", "closed"}


@dataclass(frozen=True, slots=True)
class Ticket:
    """One order and its payment."""

    order_id: OrderId
    key: PaymentKey


class Stall:
    """In francs at Chez Fatou, in shillings at Njeri's."""

    def __init__(self, house: House, provider: str, account: str, currency: str = "XOF") -> None:
        self.house, self.it, self.provider, self.account = house, house.it, provider, account
        number, self.payer = (FATOU, AWA) if currency == "XOF" else (NJERI, ACHIENG)
        self.price = Money.of(PRICE, currency)
        self._take_over(number)
        self.shop = self.it.directory.by_number(number)

    def order(self) -> Ticket:
        with self.it.work(self.shop.id) as work:
            customer = register_customer(work, ChannelIdentity("simulator", self.payer), "Awa", "fr")
            add_item_to_cart(work, customer.id, SKU, 1)
            placed = checkout(work, customer.id, Delivery(Money.zero(self.price.currency)), self.shop.hold_for)
        with self.it.look(self.shop.id) as work:
            payment = work.payment_queries.of_order(placed.id)
        assert payment is not None
        return Ticket(placed.id, PaymentKey(self.shop.id, PaymentId(payment.id)))

    def start(self, ticket: Ticket) -> str:
        """The payer presses the button. Returns the wallet's name of it, empty where its answer was lost."""
        start_payment(self.it, ticket.key, "money", PhoneNumber(self.payer), "fr")
        return self.attempt(ticket).ref or ""

    def attempt(self, ticket: Ticket) -> Any:
        """The latest."""
        made = self.house.rows(attempts, attempts.c.payment_id == ticket.key.payment_id)
        return max(made, key=lambda row: row.position)

    def is_paid(self, ticket: Ticket) -> bool:
        return self.house.rows(orders, orders.c.id == ticket.order_id)[0].state in PAID

    def captures(self, ticket: Ticket) -> list[Any]:
        return self.house.rows(captures, captures.c.payment_id == ticket.key.payment_id)

    def happened(self, ticket: Ticket) -> Count[str]:
        about = {ticket.order_id, ticket.key.payment_id}
        rows = self.house.rows(events)
        return Count(row.name for row in rows if row.about in about or row.payload.get("order_id") in about)

    def _take_over(self, number: str) -> None:
        shop = self.it.directory.by_number(number)
        with self.it.work(shop.id) as work:
            kept = work.shops.get(shop.id)
            kept.wallets = (Wallet("money", "Money", self.provider, self.account),)
            work.shops.save(kept)
            create_product(work, "Probe", "", [ProductVariant(SKU, "", self.price, 10_000)])
        self.house.clock.pass_by(seconds=10)  # until the directory reads it anew
