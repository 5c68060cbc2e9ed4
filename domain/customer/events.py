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
    """Somebody wants to talk to a human: the bot is silent until released."""

    customer_id: CustomerId
    name: str
    last_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFailed(DomainEvent):
    """Something of ours broke on a person's message: somebody of the shop should write to them."""

    identity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportEnded(DomainEvent):
    """The staff gave the conversation back to the bot."""

    customer_id: CustomerId
    by: str
