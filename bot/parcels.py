"""Couriers' reports: each kept once; one of a parcel that nobody knows yet waits until somebody names its code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.bootstrap import Installation
from domain.fulfillment.use_cases import ParcelReport, update_shipment_status
from domain.fulfillment.values import ShipmentStatus, TrackingCode
from domain.merchant.shop import Shop
from domain.shared.errors import NotFound
from integrations.store.unit_of_work import SqlUnitOfWork
from integrations.words import storable

KIND = "courier"


def keep_report(it: Installation, shop: Shop, code: TrackingCode, report: ParcelReport) -> bool:
    """Returns whether it was news."""
    now = it.clock.now()
    with it.work(shop.id) as work:
        kept = work.inbox.keep(report.source, report.event_id, KIND, _raw(code, report), shop.id, now)
        if kept is None:
            return False
        try:
            news = update_shipment_status(work, code, report)
        except NotFound:
            work.inbox.tried(kept, "no parcel has this code yet")
            return False
        work.inbox.done(kept, now)
        return news


def apply_waiting_reports(work: SqlUnitOfWork, code: TrackingCode) -> None:
    """The parcel has its code now: what the courier said before is heard."""
    for received in work.inbox.waiting(work.shop_id, KIND):
        if received.raw["tracking_code"] == str(code):
            update_shipment_status(work, code, _report(received.source, received.provider_id, received.raw))
            work.inbox.done(received.id, work.clock.now())


def apply_again(work: SqlUnitOfWork, number: int, source: str, event_id: str, raw: dict[str, Any]) -> None:
    """One that nobody asked for any more. Raises NotFound where no parcel has its code even now."""
    update_shipment_status(work, TrackingCode(raw["tracking_code"]), _report(source, event_id, raw))
    work.inbox.done(number, work.clock.now())


def _raw(code: TrackingCode, report: ParcelReport) -> dict[str, Any]:
    return {
        "tracking_code": str(code),
        "status": report.status,
        "occurred_at": report.occurred_at.isoformat(),
        "location": storable(report.location),
        "message": storable(report.message),
        "incident": report.incident,
    }


def _report(source: str, event_id: str, raw: dict[str, Any]) -> ParcelReport:
    return ParcelReport(
        source,
        event_id,
        ShipmentStatus(raw["status"]),
        datetime.fromisoformat(raw["occurred_at"]),
        raw["location"],
        raw["message"],
        raw["incident"],
    )
