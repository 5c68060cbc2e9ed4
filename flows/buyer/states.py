"""How far an order or a parcel has come, in a few words."""

from __future__ import annotations

from collections.abc import Callable

from domain.fulfillment.values import ShipmentStatus
from domain.ordering.order_state import OrderState
from domain.ordering.views import OrderView
from flows.speech import Text, _

UNDER_WAY = {OrderState.CONFIRMED, OrderState.PAID, OrderState.READY_FOR_SHIPMENT, OrderState.SHIPPED}

STATES: dict[OrderState, Callable[[], Text]] = {
    OrderState.AWAITING_PAYMENT: lambda: _("awaiting payment"),
    OrderState.CONFIRMED: lambda: _("confirmed"),
    OrderState.PAID: lambda: _("paid"),
    OrderState.READY_FOR_SHIPMENT: lambda: _("paid and being prepared"),
    OrderState.SHIPPED: lambda: _("on its way"),
    OrderState.DELIVERED: lambda: _("delivered"),
    OrderState.CLOSED: lambda: _("delivered"),
    OrderState.EXPIRED: lambda: _("not paid in time"),
    OrderState.CANCELLED: lambda: _("cancelled"),
    OrderState.RETURNED: lambda: _("returned"),
}

PARCEL: dict[ShipmentStatus, Callable[[], Text]] = {
    ShipmentStatus.PENDING: lambda: _("being prepared"),
    ShipmentStatus.UNKNOWN: lambda: _("being prepared"),
    ShipmentStatus.INFO_RECEIVED: lambda: _("being prepared"),
    ShipmentStatus.PICKED_UP: lambda: _("has left the shop"),
    ShipmentStatus.IN_TRANSIT: lambda: _("on its way"),
    ShipmentStatus.CUSTOMS: lambda: _("at customs"),
    ShipmentStatus.OUT_FOR_DELIVERY: lambda: _("the rider is coming to you"),
    ShipmentStatus.AVAILABLE_FOR_PICKUP: lambda: _("ready for pick-up"),
    ShipmentStatus.ATTEMPT_FAILED: lambda: _("the rider did not find you"),
    ShipmentStatus.RETURNING: lambda: _("on its way back to the shop"),
    ShipmentStatus.DELIVERED: lambda: _("delivered"),
    ShipmentStatus.RETURNED: lambda: _("back at the shop"),
    ShipmentStatus.LOST: lambda: _("lost by the courier"),
    ShipmentStatus.CANCELLED: lambda: _("cancelled"),
}


def state_text(order: OrderView) -> Text:
    if order.cash and order.state == OrderState.READY_FOR_SHIPMENT:
        return _("confirmed and being prepared")
    return STATES[order.state]()


def parcel_text(status: ShipmentStatus, order: OrderView) -> Text:
    if order.is_pickup and not status.has_ended:
        return _("ready for pick-up")
    return PARCEL[status]()
