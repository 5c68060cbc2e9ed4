"""The simulated outside world: the payer with the phone in hand, the courier with the scanner."""

from __future__ import annotations

import json
from typing import Any

from bot.bootstrap import Installation
from bot.collecting import start_payment
from domain.fulfillment.values import ShipmentStatus
from domain.fulfillment.views import TrackingView
from domain.merchant.shop import CourierAccount, Shop
from domain.ordering.order_state import OrderState
from domain.payment.errors import AttemptUnderWay, NothingToPay
from domain.payment.ports import PaymentKey
from domain.shared.errors import Invalid, NotFound
from domain.shared.ids import PaymentId
from domain.shared.phone import PhoneNumber
from integrations.couriers.signed.codes import meaning
from integrations.couriers.signed.webhook import sign
from integrations.http import Http
from integrations.words import is_count

OPEN_PROMPT = "pending"


def wallet_action(it: Installation, payer: str, action: str) -> str:
    """What the payer does with their newest prompt. One who has not opened the link yet opens it first.

    Raises ActionRefused where there is no prompt, or it does not know the action.
    """
    payer = PhoneNumber.format(payer)
    if not any(prompt["state"] == OPEN_PROMPT for prompt in it.wallet_control.prompts(payer)):
        open_link(it, payer)
    prompt: dict[str, Any] = dict(it.wallet_control.act(payer, action))
    return f"{prompt.get('amount', '')} {prompt.get('currency', '')}: {prompt.get('state', action)}"


def open_link(it: Installation, payer: str) -> None:
    """As the payer would: the link of the newest order that waits for this number, and its button."""
    for shop in it.directory.shops():
        with it.look(shop.id) as work:
            waiting = work.order_queries.listing([OrderState.AWAITING_PAYMENT], 50)
            payments = [work.payment_queries.of_order(order.id) for order in waiting]
        for payment in payments:
            if payment is not None and payment.payer == payer:
                key = PaymentKey(shop.id, PaymentId(payment.id))
                try:
                    return start_payment(it, key, payment.wallet, PhoneNumber(payer), shop.language)
                except (AttemptUnderWay, NothingToPay):
                    return None
    return None


def report_parcel(it: Installation, number: str, order: str, status: str) -> None:
    """The courier scans a parcel: a signed report to our own door, over HTTP like everybody's."""
    if meaning(status) == (ShipmentStatus.UNKNOWN, ""):
        raise Invalid("status", status, "one of " + ", ".join(ShipmentStatus))
    shop = it.directory.called(number)
    parcel = parcel_of(it, shop, order)
    if not shop.couriers:
        raise NotFound("courier", shop.name)
    post_report(it, shop.couriers[0], parcel, status)


def parcel_of(it: Installation, shop: Shop, order: str) -> TrackingView:
    with it.look(shop.id) as work:
        found = work.order_queries.by_number(int(order)) if is_count(order) else None
        parcel = work.tracking_queries.of_order(found.id) if found else None
    if parcel is None:
        raise NotFound("parcel of order", order)
    return parcel


def post_report(it: Installation, courier: CourierAccount, parcel: TrackingView, status: str) -> None:
    now = it.clock.now()
    report = {
        "event_id": it.ids.new(),
        "tracking_code": str(parcel.tracking_code),
        "status": status,
        "occurred_at": now.isoformat(),
    }
    body, timestamp = json.dumps(report).encode(), str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "X-Timestamp": timestamp,
        "X-Signature": sign(courier.secret, timestamp, body),
    }
    here = Http(f"http://127.0.0.1:{it.settings.port}")
    reply = here.call("POST", f"/webhooks/couriers/signed/{courier.account}", data=body, headers=headers)
    if not reply.ok:
        raise Invalid("report", status, str(reply.status))
