"""The tracking page behind its link: how far the parcel has come, nothing about who gets it."""

from __future__ import annotations

from flask import Blueprint, Response

from bot.bootstrap import Installation
from bot.pages.frame import gone, page
from domain.fulfillment.values import ShipmentStatus
from domain.fulfillment.views import TrackingView
from domain.merchant.shop import Shop
from domain.ordering.views import OrderView

S = ShipmentStatus
SHOWN = {
    S.PENDING: "preparing",
    S.UNKNOWN: "preparing",
    S.INFO_RECEIVED: "ready",
    S.PICKED_UP: "picked_up",
    S.IN_TRANSIT: "in_transit",
    S.CUSTOMS: "in_transit",
    S.OUT_FOR_DELIVERY: "out_for_delivery",
    S.AVAILABLE_FOR_PICKUP: "ready",
    S.ATTEMPT_FAILED: "attempt_failed",
    S.RETURNING: "returned",
    S.DELIVERED: "delivered",
    S.RETURNED: "returned",
    S.LOST: "delayed",
    S.CANCELLED: "cancelled",
}


def track_pages(it: Installation) -> Blueprint:
    pages = Blueprint("track", __name__)

    @pages.get("/t/<token>")
    def look(token: str) -> Response:
        for shop in it.directory.shops():
            with it.look(shop.id) as work:
                parcel = work.tracking_queries.by_token(token)
                order = work.order_queries.by_id(parcel.order_id) if parcel else None
            if parcel is not None and order is not None:
                return shown(shop, parcel, order)
        return gone(404)

    return pages


def shown(shop: Shop, parcel: TrackingView, order: OrderView) -> Response:
    points = [
        {"status": SHOWN[point.status], "at": shop.local(point.at), "place": point.location, "message": point.message}
        for point in parcel.checkpoints
    ]
    return page(
        "track.html",
        order.language or shop.language,
        shop_name=shop.name,
        chat_url=None,
        order_ref=str(order.number),
        tracking_code=str(parcel.tracking_code),
        state=SHOWN[parcel.status],
        courier=parcel.carrier,
        destination=order.quarter,
        handover=not order.is_pickup,
        expected_at=shop.local(parcel.promised_by),
        checkpoints=points,
    )
