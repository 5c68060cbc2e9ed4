"""One transaction of one shop. Each context adds the repositories it needs as a protocol of its own."""

from __future__ import annotations

from typing import Protocol

from domain.shared.clock import Clock
from domain.shared.events import DomainEvent
from domain.shared.ids import Ids, Numbers, ShopId


class Work(Protocol):
    """What every use case gets. The transaction ends outside: all of it happens, or none.

    Aggregates that were added or saved give up their events before the commit; a fact that belongs to no
    aggregate is published here.
    """

    @property
    def shop_id(self) -> ShopId: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def ids(self) -> Ids: ...

    @property
    def numbers(self) -> Numbers: ...

    def publish(self, event: DomainEvent) -> None: ...
