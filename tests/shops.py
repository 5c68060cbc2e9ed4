"""Shops that speak: `a_shop().selling(wax, stock=4).delivering_to("Cocody", 1500)`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Self

from domain.catalog.product import Product
from domain.catalog.variant import ProductVariant
from domain.merchant.shop import CourierAccount, Shop, Wallet, Zone
from domain.merchant.staff import Role, Staff
from domain.shared.ids import ProductId, ShopId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from tests.people import Person, fatou, issa, kamau, koffi, njeri, otieno

OPENED = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to sell: a product of one variant."""

    code: str
    name: str
    price: Money
    category: str = "Pagnes"
    label: str = ""

    @property
    def sku(self) -> ProductSKU:
        return ProductSKU(self.code)

    def costing(self, minor: int) -> Thing:
        return replace(self, price=Money(minor, self.price.currency))


def francs(amount: int) -> Money:
    return Money(amount, "XOF")


def shillings(amount: str) -> Money:
    return Money.of(amount, "KES")


wax = Thing("WAX6", "Wax 6 yards", francs(12_000))
bazin = Thing("BAZIN", "Bazin riche", francs(25_000))
bag = Thing("SAC-CUIR", "Sac en cuir", francs(18_500), "Sacs")
kettle = Thing("KETTLE", "Kettle", shillings("2499.50"), "Kitchen")

SANDBOX = Wallet("wave", "Wave", "sandbox", "fatou")
OTHER_WALLET = Wallet("orange", "Orange Money", "sandbox", "fatou-om", mode="push")
COURIER = CourierAccount("rapide", "Rapide", "fatou-rapide", "a courier's secret")


@dataclass
class ShopBuilder:
    """Collects what a shop is and sells. `shop` and `products` are what it came to."""

    shop: Shop
    products: list[Product] = field(default_factory=list)

    def selling(self, thing: Thing, stock: int, low_at: int = 0) -> Self:
        variant = ProductVariant(thing.sku, thing.label, thing.price, stock, low_at=low_at)
        id = ProductId(f"product-{thing.code.lower()}")
        self.products.append(Product.create(id, self.shop.id, thing.name, thing.category, [variant], OPENED))
        return self

    def employing(self, person: Person, role: Role) -> Self:
        self.shop.staff += (Staff(person.staff_id, person.name, person.number, role),)
        return self

    def delivering_to(self, name: str, fee: int, max_days: int = 1) -> Self:
        self.shop.zones += (Zone(name, Money(fee, self.shop.currency), max_days=max_days),)
        return self

    def paid_by(self, *wallets: Wallet) -> Self:
        self.shop.wallets += wallets
        return self

    def shipping_with(self, *couriers: CourierAccount) -> Self:
        self.shop.couriers += couriers
        return self


def a_shop(name: str = "Chez Fatou") -> ShopBuilder:
    """Fatou's, in Abidjan, with nobody in it and empty shelves."""
    id = ShopId(name.lower().replace(" ", "-"))
    return ShopBuilder(Shop(id, name, "+2250777000001", "fr", "CI", "XOF", "Africa/Abidjan"))


def chez_fatou() -> ShopBuilder:
    """With its people, wallets and zones."""
    shop = a_shop().employing(fatou, Role.OWNER).employing(koffi, Role.EMPLOYEE).employing(issa, Role.RIDER)
    return shop.delivering_to("Cocody", 1500).paid_by(SANDBOX, OTHER_WALLET).shipping_with(COURIER)


def njeri_home() -> ShopBuilder:
    """In Nairobi, in English and shillings."""
    shop = ShopBuilder(Shop(ShopId("njeri-home"), "Njeri Home", "+254722000001", "en", "KE", "KES", "Africa/Nairobi"))
    shop.employing(njeri, Role.OWNER).employing(otieno, Role.EMPLOYEE).employing(kamau, Role.RIDER)
    return shop.delivering_to("Kilimani", 30_000).paid_by(Wallet("mpesa", "M-Pesa", "sandbox", "njeri", mode="push"))
