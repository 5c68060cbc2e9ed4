"""A message on its way to its turn: in which shop it is heard, and what is kept with the turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.kept_messages import TRACE
from bot.rooms import role_of
from bot.wallets import Front
from domain.customer.messages import InboundMessage
from domain.merchant.shop import Shop
from integrations.store.places import Place
from integrations.store.postponed import line_of
from integrations.store.unit_of_work import SqlUnitOfWork


class Behind(Exception):
    """An earlier message of the same person still waits for its turn: this one does not overtake it."""


@dataclass(frozen=True, slots=True)
class Post:
    """What came, as it came; where it was kept before it had its turn, the number under which it has waited."""

    raw: dict[str, Any]
    number: int | None = None


class Arrival:
    """`moved`: the person comes from another shop of this number with it."""

    __slots__ = ()
    shop: Shop
    message: InboundMessage
    moved = False

    def now(self) -> Arrival:
        """As things stand: asked anew before each try."""
        return self

    def begins(self, work: SqlUnitOfWork) -> bool:
        """False: it has had its turn. Raises Behind."""
        raise NotImplementedError

    def is_shown_round(self, work: SqlUnitOfWork, front: Front) -> bool:
        """True: it was answered at the door, no shop has to hear it."""
        return False

    def ends(self, work: SqlUnitOfWork, error: str = "") -> None:
        """It has had its turn, or failed."""
        raise NotImplementedError


@dataclass(frozen=True)
class FirstTime(Arrival):
    """Kept with what its turn leads to. `place` is where the person is now, if that is news."""

    shop: Shop
    message: InboundMessage
    post: Post
    place: Place | None = None
    moved: bool = False

    def begins(self, work: SqlUnitOfWork) -> bool:
        told = self.message
        line, role = line_of(told.channel, told.recipient, told.sender), role_of(self.shop, told.sender)
        found = work.begin_with(told.channel, told.provider_id, told.sender, role, line)
        if self.post.number is not None:
            return found.first_postponed == self.post.number
        if found.first_postponed is not None and not found.is_known:
            raise Behind
        return not found.is_known

    def ends(self, work: SqlUnitOfWork, error: str = "") -> None:
        now = work.clock.now()
        self._keep(work, self.post.raw | {TRACE: work.trace_id}, now, error)
        if self.place is not None:
            work.places.save(self.place, now)

    def _keep(self, work: SqlUnitOfWork, raw: dict[str, Any], now: datetime, error: str) -> None:
        if self.post.number is None:
            told = self.message
            work.inbox.heard(told.channel, told.provider_id, raw, self.shop.id, now, error)
        else:
            work.postponed.end(self.post.number, raw, self.shop.id, now, error)
