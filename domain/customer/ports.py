"""Where customers are kept, and how something is said to them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from domain.customer.customer import ChannelIdentity, Customer
from domain.customer.messages import OutboundMessage
from domain.shared.ids import CustomerId
from domain.shared.unit_of_work import Work


class Customers(Protocol):
    """The customers of one shop."""

    def add(self, customer: Customer) -> None: ...

    def get(self, customer_id: CustomerId) -> Customer:
        """Locked until the unit of work ends. Raises NotFound."""
        ...

    def find(self, identity: ChannelIdentity) -> Customer | None:
        """Locked likewise."""
        ...

    def with_human(self) -> list[Customer]:
        """Those who wait for a human, longest first."""
        ...

    def save(self, customer: Customer) -> None: ...


class CustomerWork(Work, Protocol):
    @property
    def customers(self) -> Customers: ...


class Messenger(Protocol):
    """A way to people's phones."""

    @property
    def channel(self) -> str: ...

    def send(self, message: OutboundMessage) -> str:
        """Returns the provider's id. Raises Temporary, Permanent or OutcomeUnknown."""
        ...

    def find(self, message: OutboundMessage, since: datetime) -> str | None:
        """After an OutcomeUnknown: the provider's id of that very message, None when the provider answers that it
        has none. Raises Temporary when it cannot be asked now."""
        ...


class FileSource(Protocol):
    """Where a provider keeps what people have sent."""

    def has(self, url: str) -> bool:
        """Whether this address is one of its own: no other is ever asked."""
        ...

    def fetch(self, url: str) -> tuple[str, bytes]:
        """Its type and its content, the same however often it is asked. Raises Temporary, Permanent."""
        ...
