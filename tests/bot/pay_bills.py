"""One bill for each way a payment can stand, as the payment page gets them: no database, no wallet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.pages.bill import Bill
from domain.merchant.shop import Shop, Wallet
from domain.ordering.order_state import OrderState
from domain.ordering.views import OrderView
from domain.payment.gateway import RefundState
from domain.payment.ports import PaymentKey
from domain.payment.values import AttemptState, Cash, PaymentState, Reason
from domain.payment.views import AttemptView, CaptureView, PaymentView, RefundView
from domain.shared.ids import CustomerId, OrderId, PaymentId, ShopId
from domain.shared.money import Money

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LINK = "dlQZnzHxd0jpr8DiBe9fVw"
AWA = "+2250700000001"
NOTHING = Money(0, "XOF")
WAVE = Wallet("wave", "Wave", "wave", "fatou")
MTN = Wallet("mtn", "MTN MoMo", "mtn", "fatou", mode="push")
ORANGE = Wallet("orange", "Orange Money", "orange", "fatou")
SHOP = Shop(
    ShopId("fatou"), "Chez Fatou", "+2250777000001", "fr", "CI", "XOF", "Africa/Abidjan", wallets=(WAVE, MTN, ORANGE)
)
P, A = PaymentState, AttemptState


def francs(amount: int) -> Money:
    return Money(amount, "XOF")


ORDER = OrderView(
    id=OrderId("order"),
    number=1042,
    customer_id=CustomerId("awa"),
    buyer="Awa Traoré",
    state=OrderState.AWAITING_PAYMENT,
    items=(),
    discount=NOTHING,
    fee=NOTHING,
    total=francs(21_000),
    address="Derrière la pharmacie Les Oscars",
    quarter="Cocody",
    pin=None,
    contact=AWA,
    language="fr",
    placed_at=NOW,
    pay_by=NOW + timedelta(minutes=30),
    cash=NOTHING,
)
READY = PaymentView(
    id="payment",
    order_id=ORDER.id,
    amount=francs(21_000),
    link=LINK,
    state=P.OPEN,
    wallet="wave",
    payer=AWA,
    attempts=(),
    captures=(),
    refunds=(),
    due=francs(21_000),
    refundable=NOTHING,
    credit=NOTHING,
    cash=None,
    held=None,
)


def tried(
    state: AttemptState, wallet: Wallet = WAVE, reason: Reason | None = None, *, minutes: int = 15
) -> tuple[AttemptView, ...]:
    url = f"https://pay.wave.com/c/cos-1?m={wallet.name}" if wallet.mode == "link" else ""
    return (AttemptView("a1", wallet.code, AWA, state, reason, url, NOW, NOW + timedelta(minutes=minutes)),)


def captured(amount: Money, credited: int = 0, *, taken_back: bool = False) -> tuple[CaptureView, ...]:
    return (CaptureView("wave", "T_5HZQK3M", "TCN4Y4ZC3FM", amount, francs(credited), AWA, NOW, taken_back),)


def refund(amount: int, state: RefundState) -> tuple[RefundView, ...]:
    return (RefundView("r1", francs(amount), AWA, state, "cancelled", "buyer", ()),)


PAID = replace(
    READY,
    state=P.CONFIRMED,
    due=NOTHING,
    captures=captured(francs(21_000)),
    attempts=tried(A.SUCCEEDED),
    refundable=francs(21_000),
)
OFF = replace(READY, state=P.CLOSED, due=NOTHING)
PAYMENTS: dict[str, PaymentView] = {
    "ready": READY,
    "waiting": replace(READY, attempts=tried(A.PENDING)),
    "unknown": replace(READY, attempts=tried(A.UNKNOWN)),
    "failed": replace(READY, attempts=tried(A.FAILED, reason=Reason.INSUFFICIENT_FUNDS)),
    "part_paid": replace(
        READY, due=francs(6_000), captures=captured(francs(15_000)), attempts=tried(A.SUCCEEDED), wallet="mtn"
    ),
    "paid": PAID,
    "on_delivery": replace(
        READY,
        state=P.ON_DELIVERY,
        due=NOTHING,
        cash=Cash(francs(19_000)),
        captures=captured(francs(2_000)),
        refundable=francs(2_000),
    ),
    "held": replace(READY, held=Money(4000, "KES"), attempts=tried(A.SUCCEEDED)),
    "taken_back": replace(PAID, refundable=NOTHING, captures=captured(francs(21_000), taken_back=True)),
    "refunding": replace(PAID, refundable=NOTHING, refunds=refund(21_000, RefundState.SUBMITTED)),
    "refunded_in_part": replace(PAID, refundable=francs(17_000), refunds=refund(4_000, RefundState.DONE)),
    "refunded": replace(PAID, refundable=NOTHING, refunds=refund(21_000, RefundState.DONE)),
    "credited": replace(OFF, captures=captured(francs(15_000), credited=15_000), attempts=tried(A.SUCCEEDED)),
    "expired": OFF,
}
"""By the state that the page calls it."""

VARIANTS: dict[str, PaymentView] = {
    "ready-in-parts": replace(
        READY, due=francs(4_000), credit=francs(2_000), cash=Cash(francs(10_000)), captures=captured(francs(5_000))
    ),
    "waiting-push": replace(READY, attempts=tried(A.PENDING, MTN)),
    "waiting-orange": replace(READY, attempts=tried(A.PENDING, ORANGE)),
    "waiting-over": replace(READY, attempts=tried(A.PENDING, MTN, minutes=0)),
    "expired-live": replace(OFF, attempts=tried(A.PENDING, MTN)),
}
"""The same states, with more in them."""


def bill(payment: PaymentView, usable: tuple[Wallet, ...] = (WAVE, MTN), down: tuple[Wallet, ...] = (ORANGE,)) -> Bill:
    return Bill(PaymentKey(SHOP.id, PaymentId("payment")), SHOP, ORDER, payment, usable, down)
