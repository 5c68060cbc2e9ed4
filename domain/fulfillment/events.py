"""What happens to parcels."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.events import DomainEvent
from domain.shared.ids import OrderId, ShipmentId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentCreated(DomainEvent):
    shipment_id: ShipmentId
    order_id: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierAssigned(DomainEvent):
    """`rider` is the staff identity of the shop's own rider, empty for an outside courier."""

    shipment_id: ShipmentId
    order_id: OrderId
    carrier: str
    rider: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentStatusChanged(DomainEvent):
    shipment_id: ShipmentId
    order_id: OrderId
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentDispatched(DomainEvent):
    """It has left the shop: said once, even when the first thing seen is that it arrived."""

    shipment_id: ShipmentId
    order_id: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentDelivered(DomainEvent):
    shipment_id: ShipmentId
    order_id: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentDelayed(DomainEvent):
    """The promised time has passed, or the courier says why it will. Once an incident."""

    shipment_id: ShipmentId
    order_id: OrderId
    incident: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentReturned(DomainEvent):
    shipment_id: ShipmentId
    order_id: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentLost(DomainEvent):
    shipment_id: ShipmentId
    order_id: OrderId
