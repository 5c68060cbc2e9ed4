"""How far an order has come, and where it may go from there."""

from __future__ import annotations

from enum import StrEnum


class OrderState(StrEnum):
    """CONFIRMED is as good as PAID: something of it, or all, is paid at the door."""

    AWAITING_PAYMENT = "awaiting_payment"
    CONFIRMED = "confirmed"
    PAID = "paid"
    READY_FOR_SHIPMENT = "ready_for_shipment"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CLOSED = "closed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    RETURNED = "returned"


S = OrderState
MAY_BECOME: dict[OrderState, frozenset[OrderState]] = {
    S.AWAITING_PAYMENT: frozenset({S.CONFIRMED, S.PAID, S.EXPIRED, S.CANCELLED}),
    S.CONFIRMED: frozenset({S.READY_FOR_SHIPMENT, S.CANCELLED}),
    S.PAID: frozenset({S.READY_FOR_SHIPMENT, S.CANCELLED}),
    S.READY_FOR_SHIPMENT: frozenset({S.SHIPPED, S.CANCELLED}),
    S.SHIPPED: frozenset({S.DELIVERED, S.RETURNED}),
    S.DELIVERED: frozenset({S.CLOSED}),
    S.CLOSED: frozenset(),
    S.EXPIRED: frozenset({S.CONFIRMED, S.PAID, S.CANCELLED}),  # paid late while the goods were still there, or not
    S.CANCELLED: frozenset(),
    S.RETURNED: frozenset(),
}
CANCELLABLE = frozenset({S.AWAITING_PAYMENT, S.CONFIRMED, S.PAID, S.READY_FOR_SHIPMENT})
