"""The shop's receipts, bound: each has the one code that its payment can have, sealed with the installation's key."""

from __future__ import annotations

from datetime import datetime

from bot.wallets import Front
from domain.merchant.shop import Shop
from domain.ordering.views import OrderView
from domain.payment.gateway import RefundState
from domain.payment.proofs import Billed
from domain.payment.receipt import ReceiptCode
from domain.payment.values import PaymentState
from domain.payment.views import CaptureView, PaymentView
from domain.shared.errors import Invalid
from domain.shared.ids import OrderId, PaymentId
from domain.shared.money import Money
from flows.receipts import Receipt
from integrations.store.unit_of_work import SqlUnitOfWork

GOES_BACK = frozenset(RefundState) - {RefundState.ASKED, RefundState.DECLINED}


class Receipts:
    """Implements `flows.receipts.Receipts` for one shop."""

    def __init__(self, work: SqlUnitOfWork, shop: Shop, front: Front) -> None:
        self._work = work
        self._shop = shop
        self._front = front

    def of(self, order: OrderView) -> Receipt | None:
        payment = self._work.payment_queries.of_order(order.id)
        if payment is None or payment.state != PaymentState.CONFIRMED:
            return None
        code = self._sealed(order.number, Billed(order.id, PaymentId(payment.id), payment.amount))
        return self._receipt(order, payment, code)

    def check(self, code: str) -> Receipt | None:
        """A wrong seal and an order that is not there take the same way: one query, one seal, one comparison."""
        try:
            given = ReceiptCode.typed(code)
        except Invalid:
            return None
        billed = self._work.proofs.billed(given.number)
        nothing = Billed(OrderId(""), PaymentId(""), Money.zero(self._shop.currency))
        is_ours = given.is_same_as(self._sealed(given.number, billed or nothing))
        if not is_ours or billed is None:
            return None
        order = self._work.order_queries.by_id(billed.order_id)
        return self.of(order) if order else None

    def _sealed(self, number: int, billed: Billed) -> ReceiptCode:
        return ReceiptCode.sealed(self._front.receipts_key, self._shop.id, number, billed.payment_id, billed.amount)

    def _receipt(self, order: OrderView, payment: PaymentView, code: ReceiptCode) -> Receipt:
        paid_at = self._paid_at(order, payment)
        capture = next((each for each in reversed(payment.captures) if each.at <= paid_at), None)
        return Receipt(
            shop=self._shop.name,
            number=order.number,
            amount=payment.amount,
            paid_at=self._shop.local(paid_at),
            wallet=self._wallet(capture),
            txn=(capture.provider_txn or capture.reference) if capture else "",
            code=str(code),
            link=f"{self._front.base_url}/v/{self._shop.id}/{code}",
            given_back=_given_back(payment),
            taken_back=any(each.taken_back for each in payment.captures),
        )

    def _paid_at(self, order: OrderView, payment: PaymentView) -> datetime:
        """When the order became paid: what came a second time came later. Money that came too late paid no order."""
        paid = (entry.at for entry in self._work.order_queries.history(order.number) if entry.event == "OrderPaid")
        came = [capture.at for capture in payment.captures]
        return next(paid, came[-1] if came else order.placed_at)

    def _wallet(self, capture: CaptureView | None) -> str:
        return self._shop.wallet_of(capture.provider) if capture else ""


def _given_back(payment: PaymentView) -> Money:
    amounts = [
        each.amount for each in payment.refunds_in(*GOES_BACK) if each.amount.currency == payment.amount.currency
    ]
    return sum(amounts, Money.zero(payment.amount.currency))
