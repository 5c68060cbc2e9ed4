"""A person who writes to a shop, known by channel identities; a phone number is optional."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from domain.customer.address_book import named, used, without
from domain.customer.events import (
    AddressUpdated,
    BillingInfoUpdated,
    BuyerWrote,
    CustomerRegistered,
    ProfileUpdated,
    ShopWrote,
    SupportEnded,
    SupportRequested,
    SupportUnanswered,
)
from domain.customer.ticket import Ticket, Told
from domain.shared.address import Address
from domain.shared.errors import Invalid
from domain.shared.events import DomainEvent, Recorder
from domain.shared.ids import CustomerId, ShopId
from domain.shared.phone import PhoneNumber


@dataclass(frozen=True, slots=True)
class ChannelIdentity:
    """Who somebody is on a channel: an E.164 number or a business-scoped user id (`CI.1349…`)."""

    channel: str
    value: str

    def __post_init__(self) -> None:
        if not self.value or len(self.value) > 160:
            raise Invalid("identity", self.value[:20])

    @property
    def phone(self) -> PhoneNumber | None:
        """None too where the channel knows a number that the numbering plan does not."""
        try:
            return PhoneNumber.parse(self.value) if self.value.startswith("+") else None
        except Invalid:
            return None


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person agreed to: `category` (marketing, ...), how it was given, and when."""

    category: str
    granted: bool
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BillingInfo:
    """What a business buyer wants on the invoice."""

    company: str
    tax_id: str


@dataclass(slots=True)
class Profile:
    """What we know of somebody and were told by them."""

    name: str = ""
    language: str = ""
    phone: PhoneNumber | None = None
    wallets: dict[str, str] = field(default_factory=dict)
    addresses: list[Address] = field(default_factory=list)
    billing: BillingInfo | None = None
    consents: list[Consent] = field(default_factory=list)


class Customer(Recorder):
    """The root. Newest address first; the latest consent of a category is the one that counts."""

    def __init__(
        self,
        id: CustomerId,
        shop_id: ShopId,
        identities: Iterable[ChannelIdentity],
        profile: Profile | None = None,
        *,
        ticket: Ticket | None = None,
        version: int = 0,
    ) -> None:
        super().__init__()
        self.id = id
        self.shop_id = shop_id
        self.identities = list(identities)
        self.profile = profile or Profile()
        self.ticket = ticket
        self.version = version

    @classmethod
    def register(
        cls,
        id: CustomerId,
        shop_id: ShopId,
        identity: ChannelIdentity,
        name: str,
        language: str,
        now: datetime,
    ) -> Customer:
        profile = Profile(name=name, language=language, phone=identity.phone)
        customer = cls(id, shop_id, [identity], profile)
        customer.say(CustomerRegistered, now, customer_id=id)
        return customer

    def also_known_as(self, identity: ChannelIdentity) -> None:
        """The same person by another identity of the channel."""
        if identity not in self.identities:
            self.identities.append(identity)

    def call(self, name: str, now: datetime) -> None:
        self.profile.name = name
        self._updated("name", now)

    def speak(self, language: str, now: datetime) -> None:
        if self.profile.language != language:
            self.profile.language = language
            self._updated("language", now)

    def pay_from(self, wallet: str, payer: PhoneNumber, now: datetime) -> None:
        """The wallet number used last is offered first."""
        self.profile.wallets = {wallet: str(payer)} | {
            code: number for code, number in self.profile.wallets.items() if code != wallet
        }
        self._updated("wallets", now)

    def live_at(self, address: Address, now: datetime) -> None:
        self._address_book(used(self.profile.addresses, address), now)

    def name_address(self, address: Address, name: str, now: datetime) -> None:
        self._address_book(named(self.profile.addresses, address, name), now)

    def forget_address(self, address: Address, now: datetime) -> None:
        self._address_book(without(self.profile.addresses, address), now)

    def _address_book(self, addresses: list[Address], now: datetime) -> None:
        self.profile.addresses = addresses
        self.say(AddressUpdated, now, customer_id=self.id)

    def bill_to(self, billing: BillingInfo, now: datetime) -> None:
        self.profile.billing = billing
        self.say(BillingInfoUpdated, now, customer_id=self.id)

    def agree(self, consent: Consent) -> None:
        self.profile.consents.append(consent)
        self._updated("consents", consent.at)

    def has_agreed(self, category: str) -> bool:
        said = self._last_said(category)
        return said is not None and said.granted

    def has_refused(self, category: str) -> bool:
        said = self._last_said(category)
        return said is not None and not said.granted

    def _last_said(self, category: str) -> Consent | None:
        said = [consent for consent in self.profile.consents if consent.category == category]
        return sorted(said, key=lambda consent: consent.at)[-1] if said else None

    @property
    def is_with_human(self) -> bool:
        return self.ticket is not None and self.ticket.is_called

    def ask_for_human(self, number: int, last_words: str, now: datetime) -> None:
        """The shop is told the last things that were said."""
        self.ticket = Ticket(number, now)
        self._tell(SupportRequested, now, name=self.profile.name, last_words=last_words)

    def tell_human(self, number: int, said: Told, now: datetime) -> None:
        """For whoever of the shop has the ticket, for everybody while nobody has; it is opened where there is none."""
        self.ticket = self.ticket or Ticket(number, now, is_called=False)
        facts = {"words": said.words, "media": said.media, "file": said.file, "is_lost": said.is_lost}
        self._tell(BuyerWrote, now, name=self.profile.name, to=self.ticket.taken_by, **facts)

    def hear_from_human(self, by: str, name: str, words: str, now: datetime) -> None:
        """Somebody of the shop writes, asked for or not. Whoever answers has the ticket."""
        if self.ticket is not None:
            self.ticket = replace(self.ticket, taken_by=by)
        self.say(ShopWrote, now, customer_id=self.id, by=by, name=name, words=words, is_asked_for=self.is_with_human)

    def own_up_to_silence(self, now: datetime) -> None:
        """Nobody has answered for long: that is said, once."""
        if self.ticket is not None and self.ticket.waits:
            self.ticket = replace(self.ticket, owned_up=True)
            self._tell(SupportUnanswered, now, name=self.profile.name)

    def back_to_bot(self, by: str, now: datetime) -> None:
        was_called, self.ticket = self.is_with_human, None
        if was_called:
            self.say(SupportEnded, now, customer_id=self.id, by=by)

    def _tell(self, what: type[DomainEvent], now: datetime, **facts: Any) -> None:
        number = self.ticket.number if self.ticket else 0
        self.say(what, now, customer_id=self.id, number=number, **facts)

    def _updated(self, field_name: str, now: datetime) -> None:
        self.say(ProfileUpdated, now, customer_id=self.id, changed=(field_name,))
