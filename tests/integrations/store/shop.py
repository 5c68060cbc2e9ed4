"""A shop to keep: what is on its shelf, who buys, and units of work on it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import Engine, text

from domain.catalog.product import Product
from domain.catalog.variant import ProductVariant
from domain.customer.customer import ChannelIdentity
from domain.customer.use_cases import register_customer
from domain.merchant.shop import CourierAccount, Shop, Wallet, Zone
from domain.merchant.staff import Role, Staff
from domain.ordering.order import Delivery, Order
from domain.ordering.use_cases import add_item_to_cart, checkout
from domain.reactions import react
from domain.shared.address import Address, Pin
from domain.shared.clock import FakeClock
from domain.shared.ids import CustomerId, ProductId, RandomIds, ShopId, StaffId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from integrations.store.unit_of_work import SqlUnitOfWork

SHOP = ShopId("chez-fatou")
WAX = ProductSKU("WAX6-BLEU")
AWA = "+2250700000001"
HOME = Address("Derrière la pharmacie", "Cocody", Pin(5.35, -3.98), AWA)
BY_MOTORBIKE = Delivery(Money(1500, "XOF"), HOME, max_days=2)

T = TypeVar("T")


class ShopFloor:
    """Units of work on one shop of one database, at one time."""

    def __init__(self, database: Engine, clock: FakeClock) -> None:
        self.database = database
        self.clock = clock
        self.ids = RandomIds()

    def work(self, shop_id: ShopId = SHOP) -> SqlUnitOfWork:
        return SqlUnitOfWork(
            self.database, clock=self.clock, ids=self.ids, shop_id=shop_id, trace_id="trace", reactions=react
        )

    def open(self) -> None:
        """With everything that is set in it: how long goods are held, who works there."""
        with self.work() as work:
            work.shops.add(a_shop())

    def put_on_shelf(self, stock: int = 4, sku: ProductSKU = WAX, name: str = "Pagne wax 6 yards") -> ProductId:
        product = a_product(self.ids.new(), sku, stock, name, self.clock)
        with self.work() as work:
            work.products.add(product)
        return product.id

    def buyer(self, number: str = AWA) -> CustomerId:
        with self.work() as work:
            return register_customer(work, ChannelIdentity("simulator", number), "Awa", "fr").id

    def fill_cart(self, customer: CustomerId, quantity: int = 1, sku: ProductSKU = WAX) -> None:
        with self.work() as work:
            add_item_to_cart(work, customer, sku, quantity)

    def check_out(self, customer: CustomerId, minutes: int = 30) -> Order:
        with self.work() as work:
            return checkout(work, customer, BY_MOTORBIKE, timedelta(minutes=minutes))

    def order(self, quantity: int = 1) -> Order:
        customer = self.buyer()
        self.fill_cart(customer, quantity)
        return self.check_out(customer)

    def variant(self, sku: ProductSKU = WAX) -> ProductVariant:
        with self.work() as work:
            [product] = work.products.with_skus([sku])
            return next(variant for variant in product.variants if variant.sku == sku)


def a_product(id: str, sku: ProductSKU, stock: int, name: str, clock: FakeClock) -> Product:
    variant = ProductVariant(sku, "bleu", Money(12000, "XOF"), stock, low_at=2)
    return Product.create(
        ProductId(id), SHOP, name, "Tissus", [variant], clock.now(), photo="wax.jpg", synonyms=("pagne",)
    )


def a_shop() -> Shop:
    return Shop(
        SHOP,
        "Chez Fatou",
        "+2250777000001",
        "fr",
        "CI",
        "XOF",
        "Africa/Abidjan",
        staff=(
            Staff(StaffId("fatou"), "Fatou", "+2250500000001", Role.OWNER),
            Staff(StaffId("issa"), "Issa", "+2250100000001", Role.RIDER),
        ),
        zones=(
            Zone("Cocody", Money(1500, "XOF"), middle=Pin(5.354, -3.98), aliases=("Angré", "Riviera")),
            Zone("Abobo", Money(2000, "XOF"), 1, 2),
        ),
        wallets=(Wallet("wave", "Wave", "sandbox", "acct-fatou", "push"),),
        couriers=(CourierAccount("moto", "Moto Express", "moto-fatou", "secret"),),
        languages=("fr", "en"),
        about="Pagnes et beauté",
        pickup="Marché de Cocody",
        pickup_pin=Pin(5.34, -3.97),
        hours="8h-18h",
    )


def all_at_once(calls: list[Callable[[], T]]) -> list[T | Exception]:
    """Each call on its own thread; what it returned or raised, in the order of the calls."""

    def outcome(call: Callable[[], T]) -> T | Exception:
        try:
            return call()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(outcome, calls))


def somebody_waits(database: Engine) -> bool:
    """Whether a transaction of this PostgreSQL database waits for another one's lock."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with database.connect() as connection:
        return connection.execute(text(waiting)).scalar_one() > 0
