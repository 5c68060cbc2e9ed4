"""The money side of the desk: paying back with a second step, and cash from the door."""

from __future__ import annotations

from collections.abc import Sequence

from bot.order_book import OrderBook
from domain.merchant import use_cases as merchants
from domain.merchant.staff import Permission
from domain.ordering.views import OrderView
from domain.payment import refunding
from domain.payment import use_cases as payments
from domain.payment.gateway import RefundState
from domain.payment.refund import Refund
from domain.payment.views import PaymentView, RefundView
from domain.shared.errors import NotFound
from domain.shared.ids import OrderId
from domain.shared.money import Money
from flows.merchant.desk import CashOut

LISTED = 50
UNFINISHED = (
    RefundState.ASKED,
    RefundState.REQUESTED,
    RefundState.SUBMITTED,
    RefundState.UNKNOWN,
    RefundState.BY_HAND,
)


class Cashier(OrderBook):
    """What the role may not do raises NotAllowed."""

    def payment(self, order: OrderView) -> PaymentView:
        found = self._work.payment_queries.of_order(order.id)
        if found is None:
            raise NotFound("payment", order.number)
        return found

    # -- the second step -------------------------------------------------------------------------------------------

    def has_pin(self) -> bool:
        return self._work.pins.find(self._me.id) is not None

    def prove(self, digits: str) -> None:
        step = merchants.prove_pin if self.has_pin() else merchants.choose_pin
        step(self._work, self._me.id, digits)

    # -- paying back -----------------------------------------------------------------------------------------------

    def refund(self, number: int, amount: Money | None) -> Money:
        self._me.require(Permission.REFUND)
        order = self.order(number).id
        asked = refunding.ask_refund(self._work, order, amount, "", self._me.id)
        self._approve(order)
        return asked

    def approve_refund(self, number: int) -> Money:
        self._me.require(Permission.APPROVE)
        order = self.order(number)
        waiting = self.payment(order).refunds_in(RefundState.ASKED)
        if not waiting:
            raise NotFound("refund", number)
        self._approve(order.id)
        return _sum(waiting, order.total.currency)

    def _approve(self, order: OrderId) -> None:
        """What went back of the order before counts too: many small refunds are a large one."""
        payment = self._work.payments.of_order(order)
        total = _sum([refund for refund in payment.refunds if not refund.is_void], payment.amount.currency)
        needed = min(self._shop.terms.approvals(total), len(self._shop.approvers()))
        refunding.approve_refund(self._work, order, self._me.id, needed)
        self._work.settle()

    def decline_refund(self, number: int) -> int:
        self._me.require(Permission.APPROVE)
        refunding.decline_refund(self._work, self.order(number).id)
        return number

    def give_back_held(self, number: int) -> Money:
        self._me.require(Permission.REFUND)
        return refunding.give_back_held(self._work, self.order(number).id)

    def paid_out(self, number: int, receipt: str) -> Money:
        """How much; where all of it had come in another currency, of that."""
        self._me.require(Permission.REFUND)
        order = self.order(number)
        paid = refunding.pay_out_by_hand(self._work, order.id, receipt)
        return _sum(paid, order.total.currency) or _sum(paid, paid[0].amount.currency)

    def refunds(self) -> tuple[tuple[int, RefundView], ...]:
        found = self._work.payment_queries.refunds_in(UNFINISHED, LISTED)
        numbered = ((self._number(order), refund) for order, refund in found)
        return tuple(sorted(numbered, key=lambda pair: pair[0]))

    # -- cash ------------------------------------------------------------------------------------------------------

    def cash_out(self) -> tuple[CashOut, ...]:
        found = self._work.payment_queries.cash_out(LISTED)
        out = [CashOut(self._number(order), self._name(cash.holder), cash.amount) for order, cash in found]
        return tuple(sorted(out, key=lambda each: each.number))

    def hand_in(self, number: int) -> None:
        self._me.require(Permission.CASH)
        payments.hand_in_cash(self._work, self.order(number).id)

    def _name(self, holder: str) -> str:
        """Of one of the shop's people, or a courier's as it is."""
        member = self._shop.member(holder)
        return member.name if member else holder

    def _number(self, order_id: OrderId) -> int:
        order = self._work.order_queries.by_id(order_id)
        assert order is not None
        return order.number


def _sum(refunds: Sequence[Refund | RefundView], currency: str) -> Money:
    """What goes back of the money that came in this currency."""
    return sum((each.amount for each in refunds if each.amount.currency == currency), Money.zero(currency))
