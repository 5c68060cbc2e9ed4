"""A parcel: its state is a fold over its checkpoints, so neither their order of arrival nor repeats matter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.fulfillment.errors import AlreadyEnded, TooManyTries, WrongCode
from domain.fulfillment.events import (
    CarrierAssigned,
    ShipmentCreated,
    ShipmentDelayed,
    ShipmentDelivered,
    ShipmentDispatched,
    ShipmentLost,
    ShipmentReturned,
    ShipmentStatusChanged,
)
from domain.fulfillment.values import ShipmentStatus, TrackingCode
from domain.shared.events import DomainEvent, Recorder
from domain.shared.ids import OrderId, ShipmentId, ShopId

MOST_TRIES = 5
AHEAD_OF_TIME = timedelta(minutes=15)
"""A courier's clock may run ahead by so much; what is later still counts as received now."""

SAID_ONCE: dict[ShipmentStatus, type[ShipmentDelivered] | type[ShipmentReturned] | type[ShipmentLost]] = {
    ShipmentStatus.DELIVERED: ShipmentDelivered,
    ShipmentStatus.RETURNED: ShipmentReturned,
    ShipmentStatus.LOST: ShipmentLost,
}


@dataclass(frozen=True, slots=True)
class ParcelCheckpoint:
    """One report. `event_id` is unique within `source`: the same report again is no news."""

    source: str
    event_id: str
    status: ShipmentStatus
    occurred_at: datetime
    received_at: datetime
    location: str = ""
    message: str = ""
    incident: str = ""


class Shipment(Recorder):
    """The root. Checkpoints are only ever added; what was said once (dispatched, delivered ...) is not said again."""

    def __init__(
        self,
        id: ShipmentId,
        shop_id: ShopId,
        order_id: OrderId,
        tracking_code: TrackingCode,
        handover_code: str,
        track_token: str,
        promised_by: datetime,
        *,
        carrier: str = "",
        rider: str = "",
        tries: int = 0,
        said: Iterable[str] = (),
        checkpoints: Iterable[ParcelCheckpoint] = (),
        version: int = 0,
    ) -> None:
        super().__init__()
        self.id = id
        self.shop_id = shop_id
        self.order_id = order_id
        self.tracking_code = tracking_code
        self.handover_code = handover_code
        self.track_token = track_token
        self.promised_by = promised_by
        self.carrier = carrier
        self.rider = rider
        self.tries = tries
        self.said = set(said)
        self.checkpoints = sorted(checkpoints, key=_when)
        self.version = version

    @classmethod
    def register(
        cls,
        id: ShipmentId,
        shop_id: ShopId,
        order_id: OrderId,
        tracking_code: TrackingCode,
        handover_code: str,
        track_token: str,
        promised_by: datetime,
        now: datetime,
    ) -> Shipment:
        shipment = cls(id, shop_id, order_id, tracking_code, handover_code, track_token, promised_by)
        shipment.say(ShipmentCreated, now, shipment_id=id, order_id=order_id)
        return shipment

    @property
    def status(self) -> ShipmentStatus:
        return _fold(self.checkpoints)

    def assign(self, carrier: str, rider: str, code: TrackingCode | None, now: datetime) -> None:
        """To the shop's own rider (`rider` is the identity) or an outside courier with its own code."""
        if self.status.has_ended:
            raise AlreadyEnded(self.status)
        code = code or self.tracking_code
        if (self.carrier, self.rider, self.tracking_code) == (carrier, rider, code):
            return
        self.carrier, self.rider, self.tracking_code = carrier, rider, code
        self.say(CarrierAssigned, now, shipment_id=self.id, order_id=self.order_id, carrier=carrier, rider=rider)

    def add(self, checkpoint: ParcelCheckpoint, now: datetime) -> bool:
        """Returns whether it was news. Whatever the order of arrival, the state ends the same."""
        if any(_same(checkpoint, known) for known in self.checkpoints):
            return False
        before = self.status
        self.checkpoints = sorted([*self.checkpoints, checkpoint], key=_when)
        self._announce(checkpoint.status, now)
        if self.status != before:
            self._changed(before, now)
        if checkpoint.incident:
            self._delayed(checkpoint.incident, now)
        return True

    def hand_over(self, code: str, checkpoint: ParcelCheckpoint, now: datetime) -> None:
        """The rider gives the buyer's code. Raises WrongCode, TooManyTries, AlreadyEnded."""
        if self.status.has_ended:
            raise AlreadyEnded(self.status)
        if self.tries >= MOST_TRIES:
            raise TooManyTries
        if code != self.handover_code:
            self.count_wrong_code()
            raise WrongCode(MOST_TRIES - self.tries)
        self.add(checkpoint, now)

    def count_wrong_code(self) -> None:
        """A guess at any parcel of the rider is a guess at this one."""
        self.tries = min(self.tries + 1, MOST_TRIES)

    def check_promise(self, now: datetime) -> None:
        """Says once that the promised time has passed."""
        if self.promised_by <= now and not self.status.has_ended:
            self._delayed("late", now)

    def _announce(self, reported: ShipmentStatus, now: datetime) -> None:
        """By what was reported, not by the state it leads to: so the order of arrival does not matter here either."""
        if reported.has_left:
            self._say_once(ShipmentDispatched, now)
        if reported in SAID_ONCE:
            self._say_once(SAID_ONCE[reported], now)

    def _changed(self, before: ShipmentStatus, now: datetime) -> None:
        facts = {"shipment_id": self.id, "order_id": self.order_id, "old": before, "new": self.status}
        self.say(ShipmentStatusChanged, now, **facts)

    def _delayed(self, incident: str, now: datetime) -> None:
        if f"delayed:{incident}" not in self.said:
            self.said.add(f"delayed:{incident}")
            self.say(ShipmentDelayed, now, shipment_id=self.id, order_id=self.order_id, incident=incident)

    def _say_once(self, kind: type[DomainEvent], now: datetime) -> None:
        if kind.__name__ not in self.said:
            self.said.add(kind.__name__)
            self.say(kind, now, shipment_id=self.id, order_id=self.order_id)


def occurred(claimed: datetime, now: datetime) -> datetime:
    """What is reported from the future happened now."""
    return now if claimed > now + AHEAD_OF_TIME else claimed


def _when(checkpoint: ParcelCheckpoint) -> tuple[datetime, int, str, str]:
    return checkpoint.occurred_at, checkpoint.status.rank, checkpoint.source, checkpoint.event_id


def _same(one: ParcelCheckpoint, other: ParcelCheckpoint) -> bool:
    return (one.source, one.event_id) == (other.source, other.event_id)


def _fold(checkpoints: list[ParcelCheckpoint]) -> ShipmentStatus:
    """Inside transit the latest counts, backwards too; an end is left only for a later one of another kind."""
    status = ShipmentStatus.PENDING
    for checkpoint in checkpoints:
        reported = checkpoint.status
        if reported.rank == 0 or (status.has_ended and not _corrects(reported)):
            continue
        status = reported
    return status


def _corrects(status: ShipmentStatus) -> bool:
    """After an end only a way back is believed."""
    return status in (ShipmentStatus.RETURNING, ShipmentStatus.RETURNED)
