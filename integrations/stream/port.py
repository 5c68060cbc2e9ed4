"""Where events go for others to read. It stands beside its adapters: nothing in the domain asks for a stream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

CloudEvent = dict[str, Any]
"""The attributes and the data of one event, as CloudEvents 1.0 writes them in JSON."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Kept in the stream with each batch: how many there were, and the id before which all is in it.

    Where it is missing, or older than what the database knows, the stream has lost what it had been given.
    """

    batches: int
    floor: int


class EventStream(Protocol):
    """A log that others read at their own pace."""

    @property
    def holds(self) -> int:
        """So many events it keeps, at most: what came before them is gone for its readers."""
        ...

    def mark(self) -> Mark | None:
        """The newest one that it has. Raises Temporary."""
        ...

    def publish(self, events: Sequence[CloudEvent], mark: Mark) -> None:
        """All of them, each behind those before it with the same `partitionkey`, and the mark with them; or nothing.
        Raises Temporary, after which all may be there nevertheless."""
        ...
