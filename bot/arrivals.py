"""A message on its way to its turn: in which shop it is heard, and what is kept with the turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.kept_messages import TRACE
from bot.rooms import role_of
from bot.wallets import Front
from domain.customer.messages import InboundMessage
from domain.merchant.shop import Shop
from integrations.store.places import Place
from integrations.store.unit_of_work import SqlUnitOfWork


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
        """False: it has had its turn."""
        raise NotImplementedError

    def is_shown_round(self, work: SqlUnitOfWork, front: Front) -> bool:
        """True: it was answered at the door, no shop has to hear it."""
        return False

    def ends(self, work: SqlUnitOfWork, error: str = "") -> None:
        """It has had its turn, or failed."""
        raise NotImplementedError


@dataclass(frozen=True)
class FirstTime(Arrival):
    """As it comes in: kept with what its turn leads to. `place` is where the person is now, if that is news."""

    shop: Shop
    message: InboundMessage
    raw: dict[str, Any]
    place: Place | None = None
    moved: bool = False

    def begins(self, work: SqlUnitOfWork) -> bool:
        told = self.message
        return work.begin_with(told.channel, told.provider_id, told.sender, role_of(self.shop, told.sender))

    def ends(self, work: SqlUnitOfWork, error: str = "") -> None:
        told, now = self.message, work.clock.now()
        raw = self.raw | {TRACE: work.trace_id}
        work.inbox.heard(told.channel, told.provider_id, raw, self.shop.id, now, error)
        if self.place is not None:
            work.places.save(self.place, now)
