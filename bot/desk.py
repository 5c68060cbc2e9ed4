"""The desk and the satchel, bound: what the shop's people and its riders ask of the shop."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.cashier import Cashier
from bot.order_book import OrderBook
from bot.parcels import apply_waiting_reports
from bot.proofs import Proofs
from domain.catalog import use_cases as catalog
from domain.catalog.synonyms import Synonyms
from domain.catalog.variant import ProductVariant
from domain.catalog.views import InventoryLevel
from domain.customer import use_cases as customers
from domain.customer.customer import Customer
from domain.fulfillment import use_cases as parcels
from domain.fulfillment.values import TrackingCode
from domain.fulfillment.views import TrackingView
from domain.merchant import use_cases as merchants
from domain.merchant.shop import CourierAccount
from domain.merchant.staff import Permission, Staff
from domain.ordering import use_cases as ordering
from domain.ordering.order_state import OrderState
from domain.ordering.views import OrderView, TimelineEntry
from domain.payment.ledger import Balances
from domain.shared.errors import NotFound
from domain.shared.ids import CustomerId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from flows.speech import fold

LISTED = 31


class Desk(Cashier):
    """Implements `flows.merchant.desk.MerchantDesk` for one shop and one member of staff."""

    @property
    def shop_name(self) -> str:
        return self._shop.name

    @property
    def currency(self) -> str:
        return self._shop.currency

    @property
    def region(self) -> str:
        return self._shop.region

    # -- the shelf ---------------------------------------------------------------------------------------------------

    def levels(self, words: str = "") -> tuple[InventoryLevel, ...]:
        return self._work.shelf.levels(words)

    def level(self, sku: ProductSKU) -> InventoryLevel:
        found = self._work.shelf.level(sku)
        if found is None:
            raise NotFound("product", sku)
        return found

    def set_stock(self, sku: ProductSKU, pieces: int) -> tuple[int, int]:
        self._me.require(Permission.STOCK)
        return catalog.set_stock(self._work, sku, pieces, self._me.id)

    def adjust_stock(self, sku: ProductSKU, change: int) -> tuple[int, int]:
        self._me.require(Permission.STOCK)
        return catalog.adjust_stock(self._work, sku, change, self._me.id)

    def set_price(self, sku: ProductSKU, price: Money) -> Money:
        self._me.require(Permission.PRICES)
        return catalog.set_product_price(self._work, sku, price)

    def put_on_shelf(self, sku: ProductSKU, name: str, label: str, category: str, price: Money, pieces: int) -> None:
        self._me.require(Permission.PRICES)
        catalog.put_on_shelf(self._work, name, category, ProductVariant(sku, label, price, pieces))

    def retire(self, sku: ProductSKU) -> str:
        self._me.require(Permission.PRICES)
        return catalog.retire_product(self._work, sku)

    def other_words(self) -> tuple[Synonyms, ...]:
        return self._work.other_words.all()

    def call_also(self, told: Synonyms) -> tuple[str, ...]:
        self._me.require(Permission.PRICES)
        return catalog.call_also(self._work, told)

    def call_no_longer(self, word: str) -> Synonyms:
        self._me.require(Permission.PRICES)
        return catalog.call_no_longer(self._work, word)

    # -- orders ------------------------------------------------------------------------------------------------------

    def orders(self, states: tuple[OrderState, ...]) -> tuple[OrderView, ...]:
        return self._work.order_queries.listing(states, LISTED)

    def history(self, number: int) -> tuple[TimelineEntry, ...]:
        return self._work.order_queries.history(self.order(number).number)

    def parcel(self, order: OrderView) -> TrackingView | None:
        return self._work.tracking_queries.of_order(order.id)

    def rider_named(self, name: str) -> Staff | None:
        return next((rider for rider in self._shop.riders() if name and fold(rider.name) == fold(name)), None)

    def courier_named(self, name: str) -> CourierAccount | None:
        known = (courier for courier in self._shop.couriers if fold(name) in (fold(courier.code), fold(courier.name)))
        return next(known, None)

    def ship(self, number: int, carrier: str, rider: str, code: str) -> TrackingView:
        self._me.require(Permission.SHIP)
        order = self.order(number)
        tracking_code = TrackingCode.typed(code) if code else None
        parcels.ship(self._work, order.id, carrier, rider, tracking_code, self._me.id)
        if tracking_code is not None:
            apply_waiting_reports(self._work, tracking_code)
        self._work.settle()
        parcel = self.parcel(order)
        assert parcel is not None
        return parcel

    def delivered(self, number: int) -> OrderView:
        self._me.require(Permission.DELIVER)
        parcels.mark_delivered_by_shop(self._work, self.order(number).id, self._me.id)
        self._work.settle()
        return self.order(number)

    def returned(self, number: int) -> OrderView:
        self._me.require(Permission.CANCEL)
        parcels.mark_returned_by_shop(self._work, self.order(number).id, self._me.id)
        self._work.settle()
        return self.order(number)

    def cancel(self, number: int) -> OrderView:
        self._me.require(Permission.CANCEL)
        ordering.cancel_order(self._work, self.order(number).id, "shop")
        self._work.settle()
        return self.order(number)

    @property
    def proofs(self) -> Proofs:
        self._me.require(Permission.ORDERS)
        return Proofs(self._work, self._shop)

    # -- the door ----------------------------------------------------------------------------------------------------

    def close(self, until: datetime | None) -> None:
        self._me.require(Permission.OPENING)
        merchants.close_shop(self._work, until and until.astimezone(UTC))
        self._work.on_commit(self._front.directory.forget)

    def open(self) -> None:
        self._me.require(Permission.OPENING)
        merchants.open_again(self._work)
        self._work.on_commit(self._front.directory.forget)

    # -- people ------------------------------------------------------------------------------------------------------

    def waiting_for_human(self) -> list[Customer]:
        return self._work.customers.with_human()

    def contact_of(self, customer_id: CustomerId) -> str:
        customer = self._work.customers.get(customer_id)
        return str(customer.profile.phone or customer.identities[0].value)

    def file_link(self, name: str) -> str:
        return f"{self._front.base_url}/f/{name}"

    def write_to_buyer(self, number: int, words: str) -> Customer:
        self._me.require(Permission.SUPPORT)
        waiting = (each for each in self.waiting_for_human() if each.ticket and each.ticket.number == number)
        customer = next(waiting, None) or self._work.customers.get(self.order(number).customer_id)
        customers.write_to_buyer(self._work, customer.id, self._me.id, self._me.name, words)
        return customer

    def release(self, customer: Customer) -> None:
        self._me.require(Permission.SUPPORT)
        customers.release_to_bot(self._work, customer.id, self._me.id)

    def local(self, when: datetime) -> datetime:
        return self._shop.local(when)

    # -- the books ---------------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self._shop.local(self._work.clock.now())

    def books(self, since: datetime | None = None, until: datetime | None = None) -> tuple[Balances, ...]:
        self._me.require(Permission.BOOKS)
        return self._work.ledger.balances(since and since.astimezone(UTC), until and until.astimezone(UTC))

    def wallet_name(self, provider: str, account: str) -> str:
        known = (w.name for w in self._shop.wallets if (w.provider, w.account) == (provider, account))
        return next(known, provider)


class Satchel(OrderBook):
    """Implements `flows.courier.rider.RiderSatchel` for one rider."""

    def carried(self) -> tuple[OrderView, ...]:
        shipments = self._work.shipments.with_rider(self._me.identity)
        return tuple(self.order_of(shipment.order_id) for shipment in shipments)

    def cash_in_hand(self) -> Money:
        out = self._work.payment_queries.cash_out(LISTED)
        mine = (cash.amount for _order, cash in out if cash.holder == self._me.identity)
        return sum(mine, Money.zero(self._shop.currency))

    def deliver(self, code: str) -> OrderView:
        self._me.require(Permission.DELIVER)
        shipment = parcels.deliver_with_code(self._work, self._me.identity, code)
        self._work.settle()
        return self.order_of(shipment.order_id)
