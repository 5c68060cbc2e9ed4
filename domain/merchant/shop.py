"""A shop: where it is, who works there, how it is paid and how far it delivers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.merchant.code import code_of
from domain.merchant.errors import NotAllowed, Paused
from domain.merchant.opening import Pause
from domain.merchant.terms import Terms
from domain.shared.address import Pin
from domain.shared.errors import Invalid, NotFound
from domain.shared.events import Recorder
from domain.shared.ids import ShopId, StaffId
from domain.shared.money import EXPONENTS, Money

Thing = TypeVar("Thing")
FARTHEST_KM = 12.0


class Role(StrEnum):
    OWNER = "owner"
    EMPLOYEE = "employee"
    RIDER = "rider"


class Permission(StrEnum):
    """What a member of staff may be let to do."""

    STOCK = "stock"
    ORDERS = "orders"
    SHIP = "ship"
    SUPPORT = "support"
    PRICES = "prices"
    OPENING = "opening"
    CANCEL = "cancel"
    DELIVER = "deliver"
    REFUND = "refund"
    APPROVE = "approve"
    CASH = "cash"
    BOOKS = "books"


MAY: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.EMPLOYEE: frozenset(
        {
            Permission.STOCK,
            Permission.ORDERS,
            Permission.SHIP,
            Permission.SUPPORT,
            Permission.DELIVER,
            Permission.APPROVE,
            Permission.CASH,
        }
    ),
    Role.RIDER: frozenset({Permission.DELIVER}),
}


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who works for the shop, known by the identity they write from."""

    id: StaffId
    name: str
    identity: str
    role: Role

    def may(self, permission: Permission) -> bool:
        return permission in MAY[self.role]

    def require(self, permission: Permission) -> None:
        if not self.may(permission):
            raise NotAllowed(self.role, permission)


@dataclass(frozen=True, slots=True)
class Zone:
    """Where the shop delivers: the fee, how many days it takes, where its middle is, what else people call it."""

    name: str
    fee: Money
    min_days: int = 0
    max_days: int = 1
    middle: Pin | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wallet:
    """A way to be paid: our `code`, the name people know, and the account at the provider."""

    code: str
    name: str
    provider: str
    account: str
    mode: str = "link"  # link | push


@dataclass(frozen=True, slots=True)
class CourierAccount:
    """A courier that posts signed reports. `account` stands in its webhook's address."""

    code: str
    name: str
    account: str
    secret: str = field(repr=False, default="")


@dataclass(eq=False)
class Shop(Recorder):
    """The root: what the shop is and offers. Money that stands in it is in its currency.

    `number` is the one people write to, E.164, `code` its word among shops of one number; `time_zone` an IANA name.
    """

    id: ShopId
    name: str
    number: str
    language: str
    region: str
    currency: str
    time_zone: str
    staff: tuple[Staff, ...] = ()
    zones: tuple[Zone, ...] = ()
    wallets: tuple[Wallet, ...] = ()
    couriers: tuple[CourierAccount, ...] = ()
    languages: tuple[str, ...] = ()
    about: str = ""
    pickup: str = ""
    pickup_pin: Pin | None = None
    hours: str = ""
    hold_minutes: int = 30
    terms: Terms = field(default_factory=Terms)
    pause: Pause | None = None
    code: str = ""
    version: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self.shop_id = self.id
        self.languages = self.languages or (self.language,)
        self.code = self.code or code_of(self.id)
        if self.currency not in EXPONENTS:
            raise Invalid("currency", self.currency)
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise Invalid("time zone", self.time_zone) from None
        if any(zone.fee.currency != self.currency for zone in self.zones):
            raise Invalid("zones", self.name, f"fees are in {self.currency}")
        terms = self.terms
        limits = (terms.cash_up_to, terms.refund_alone_up_to, terms.order_from, terms.order_up_to)
        if any(limit is not None and limit.currency != self.currency for limit in limits):
            raise Invalid("terms", self.name, f"amounts are in {self.currency}")

    @property
    def hold_for(self) -> timedelta:
        """How long checked-out goods wait for their payment."""
        return timedelta(minutes=self.hold_minutes)

    def local(self, when: datetime) -> datetime:
        """As the shop's clock shows it."""
        return when.astimezone(ZoneInfo(self.time_zone))

    def is_paused(self, now: datetime) -> bool:
        return self.pause is not None and (self.pause.until is None or now < self.pause.until)

    def opens_next(self, now: datetime) -> datetime | None:
        """By the shop's clock, when it is closed now and has not paused: orders are taken, and wait for that."""
        local = self.local(now)
        opens = self.terms.opening.opens_next(local)
        return None if opens == local or self.is_paused(now) else opens

    def ensure_takes_order(self, goods: Money, now: datetime) -> None:
        """Raises Paused, TooSmall, TooLarge."""
        self.ensure_not_paused(now)
        self.terms.ensure_takes(goods)

    def ensure_not_paused(self, now: datetime) -> None:
        """Raises Paused, with the moment by the shop's clock."""
        if self.pause is not None and self.is_paused(now):
            raise Paused(self.pause.until and self.local(self.pause.until))

    def wallet_of(self, provider: str) -> str:
        """The name that people know this provider's wallet by."""
        return next((wallet.name for wallet in self.wallets if wallet.provider == provider), provider)

    def member(self, identity: str) -> Staff | None:
        """Who writes from this identity, if they work here."""
        return next((person for person in self.staff if person.identity == identity), None)

    def riders(self) -> tuple[Staff, ...]:
        return tuple(person for person in self.staff if person.role == Role.RIDER)

    def zone(self, name: str) -> Zone:
        return _named("zone", name, {zone.name: zone for zone in self.zones})

    def zone_at(self, pin: Pin) -> Zone | None:
        """The zone whose middle is nearest, unless that is too far away."""
        known = [(zone.middle.km_to(pin), zone) for zone in self.zones if zone.middle]
        distance, nearest = min(known, key=lambda pair: pair[0], default=(FARTHEST_KM, None))
        return nearest if distance < FARTHEST_KM else None

    def approvers(self) -> tuple[Staff, ...]:
        """Who may say yes to a refund."""
        return tuple(person for person in self.staff if person.may(Permission.APPROVE))

    def wallet(self, code: str) -> Wallet:
        return _named("wallet", code, {wallet.code: wallet for wallet in self.wallets})

    def courier(self, code: str) -> CourierAccount:
        return _named("courier", code.lower(), {courier.code.lower(): courier for courier in self.couriers})


def _named(what: str, name: str, known: dict[str, Thing]) -> Thing:
    if name not in known:
        raise NotFound(what, name)
    return known[name]
