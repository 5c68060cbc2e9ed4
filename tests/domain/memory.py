"""A unit of work in memory, the twin of the SQL one: it copies what it is given and what it gives.

Whoever changes an aggregate and forgets to save it has changed nothing. As in the SQL one events are taken when an
aggregate is added or saved, `settle` runs the reactions until nothing new happens, and leaving the block commits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock
from types import TracebackType
from typing import Any, Self

from domain.catalog.allocation import GoodsAllocator
from domain.fulfillment.use_cases import ParcelFulfiller
from domain.reactions import react
from domain.shared.clock import Clock, FakeClock
from domain.shared.events import DomainEvent
from domain.shared.ids import FakeIds, Ids, ShopId
from tests.domain import repositories as memory

LONGEST_CHAIN = 200
TABLES = (
    "shops",
    "pins",
    "products",
    "holds",
    "waitings",
    "synonyms",
    "numbers",
    "carts",
    "orders",
    "coupons",
    "payments",
    "credits",
    "ledger",
    "shipments",
    "customers",
    "processes",
)
Reactions = Callable[[DomainEvent, Any], None]


@dataclass
class MemoryStore:
    """What has been committed, of all shops, and every event in the order in which it happened."""

    tables: dict[str, memory.Table] = field(default_factory=lambda: {name: {} for name in TABLES})
    events: list[DomainEvent] = field(default_factory=list)
    clock: Clock = field(default_factory=FakeClock)
    ids: Ids = field(default_factory=FakeIds)
    lock: Lock = field(default_factory=Lock)

    def work(self, shop_id: str = "chez-fatou", trace_id: str = "trace") -> MemoryWork:
        return MemoryWork(self, shop_id=ShopId(shop_id), trace_id=trace_id)


class MemoryWork:
    """`with store.work() as work:`, once; the attributes of `domain.work.ShopWork`. One at a time: it locks all."""

    def __init__(
        self, store: MemoryStore, *, shop_id: ShopId, trace_id: str = "", reactions: Reactions = react
    ) -> None:
        self.clock, self.ids, self.shop_id, self.trace_id = store.clock, store.ids, shop_id, trace_id
        self._store = store
        self._reactions = reactions
        self._happened: list[DomainEvent] = []
        self._settled = 0
        self._wake_ups: list[Callable[[], None]] = []

    def __enter__(self) -> Self:
        if not self._store.lock.acquire(timeout=10):
            raise RuntimeError("a unit of work waits for another that never ends")
        self._tables = {name: dict(rows) for name, rows in self._store.tables.items()}
        self._open()
        return self

    def _open(self) -> None:
        scope = memory.Scope(self._tables, self.shop_id, self.clock, self.take)
        self.shops = memory.MemoryShops(scope)
        self.pins = memory.MemoryPins(scope)
        self.products = memory.MemoryProducts(scope)
        self.holds = memory.MemoryHolds(scope)
        self.waitings = memory.MemoryWaitings(scope)
        self.other_words = memory.MemoryOtherWords(scope)
        self.carts = memory.MemoryCarts(scope)
        self.numbers = memory.MemoryNumbers(scope)
        self.orders = memory.MemoryOrders(scope)
        self.coupons = memory.MemoryCoupons(scope)
        self.offers = memory.MemoryOffers(scope)
        self.payments = memory.MemoryPayments(scope)
        self.credits = memory.MemoryCredits(scope)
        self.ledger = memory.MemoryLedger(scope)
        self.shipments = memory.MemoryShipments(scope)
        self.customers = memory.MemoryCustomers(scope)
        self.processes = memory.MemoryProcesses(scope)
        self.allocator = GoodsAllocator(self)
        self.fulfiller = ParcelFulfiller(self)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self.settle()
                self._store.tables = self._tables
                self._store.events.extend(self._happened)
        finally:
            self._store.lock.release()
        if error is None:
            for wake_up in self._wake_ups:
                wake_up()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """All of this block with its reactions, or nothing of it."""
        tables = {name: dict(rows) for name, rows in self._tables.items()}
        before = len(self._happened), self._settled, len(self._wake_ups)
        try:
            yield
            self.settle()
        except BaseException:
            for name, rows in tables.items():
                self._tables[name].clear()
                self._tables[name].update(rows)
            del self._happened[before[0] :]
            self._settled = before[1]
            del self._wake_ups[before[2] :]
            raise

    def publish(self, event: DomainEvent) -> None:
        self.take([event])

    def take(self, happened: list[DomainEvent]) -> None:
        """Each event gets its id, and the trace of what caused it."""
        for event in happened:
            self._happened.append(replace(event, event_id=self.ids.new(), trace_id=self.trace_id))

    def settle(self) -> None:
        """Everything that must be true together with what has happened so far becomes true."""
        while self._settled < len(self._happened):
            if self._settled > LONGEST_CHAIN:
                raise RuntimeError(f"reactions do not end: {[type(e).__name__ for e in self._happened[-6:]]}")
            event = self._happened[self._settled]
            self._settled += 1
            self._reactions(event, self)

    @property
    def happened(self) -> tuple[DomainEvent, ...]:
        return tuple(self._happened)

    def on_commit(self, wake_up: Callable[[], None]) -> None:
        self._wake_ups.append(wake_up)
