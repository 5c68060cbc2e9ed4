"""What the shop, its riders and couriers do with parcels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.fulfillment.errors import AlreadyEnded
from domain.fulfillment.ports import FulfillmentWork
from domain.fulfillment.shipment import ParcelCheckpoint, Shipment, occurred
from domain.fulfillment.values import ShipmentStatus, TrackingCode
from domain.shared.errors import NotFound
from domain.shared.ids import OrderId, ShipmentId

HANDOVER_DIGITS = 4


@dataclass(frozen=True, slots=True)
class ParcelReport:
    """What somebody says of a parcel. `event_id` is unique within `source`."""

    source: str
    event_id: str
    status: ShipmentStatus
    occurred_at: datetime
    location: str = ""
    message: str = ""
    incident: str = ""


class ParcelFulfiller:
    """Goods are brought as parcels."""

    def __init__(self, work: FulfillmentWork) -> None:
        self._work = work

    def prepare(self, order_id: OrderId, promised_by: datetime) -> None:
        work = self._work
        shipment = Shipment.register(
            ShipmentId(work.ids.new()),
            work.shop_id,
            order_id,
            TrackingCode(f"P{work.ids.digits(9)}"),
            work.ids.digits(HANDOVER_DIGITS),
            work.ids.token(),
            promised_by,
            work.clock.now(),
        )
        work.shipments.add(shipment)


def ship(
    work: FulfillmentWork, order_id: OrderId, carrier: str, rider: str, code: TrackingCode | None, by: str
) -> Shipment:
    """The parcel leaves with a rider or a courier. Raises NotFound where nothing is ready, AlreadyEnded."""
    shipment = work.shipments.of_order(order_id)
    shipment.assign(carrier, rider, code, work.clock.now())
    shipment.add(_seen(work, by, ShipmentStatus.PICKED_UP), work.clock.now())
    work.shipments.save(shipment)
    return shipment


def mark_delivered_by_shop(work: FulfillmentWork, order_id: OrderId, by: str) -> Shipment:
    return _ended_by_shop(work, order_id, by, ShipmentStatus.DELIVERED)


def mark_returned_by_shop(work: FulfillmentWork, order_id: OrderId, by: str) -> Shipment:
    return _ended_by_shop(work, order_id, by, ShipmentStatus.RETURNED)


def cancel_shipment(work: FulfillmentWork, order_id: OrderId) -> None:
    shipment = work.shipments.of_order(order_id)
    shipment.add(_seen(work, "shop", ShipmentStatus.CANCELLED), work.clock.now())
    work.shipments.save(shipment)


def deliver_with_code(work: FulfillmentWork, rider: str, code: str) -> Shipment:
    """The rider's parcel with this code is delivered. Raises NotFound without one under way, WrongCode with the
    tries left, TooManyTries. A wrong code counts against every parcel the rider carries, and is kept."""
    carried = work.shipments.with_rider(rider)
    if not carried:
        raise NotFound("parcel", rider)
    mine = next((parcel for parcel in carried if parcel.handover_code == code), None)
    for parcel in carried[1:] if mine is None else ():
        parcel.count_wrong_code()
    mine = mine or carried[0]
    try:
        mine.hand_over(code, _seen(work, rider, ShipmentStatus.DELIVERED), work.clock.now())
    finally:
        for parcel in carried:
            work.shipments.save(parcel)
    return mine


def update_shipment_status(work: FulfillmentWork, code: TrackingCode, report: ParcelReport) -> bool:
    """A courier's report. Returns whether it was news. Raises NotFound where no parcel has this code."""
    shipment = work.shipments.find_by_tracking_code(code)
    if shipment is None:
        raise NotFound("parcel", code)
    now = work.clock.now()
    news = shipment.add(
        ParcelCheckpoint(
            report.source,
            report.event_id,
            report.status,
            occurred(report.occurred_at, now),
            now,
            report.location,
            report.message,
            report.incident,
        ),
        now,
    )
    work.shipments.save(shipment)
    return news


def check_promise(work: FulfillmentWork, shipment_id: ShipmentId) -> None:
    shipment = work.shipments.get(shipment_id)
    shipment.check_promise(work.clock.now())
    work.shipments.save(shipment)


def _ended_by_shop(work: FulfillmentWork, order_id: OrderId, by: str, status: ShipmentStatus) -> Shipment:
    """Raises NotFound, AlreadyEnded."""
    shipment = work.shipments.of_order(order_id)
    if shipment.status.has_ended:
        raise AlreadyEnded(shipment.status)
    shipment.add(_seen(work, by, status), work.clock.now())
    work.shipments.save(shipment)
    return shipment


def _seen(work: FulfillmentWork, by: str, status: ShipmentStatus) -> ParcelCheckpoint:
    now = work.clock.now()
    return ParcelCheckpoint(f"chat:{by}", work.ids.new(), status, now, now)
