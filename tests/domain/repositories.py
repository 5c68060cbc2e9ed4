"""Repositories over dictionaries: what goes in and what comes out is a copy, and a stale copy is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from domain.catalog.errors import DuplicateSKU
from domain.catalog.hold import Hold, HoldState
from domain.catalog.product import Product
from domain.catalog.synonyms import Synonyms
from domain.catalog.waiting import Waiting
from domain.customer.customer import ChannelIdentity, Customer
from domain.fulfillment.errors import NotReady
from domain.fulfillment.shipment import Shipment
from domain.fulfillment.values import TrackingCode
from domain.merchant.pin import Pin
from domain.merchant.shop import Shop
from domain.ordering.cart import Cart
from domain.ordering.coupon import Coupon
from domain.ordering.order import Order
from domain.ordering.order_state import OrderState
from domain.ordering.ports import Offer
from domain.payment.credit import CreditAccount
from domain.payment.events import MoneyMoved
from domain.payment.ledger import Balances
from domain.payment.transaction import PaymentTransaction
from domain.processes.order_to_delivery import OrderToDelivery
from domain.shared.clock import Clock
from domain.shared.errors import Conflict, NotFound
from domain.shared.events import DomainEvent
from domain.shared.ids import CustomerId, OrderId, ShopId, StaffId
from domain.shared.sku import ProductSKU
from integrations.store.words import folded

FIRST_NUMBER = 1001
"""Of a shop's orders, as in the store."""

Table = dict[Any, Any]
Root = TypeVar("Root", bound=Any)


@dataclass(frozen=True)
class Scope:
    """What a repository works in: the tables of one unit of work, one shop. `happened` takes events."""

    tables: dict[str, Table]
    shop_id: ShopId
    clock: Clock
    happened: Callable[[list[DomainEvent]], None]


class Repository(Generic[Root]):
    what = ""
    table = ""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._rows = scope.tables[self.table]

    def add(self, root: Root) -> None:
        if root.id in self._rows or self.taken(root):
            raise Conflict(self.what)
        self._keep(root)

    def get(self, id: str) -> Root:
        return self._one(lambda root: root.id == id, id)

    def save(self, root: Root) -> None:
        """Raises Conflict when somebody else saved it since it was read."""
        if self._rows[root.id].version != root.version:
            raise Conflict(f"{self.what} {root.id}")
        if self.taken(root):
            raise Conflict(self.what)
        if self.versioned(root) != self.versioned(self._rows[root.id]):
            root.version += 1
        self._keep(root)

    def versioned(self, root: Root) -> dict[str, Any]:
        """What makes a new version when it changes."""
        return {name: value for name, value in vars(root).items() if name not in ("_happened", "version")}

    def taken(self, root: Root) -> bool:
        """Whether another one already has what only one may have."""
        return False

    def _keep(self, root: Root) -> None:
        self._scope.happened(root.collect())
        self._rows[root.id] = deepcopy(root)

    def _all(self, fits: Callable[[Root], bool] = lambda root: True) -> list[Root]:
        mine = (root for root in self._rows.values() if root.shop_id == self._scope.shop_id)
        return [deepcopy(root) for root in mine if fits(root)]

    def _find(self, fits: Callable[[Root], bool]) -> Root | None:
        return next(iter(self._all(fits)), None)

    def _one(self, fits: Callable[[Root], bool], name: object) -> Root:
        found = self._find(fits)
        if found is None:
            raise NotFound(self.what, name)
        return found


class MemoryShops(Repository[Shop]):
    """Of all shops."""

    what, table = "shop", "shops"

    def all(self) -> list[Shop]:
        return [deepcopy(shop) for shop in self._rows.values()]

    def get(self, id: str) -> Shop:
        if id not in self._rows:
            raise NotFound("shop", id)
        return deepcopy(self._rows[id])

    def find(self, shop_id: str) -> Shop | None:
        return next((shop for shop in self.all() if shop.id == shop_id), None)

    def find_by_courier(self, account: str) -> Shop | None:
        return next((shop for shop in self.all() if any(c.account == account for c in shop.couriers)), None)

    def find_by_wallet(self, provider: str, account: str) -> Shop | None:
        wanted = (provider, account)
        return next((s for s in self.all() if any((w.provider, w.account) == wanted for w in s.wallets)), None)


class MemoryPins:
    def __init__(self, scope: Scope) -> None:
        self._shop_id = scope.shop_id
        self._rows = scope.tables["pins"]

    def find(self, staff_id: StaffId) -> Pin | None:
        return deepcopy(self._rows.get((self._shop_id, staff_id)))

    def save(self, pin: Pin) -> None:
        self._rows[self._shop_id, pin.staff_id] = deepcopy(pin)


class MemoryProducts(Repository[Product]):
    what, table = "product", "products"

    def add(self, product: Product) -> None:
        known = {variant.sku for other in self._all() for variant in other.variants}
        for variant in product.variants:
            if variant.sku in known:
                raise DuplicateSKU(str(variant.sku))
        super().add(product)

    def versioned(self, root: Product) -> dict[str, Any]:
        """Stock that moves makes no new version: a sale disturbs nobody who edits the product."""
        return {name: value for name, value in super().versioned(root).items() if name != "_variants"}

    def with_skus(self, skus: Iterable[ProductSKU]) -> list[Product]:
        wanted = list(skus)
        found = self._all(lambda product: any(variant.sku in wanted for variant in product.variants))
        known = {variant.sku for product in found for variant in product.variants}
        for sku in wanted:
            if sku not in known:
                raise NotFound("product", sku)
        return sorted(found, key=lambda product: product.variants[0].sku)

    look_at = with_skus


class MemoryHolds:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._rows = scope.tables["holds"]

    def add(self, hold: Hold) -> None:
        if hold.order_id in self._rows:
            raise Conflict("hold")
        self._rows[hold.order_id] = deepcopy(hold)

    def find(self, order_id: OrderId) -> Hold | None:
        return deepcopy(self._rows.get(order_id))

    def lapsed(
        self, now: datetime, skus: Iterable[ProductSKU] | None = None, buyer: CustomerId | None = None
    ) -> list[Hold]:
        wanted = None if skus is None else set(skus)
        mine = [hold for hold in self._rows.values() if hold.shop_id == self._scope.shop_id]
        lapsed = [h for h in mine if h.is_free_for(buyer, now) and (wanted is None or wanted & set(h.quantities))]
        return [deepcopy(hold) for hold in sorted(lapsed, key=lambda hold: (hold.until, hold.order_id))]

    def kept_for(self, customer_id: CustomerId) -> list[Hold]:
        return [hold for hold in self.still_held() if hold.kept_for == customer_id]

    def save(self, hold: Hold) -> None:
        assert hold.order_id in self._rows
        self._rows[hold.order_id] = deepcopy(hold)

    def still_held(self) -> list[Hold]:
        return [deepcopy(hold) for hold in self._rows.values() if hold.state == HoldState.HELD]


class MemoryWaitings:
    def __init__(self, scope: Scope) -> None:
        self._shop_id = scope.shop_id
        self._rows = scope.tables["waitings"]

    def add(self, waiting: Waiting) -> None:
        self._rows.setdefault((waiting.customer_id, waiting.sku), waiting)

    def line(self, sku: ProductSKU) -> list[Waiting]:
        return self._waiting(lambda each: each.sku == sku)

    def of_customer(self, customer_id: CustomerId) -> list[Waiting]:
        return self._waiting(lambda each: each.customer_id == customer_id)

    def remove(self, customer_id: CustomerId, sku: ProductSKU) -> None:
        self._rows.pop((customer_id, sku), None)

    def _waiting(self, fits: Callable[[Waiting], bool]) -> list[Waiting]:
        mine = [each for each in self._rows.values() if each.shop_id == self._shop_id and fits(each)]
        return sorted(mine, key=lambda each: (each.since, each.customer_id))


class MemoryOtherWords:
    def __init__(self, scope: Scope) -> None:
        self._shop_id = scope.shop_id
        self._rows = scope.tables["synonyms"]

    def all(self) -> tuple[Synonyms, ...]:
        mine = (told for (shop_id, _word), told in sorted(self._rows.items()) if shop_id == self._shop_id)
        return tuple(mine)

    def find(self, word: str) -> Synonyms | None:
        return self._rows.get((self._shop_id, folded(word)))

    def put(self, synonyms: Synonyms) -> None:
        self._rows[self._shop_id, folded(synonyms.word)] = synonyms

    def remove(self, word: str) -> None:
        self._rows.pop((self._shop_id, folded(word)), None)


class MemoryCarts(Repository[Cart]):
    what, table = "cart", "carts"

    def taken(self, root: Cart) -> bool:
        rival = self.open_of(root.customer_id)
        return rival is not None and rival.id != root.id and not root.checked_out

    def open_of(self, customer_id: CustomerId) -> Cart | None:
        return self._find(lambda cart: cart.customer_id == customer_id and not cart.checked_out)

    def with_sku(self, sku: ProductSKU) -> list[Cart]:
        found = self._all(lambda cart: bool(cart.quantity_of(sku)) and not cart.checked_out)
        return sorted(found, key=lambda cart: cart.id)


class MemoryOrders(Repository[Order]):
    what, table = "order", "orders"

    def taken(self, root: Order) -> bool:
        rival = self.find_by_number(root.number)
        return rival is not None and rival.id != root.id

    def find_by_number(self, number: int) -> Order | None:
        return self._find(lambda order: order.number == number)


class MemoryNumbers:
    def __init__(self, scope: Scope) -> None:
        self._rows, self._shop_id = scope.tables["numbers"], scope.shop_id

    def next(self) -> int:
        self._rows[self._shop_id] = self._rows.get(self._shop_id, FIRST_NUMBER - 1) + 1
        return self._rows[self._shop_id]


class MemoryCoupons:
    def __init__(self, scope: Scope) -> None:
        self._shop_id = scope.shop_id
        self._rows = scope.tables["coupons"]

    def add(self, coupon: Coupon) -> None:
        self._rows[self._shop_id, coupon.code] = coupon

    def find(self, code: str) -> Coupon | None:
        return self._rows.get((self._shop_id, code))


class MemoryOffers:
    """The shelf as a cart sees it. A hold that has lapsed counts no longer, swept or not."""

    def __init__(self, scope: Scope) -> None:
        self._products = MemoryProducts(scope)
        self._holds = MemoryHolds(scope)
        self._clock = scope.clock

    def find(self, sku: ProductSKU) -> Offer | None:
        for product in self._products._all(lambda product: not product.archived):
            for variant in product.variants:
                if variant.sku == sku:
                    name = f"{product.name} {variant.label}".strip()
                    return Offer(sku, name, variant.price, variant.available + self._lapsed(sku))
        return None

    def _lapsed(self, sku: ProductSKU) -> int:
        return sum(hold.quantities[sku] for hold in self._holds.lapsed(self._clock.now(), [sku]))


class MemoryPayments(Repository[PaymentTransaction]):
    what, table = "payment", "payments"

    def taken(self, root: PaymentTransaction) -> bool:
        others = [payment for payment in self._rows.values() if payment.id != root.id]
        captured = {capture.reference for payment in others for capture in payment.captures}
        twice = any(capture.reference in captured for capture in root.captures)
        return twice or any(payment.order_id == root.order_id for payment in others)

    def of_order(self, order_id: OrderId) -> PaymentTransaction:
        return self._one(lambda payment: payment.order_id == order_id, order_id)


class MemoryCredits(Repository[CreditAccount]):
    what, table = "credit", "credits"

    def of(self, customer_id: CustomerId) -> CreditAccount:
        return self._find(lambda account: account.id == customer_id) or CreditAccount(self._scope.shop_id, customer_id)

    def save(self, account: CreditAccount) -> None:
        if account.id in self._rows:
            super().save(account)
        elif account.lots:
            self.add(account)


class MemoryLedger:
    def __init__(self, scope: Scope) -> None:
        self._rows = scope.tables["ledger"]

    def post(self, movement: MoneyMoved) -> None:
        self._rows.setdefault(movement.event_id, movement)

    def balances(self, since: datetime | None = None, until: datetime | None = None) -> tuple[Balances, ...]:
        posted = [
            each
            for each in self._rows.values()
            if (since is None or each.occurred_at >= since) and (until is None or each.occurred_at < until)
        ]
        return tuple(Balances.of(currency, posted) for currency in sorted({each.amount.currency for each in posted}))


class MemoryShipments(Repository[Shipment]):
    what, table = "shipment", "shipments"

    def add(self, shipment: Shipment) -> None:
        order = self._scope.tables["orders"].get(shipment.order_id)
        if order is None or order.state != OrderState.READY_FOR_SHIPMENT:
            raise NotReady
        super().add(shipment)

    def taken(self, root: Shipment) -> bool:
        return any(other.order_id == root.order_id and other.id != root.id for other in self._rows.values())

    def of_order(self, order_id: OrderId) -> Shipment:
        return self._one(lambda shipment: shipment.order_id == order_id, order_id)

    def find_by_tracking_code(self, code: TrackingCode) -> Shipment | None:
        found = self._all(lambda shipment: shipment.tracking_code == code)
        newest = sorted(found, key=lambda shipment: (not shipment.status.has_ended, shipment.promised_by))
        return newest[-1] if newest else None

    def with_rider(self, rider: str) -> list[Shipment]:
        carried = self._all(lambda shipment: shipment.rider == rider and not shipment.status.has_ended)
        return sorted(carried, key=lambda shipment: (shipment.promised_by, shipment.id))


class MemoryCustomers(Repository[Customer]):
    what, table = "customer", "customers"

    def taken(self, root: Customer) -> bool:
        others = self._all(lambda customer: customer.id != root.id)
        return any(identity in customer.identities for customer in others for identity in root.identities)

    def find(self, identity: ChannelIdentity) -> Customer | None:
        return self._find(lambda customer: identity in customer.identities)

    def with_human(self) -> list[Customer]:
        waiting = self._all(lambda customer: customer.ticket is not None)
        return sorted(waiting, key=lambda customer: customer.ticket.opened_at)


class MemoryProcesses:
    def __init__(self, scope: Scope) -> None:
        self._rows = scope.tables["processes"]

    def of_order(self, order_id: OrderId) -> OrderToDelivery:
        return self._rows.get(order_id, OrderToDelivery(order_id))

    def save(self, process: OrderToDelivery) -> None:
        self._rows[process.order_id] = process
