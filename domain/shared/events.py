"""What every domain event has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from domain.shared.ids import ShopId


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainEvent:
    """A fact of one shop. `event_id` and `trace_id` are stamped by the unit of work that keeps it.

    `schema_version` grows when a field changes its meaning; fields are only ever added.
    """

    schema_version: ClassVar[int] = 1

    shop_id: ShopId
    occurred_at: datetime
    event_id: str = ""
    trace_id: str = ""

    @property
    def about(self) -> str:
        """The id of the aggregate that it happened to: the first field that the event itself declares."""
        own = [name for name in type(self).__annotations__ if name != "schema_version"]
        return str(getattr(self, own[0]))


class Recorder:
    """An aggregate's list of what has happened to it and is not yet kept."""

    shop_id: ShopId

    def __init__(self) -> None:
        self._happened: list[DomainEvent] = []

    def record(self, event: DomainEvent) -> None:
        self._happened.append(event)

    def say(self, kind: type[DomainEvent], at: datetime, **facts: Any) -> None:
        """Records a fact of this shop: `self.say(OrderShipped, now, order_id=self.id)`."""
        self.record(kind(shop_id=self.shop_id, occurred_at=at, **facts))

    def collect(self) -> list[DomainEvent]:
        """What has happened since the last call."""
        happened, self._happened = self._happened, []
        return happened


def event_types() -> dict[str, type[DomainEvent]]:
    """Every event of the domain by its name (the modules that define them must be imported)."""
    return {kind.__name__: kind for kind in DomainEvent.__subclasses__()}
