"""The payment page behind the short link. Looking at it starts nothing: previews look too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request, url_for

from bot.bootstrap import Installation
from bot.collecting import start_payment
from bot.pages.frame import gone, page
from bot.pages.verify import receipt_facts
from bot.webhooks.answers import refuse
from domain.merchant.shop import Shop
from domain.ordering.views import OrderView
from domain.payment.errors import AttemptUnderWay, NothingToPay
from domain.payment.ports import PaymentKey
from domain.payment.values import AttemptState, PaymentState
from domain.payment.views import PaymentView
from domain.shared.errors import Invalid, NotFound
from domain.shared.phone import PhoneNumber
from integrations.store.queries.due import SqlPaymentsToLookAt

ATTEMPTED = {
    AttemptState.NEW: "waiting",
    AttemptState.SENDING: "waiting",
    AttemptState.PENDING: "waiting",
    AttemptState.UNKNOWN: "unknown",
    AttemptState.SUCCEEDED: "waiting",
}


@dataclass(frozen=True, slots=True)
class Bill:
    """A payment with its order, as the page needs it."""

    key: PaymentKey
    shop: Shop
    order: OrderView
    payment: PaymentView
    language: str


def pay_pages(it: Installation) -> Blueprint:
    pages = Blueprint("pay", __name__)

    @pages.get("/p/<token>")
    def look(token: str) -> Response:
        bill = bill_of(it, token)
        return gone(404) if bill is None else shown(it, bill)

    @pages.get("/p/<token>/state")
    def state(token: str) -> Response:
        bill = bill_of(it, token)
        return jsonify({"state": state_of(bill.payment)}) if bill else refuse(404, "no such payment")

    @pages.post("/p/<token>")
    def pay(token: str) -> Response:
        bill = bill_of(it, token)
        if bill is None:
            return gone(404)
        try:
            payer = PhoneNumber.parse(request.form.get("payer") or bill.payment.payer, bill.shop.region)
            wallet = request.form.get("wallet") or bill.payment.wallet
            start_payment(it, bill.key, wallet, payer, bill.language)
        except Invalid:
            return shown(it, bill, status=422, reason="wrong_number")
        except NotFound:
            return shown(it, bill, status=422, reason="merchant_config")
        except (AttemptUnderWay, NothingToPay):
            pass  # twice is once: on to what is under way
        return onward(it, token)

    return pages


def onward(it: Installation, token: str) -> Response:
    """To the wallet's page where it has one, else back to ours."""
    bill = bill_of(it, token)
    latest = bill.payment.latest if bill else None
    to_wallet = latest is not None and latest.state == AttemptState.PENDING and latest.url
    target = latest.url if latest is not None and to_wallet else url_for("pay.look", token=token)
    return redirect(target, 303)  # type: ignore[return-value]


def bill_of(it: Installation, token: str) -> Bill | None:
    with it.look() as work:
        key = SqlPaymentsToLookAt(work.connection).by_link(token)
    if key is None:
        return None
    shop = it.directory.shop(key.shop_id)
    with it.look(key.shop_id) as work:
        payment = work.payment_queries.by_link(token)
        order = work.order_queries.by_id(payment.order_id) if payment else None
        if payment is None or order is None:
            return None
        return Bill(key, shop, order, payment, order.language or shop.language)


def state_of(payment: PaymentView) -> str:
    """One of the states that the template knows."""
    if payment.state == PaymentState.CONFIRMED:
        return "refunded" if payment.refunded == payment.amount else "paid"
    if payment.held:
        return "unknown"
    latest = payment.latest
    if payment.state == PaymentState.CLOSED and (latest is None or not latest.state.is_live):
        return "expired"
    return "ready" if latest is None else ATTEMPTED.get(latest.state, "failed")


def shown(it: Installation, bill: Bill, status: int = 200, reason: str = "") -> Response:
    payment, latest = bill.payment, bill.payment.latest
    usable = it.wallets.usable(bill.shop, payment.amount) or bill.shop.wallets
    chosen = payment.wallet if any(wallet.code == payment.wallet for wallet in usable) else usable[0].code
    names = {wallet.code: wallet.name for wallet in bill.shop.wallets}
    wallets: list[dict[str, Any]] = [
        {"code": wallet.code, "name": wallet.name, "mode": wallet.mode, "chosen": wallet.code == chosen}
        for wallet in usable
    ]
    return page(
        "pay.html",
        bill.language,
        status,
        shop_name=bill.shop.name,
        chat_url=None,
        token=payment.link,
        order_ref=str(bill.order.number),
        items=sum(item.quantity for item in bill.order.items),
        amount=payment.amount,
        wallets=wallets,
        payer=veiled(payment.payer),
        state="failed" if reason else state_of(payment),
        wallet_name=names.get(latest.wallet, "") if latest else "",
        reason=reason or (latest.reason or "" if latest else ""),
        expires_at=bill.shop.local(bill.order.pay_by),
        paid_at=None,
        receipt=payment.paid_by.reference if payment.paid_by else "",
        **receipt_facts(it, bill.shop, bill.order),
    )


def veiled(number: str) -> str:
    """Enough to know one's own number by."""
    return f"{number[:4]} •• •• •• {number[-2:]}" if number else ""
