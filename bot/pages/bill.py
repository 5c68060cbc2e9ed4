"""A payment with its order, as its page needs it: found by the link, and in one of the states that the page knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.bootstrap import Installation
from domain.merchant.shop import Shop, Wallet
from domain.ordering.views import OrderView
from domain.payment.gateway import RefundState
from domain.payment.ports import PaymentKey
from domain.payment.values import AttemptState, PaymentState
from domain.payment.views import PaymentView
from domain.shared.money import Money
from integrations.store.queries.due import SqlPaymentsToLookAt

KEPT_FOR = timedelta(days=90)
"""So long after its order was to be paid a link leads somewhere: as a receipt. After that it is as unknown as any."""
ATTEMPTED = {
    AttemptState.NEW: "unknown",
    AttemptState.SENDING: "unknown",
    AttemptState.PENDING: "waiting",
    AttemptState.UNKNOWN: "unknown",
    AttemptState.SUCCEEDED: "part_paid",
}
ON_ITS_WAY = {RefundState.REQUESTED, RefundState.SUBMITTED, RefundState.UNKNOWN, RefundState.BY_HAND}


@dataclass(frozen=True, slots=True)
class Bill:
    """`usable` wallets take what is due and answer; `down` are those that would take it, if they answered."""

    key: PaymentKey
    shop: Shop
    order: OrderView
    payment: PaymentView
    usable: tuple[Wallet, ...]
    down: tuple[Wallet, ...]

    @property
    def tries(self) -> int:
        return len(self.payment.attempts)

    @property
    def payer(self) -> str:
        """Whose wallet was asked last, or is to be."""
        latest = self.payment.latest
        return latest.payer if latest and latest.payer else self.payment.payer

    @property
    def is_open(self) -> bool:
        return self.payment.state == PaymentState.OPEN and not self.payment.held

    @property
    def is_live(self) -> bool:
        return self.payment.latest is not None and self.payment.latest.state.is_live


def bill_of(it: Installation, token: str) -> Bill | None:
    with it.look() as work:
        key = SqlPaymentsToLookAt(work.connection).by_link(token, it.clock.now() - KEPT_FOR)
    if key is None:
        return None
    shop = it.directory.shop(key.shop_id)
    with it.look(key.shop_id) as work:
        payment = work.payment_queries.by_link(token)
        order = work.order_queries.by_id(payment.order_id) if payment else None
    if payment is None or order is None:
        return None
    wallets = it.wallets
    return Bill(key, shop, order, payment, wallets.usable(shop, payment.due), wallets.down(shop, payment.due))


# -- how it stands ----------------------------------------------------------------------------------------------------


def state_of(payment: PaymentView) -> str:
    """One of the states that the template knows."""
    settled = payment.state in (PaymentState.CONFIRMED, PaymentState.ON_DELIVERY) and not missing(payment)
    if settled:
        return "on_delivery" if payment.state == PaymentState.ON_DELIVERY else "paid"
    if payment.held:
        return "held"
    latest = payment.latest
    if payment.state == PaymentState.OPEN:
        return "ready" if latest is None else ATTEMPTED.get(latest.state, "failed")
    return _ended(payment)


def _ended(payment: PaymentView) -> str:
    """It was paid once, or its time is over: where the money is now."""
    if payment.state != PaymentState.CLOSED and any(capture.taken_back for capture in payment.captures):
        return "taken_back"
    if going_back(payment):
        return "refunding"
    if payment.refunded:
        return "refunded" if missing(payment) == payment.amount else "refunded_in_part"
    return "credited" if credited(payment) else "expired"


def received(payment: PaymentView) -> Money:
    """What wallets have brought of the price."""
    return payment.amount - payment.due - payment.credit - at_the_door(payment)


def at_the_door(payment: PaymentView) -> Money:
    return payment.cash.amount if payment.cash else Money.zero(payment.amount.currency)


def credited(payment: PaymentView) -> Money:
    """What came and is kept for the next order."""
    parts = (capture.credited for capture in payment.captures if capture.credited.currency == payment.amount.currency)
    return sum(parts, Money.zero(payment.amount.currency))


def missing(payment: PaymentView) -> Money:
    """What of its price is not with the shop, nor to be paid at the door: not yet, or not any more."""
    kept = payment.refundable + _refunds(payment, RefundState.ASKED) + payment.credit + at_the_door(payment)
    return payment.amount - min(kept, payment.amount, key=lambda money: money.minor)


def going_back(payment: PaymentView) -> Money:
    return _refunds(payment, *ON_ITS_WAY)


def _refunds(payment: PaymentView, *states: RefundState) -> Money:
    mine = (refund.amount for refund in payment.refunds_in(*states))
    fitting = (amount for amount in mine if amount.currency == payment.amount.currency)
    return sum(fitting, Money.zero(payment.amount.currency))
