"""A message in the hands of a sender, and what became of it there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.customer.messages import OutboundMessage
from domain.shared.ids import ShopId


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that this sender, and nobody else, may send while its lease lasts.

    `was_interrupted`: it may have been sent already, some time after `first_tried_at`: ask before sending.
    """

    id: int
    shop_id: ShopId
    message: OutboundMessage
    lease_token: str
    leased_at: datetime
    tries: int
    first_tried_at: datetime
    was_interrupted: bool

    @property
    def line(self) -> tuple[str, str, str]:
        return self.message.channel, self.message.sender, self.message.recipient


@dataclass(frozen=True, slots=True)
class Result:
    """What the outbox keeps of a message that was claimed: made by the functions below."""

    outgoing: Outgoing
    state: str
    provider_id: str = ""
    error: str = ""
    again_at: datetime | None = None
    was_tried: bool = True

    def changes(self, now: datetime) -> dict[str, Any]:
        """The columns of one that was not sent."""
        changes: dict[str, Any] = {"state": self.state, "error": self.error}
        if self.again_at is None:
            return {**changes, "finished_at": now}
        changes["next_try_at"] = self.again_at
        if not self.was_tried:
            changes["tries"] = self.outgoing.tries - 1
            changes["first_tried_at"] = self.outgoing.first_tried_at if self.outgoing.tries > 1 else None
        return changes


def sent(outgoing: Outgoing, provider_id: str) -> Result:
    return Result(outgoing, "sent", provider_id)


def failed(outgoing: Outgoing, error: str) -> Result:
    return Result(outgoing, "failed", error=error)


def retry(outgoing: Outgoing, at: datetime, error: str) -> Result:
    """It surely did not go out."""
    return Result(outgoing, "pending", error=error, again_at=at)


def unknown(outgoing: Outgoing, ask_at: datetime, error: str) -> Result:
    """It may have gone out: from `ask_at` on somebody asks."""
    return Result(outgoing, "unknown", error=error, again_at=ask_at)


def put_back(outgoing: Outgoing, at: datetime) -> Result:
    """It was not tried, and counts as such: what may have gone out before that is still unknown."""
    state = "unknown" if outgoing.was_interrupted else "pending"
    return Result(outgoing, state, again_at=at, was_tried=False)
