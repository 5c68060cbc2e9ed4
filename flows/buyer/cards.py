"""What the counter hands over: the shop's card, the buyer's, and what there is to pay."""

from __future__ import annotations

from dataclasses import dataclass

from domain.merchant.shop import Wallet
from domain.ordering.views import OrderView
from domain.shared.address import Address, Pin
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber


@dataclass(frozen=True, slots=True)
class ShopCard:
    """What is written over the door."""

    name: str
    about: str
    hours: str
    pickup: str
    region: str
    currency: str
    languages: tuple[str, ...]
    pickup_pin: Pin | None = None


@dataclass(frozen=True, slots=True)
class BuyerCard:
    """What the shop knows of whom it talks to. `phone` may be missing: a number is no identity."""

    name: str
    phone: PhoneNumber | None
    addresses: tuple[Address, ...]
    wallets: dict[str, str]


@dataclass(frozen=True, slots=True)
class ToPay:
    """An order with its payment link. `due` is still to be paid; `payer` the number that was named for it, or empty."""

    order: OrderView
    link: str
    minutes: int
    due: Money
    payer: str


@dataclass(frozen=True, slots=True)
class Choice:
    """How the buyer wants to pay: a wallet and its number, or empty where somebody else will say; and at the door."""

    wallet: str = ""
    payer: str = ""
    at_the_door: bool = False


@dataclass(frozen=True, slots=True)
class Ways:
    """How an order can be paid now. `credit` is used first and leaves `due` for one of `wallets`; those that are
    `down` do not answer. `at_the_door`: it may be paid in cash, but for the `deposit`. `wants_whole`: every wallet
    refuses it for its cents."""

    credit: Money
    due: Money
    wallets: tuple[Wallet, ...]
    down: tuple[Wallet, ...]
    at_the_door: bool
    deposit: Money
    wants_whole: bool
