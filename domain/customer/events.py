"""What happens between the shop and the people who write to it."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.events import DomainEvent
from domain.shared.ids import CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRegistered(DomainEvent):
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileUpdated(DomainEvent):
    """`changed` names the fields, never their values."""

    customer_id: CustomerId
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressUpdated(DomainEvent):
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingInfoUpdated(DomainEvent):
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportRequested(DomainEvent):
    """Somebody wants to talk to a human: the bot is silent until released. `last_words` are lines."""

    customer_id: CustomerId
    name: str
    last_words: str
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerWrote(DomainEvent):
    """Somebody who talks to a human wrote on. `to` is the member of staff who has the ticket; empty: all of them.
    `media` is the kind of something that is no words, or empty; `file` the name that it is kept under, `is_lost` where
    it could not be had."""

    customer_id: CustomerId
    name: str
    words: str
    media: str
    number: int
    to: str
    file: str = ""
    is_lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopWrote(DomainEvent):
    """A member of staff wrote to a buyer through the bot. `is_asked_for`: the buyer had asked for a human."""

    customer_id: CustomerId
    by: str
    name: str
    words: str
    is_asked_for: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportUnanswered(DomainEvent):
    """Somebody has waited for a human for long."""

    customer_id: CustomerId
    name: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFailed(DomainEvent):
    """Something of ours broke on a person's message: somebody of the shop should write to them."""

    identity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportEnded(DomainEvent):
    """The staff gave the conversation back to the bot."""

    customer_id: CustomerId
    by: str
