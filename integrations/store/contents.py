"""Everything that one transaction gives access to, made when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from domain.catalog.allocation import GoodsAllocator
from domain.customer.customer import ChannelIdentity
from domain.fulfillment.use_cases import ParcelFulfiller
from domain.shared.clock import Clock
from domain.shared.events import DomainEvent
from domain.shared.ids import ShopId
from integrations.store.boxes import Boxes
from integrations.store.glance import Glance, Question, glance
from integrations.store.queries.orders import SqlOrderQueries
from integrations.store.queries.payments import SqlPaymentQueries
from integrations.store.queries.proofs import SqlProofs
from integrations.store.queries.shelf import SqlOffers, SqlShelf
from integrations.store.queries.tracking import SqlTrackingQueries
from integrations.store.repositories.base import Repository, Scope
from integrations.store.repositories.carts import SqlCarts
from integrations.store.repositories.catalog import SqlProducts
from integrations.store.repositories.comparisons import SqlComparisons
from integrations.store.repositories.credits import SqlCredits
from integrations.store.repositories.customers import SqlCustomers
from integrations.store.repositories.holds import SqlHolds
from integrations.store.repositories.ledger import SqlLedger
from integrations.store.repositories.merchant import SqlShops
from integrations.store.repositories.numbers import SqlNumbers
from integrations.store.repositories.orders import SqlCoupons, SqlOrders
from integrations.store.repositories.payments import SqlPayments
from integrations.store.repositories.pins import SqlPins
from integrations.store.repositories.processes import SqlProcesses
from integrations.store.repositories.shipments import SqlShipments
from integrations.store.repositories.synonyms import SqlOtherWords
from integrations.store.repositories.waitings import SqlWaitings
from integrations.store.shelves import Shelves
from integrations.store.transaction import Transaction
from integrations.store.turns import OrderTurns


class Contents(Boxes):
    """The repositories, queries and boxes of one transaction. What belongs to no shop is there without one, too."""

    turns: OrderTurns
    clock: Clock
    shop_id: ShopId
    _shelves: Shelves

    def _open(self, connection: Transaction) -> None:
        self.connection = connection
        self.turns = OrderTurns(connection)

    def begin_with(self, channel: str, message: str, person: str, role: str, line: str = "") -> Glance:
        """Reads in one statement what a turn begins with. `line` is that of the person's messages at this number."""
        shelf = self._shelves.of(self.shop_id)
        asked = Question(self.shop_id, channel, message, person, role, line, self.clock.now())
        found = glance(self.connection, asked, shelf)
        buyer = found.customer[0]["id"] if found.customer else None
        self.shelf.prime(shelf, found.moment, found.lapsed, buyer)
        self.holds.prime(found.lapsed)
        self.conversations.prime(found.conversation)
        self.customers.prime(ChannelIdentity(channel, person), found.customer)
        if buyer:
            self.carts.prime(buyer, found.cart)
        return found

    def forget(self) -> None:
        """What was read of aggregates no longer counts."""
        for each in vars(self).values():
            if isinstance(each, Repository | SqlProcesses):
                each.forget()

    def take(self, happened: Iterable[DomainEvent]) -> None:
        raise NotImplementedError

    @cached_property
    def _scope(self) -> Scope:
        return Scope(self.connection, self.turns, self.shop_id, self.clock, self.take)

    def publish(self, event: DomainEvent) -> None:
        self.take([event])

    @cached_property
    def numbers(self) -> SqlNumbers:
        return SqlNumbers(self._scope)

    # -- aggregates -------------------------------------------------------------------------------------------

    @cached_property
    def shops(self) -> SqlShops:
        return SqlShops(self._scope)

    @cached_property
    def pins(self) -> SqlPins:
        return SqlPins(self._scope)

    @cached_property
    def products(self) -> SqlProducts:
        return SqlProducts(self._scope)

    @cached_property
    def holds(self) -> SqlHolds:
        return SqlHolds(self._scope)

    @cached_property
    def waitings(self) -> SqlWaitings:
        return SqlWaitings(self._scope)

    @cached_property
    def other_words(self) -> SqlOtherWords:
        return SqlOtherWords(self._scope)

    @cached_property
    def carts(self) -> SqlCarts:
        return SqlCarts(self._scope)

    @cached_property
    def orders(self) -> SqlOrders:
        return SqlOrders(self._scope)

    @cached_property
    def coupons(self) -> SqlCoupons:
        return SqlCoupons(self._scope)

    @cached_property
    def payments(self) -> SqlPayments:
        return SqlPayments(self._scope)

    @cached_property
    def credits(self) -> SqlCredits:
        return SqlCredits(self._scope)

    @cached_property
    def ledger(self) -> SqlLedger:
        return SqlLedger(self._scope)

    @cached_property
    def comparisons(self) -> SqlComparisons:
        return SqlComparisons(self._scope)

    @cached_property
    def shipments(self) -> SqlShipments:
        return SqlShipments(self._scope)

    @cached_property
    def customers(self) -> SqlCustomers:
        return SqlCustomers(self._scope)

    @cached_property
    def processes(self) -> SqlProcesses:
        return SqlProcesses(self._scope)

    # -- what contexts ask of each other ----------------------------------------------------------------------

    @cached_property
    def allocator(self) -> GoodsAllocator:
        return GoodsAllocator(self)

    @cached_property
    def fulfiller(self) -> ParcelFulfiller:
        return ParcelFulfiller(self)

    @cached_property
    def offers(self) -> SqlOffers:
        return SqlOffers(self.shelf)

    # -- queries ----------------------------------------------------------------------------------------------

    @cached_property
    def shelf(self) -> SqlShelf:
        return SqlShelf(self._scope)

    @cached_property
    def order_queries(self) -> SqlOrderQueries:
        return SqlOrderQueries(self._scope, self.carts, self.orders, self.customers)

    @cached_property
    def payment_queries(self) -> SqlPaymentQueries:
        return SqlPaymentQueries(self._scope, self.payments)

    @cached_property
    def proofs(self) -> SqlProofs:
        return SqlProofs(self._scope)

    @cached_property
    def tracking_queries(self) -> SqlTrackingQueries:
        return SqlTrackingQueries(self._scope)
