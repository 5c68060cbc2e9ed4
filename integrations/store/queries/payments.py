"""Payments, as the pay page and the chat show them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, func, select

from domain.ordering.order_state import OrderState
from domain.payment.capture import Capture
from domain.payment.gateway import RefundState
from domain.payment.refund import Refund
from domain.payment.transaction import PaymentTransaction
from domain.payment.values import AttemptState, Cash, Reason
from domain.payment.views import AttemptView, CaptureView, PaymentView, RefundView, Standing
from domain.shared.ids import CustomerId, OrderId
from domain.shared.money import Money
from integrations.store.codec import load
from integrations.store.repositories.base import Scope
from integrations.store.repositories.payment_parts import refund_of
from integrations.store.repositories.payments import SqlPayments
from integrations.store.tables.ordering import orders
from integrations.store.tables.payment import captures, credit_lots, refunds, transactions

UNDER_WAY = (OrderState.CONFIRMED, OrderState.READY_FOR_SHIPMENT, OrderState.SHIPPED)
TAKEN, UNTAKEN = transactions.c.cash["holder"].as_string(), transactions.c.cash["handed_in"].as_boolean()


class SqlPaymentQueries:
    """How a bill stands is the bill's own word: it is read like the payment itself, without its lock."""

    def __init__(self, scope: Scope, begun: SqlPayments) -> None:
        self._scope = scope
        self._connection = scope.connection
        self._begun = begun
        self._payments = SqlPayments(scope)

    def of_order(self, order_id: OrderId) -> PaymentView | None:
        begun = self._begun.begun_now(order_id)
        if begun is not None:
            return _view(begun)
        return self._view(transactions.c.order_id == order_id)

    def by_link(self, token: str) -> PaymentView | None:
        return self._view(transactions.c.link == token)

    def credit_of(self, customer_id: CustomerId, currency: str) -> Money:
        return self.standing_of(customer_id, currency).credit

    def standing_of(self, customer_id: CustomerId, currency: str) -> Standing:
        row = self._connection.read(select(self._credit(customer_id, currency), self._at_the_door(customer_id))).one()
        return Standing(Money(int(row[0] or 0), currency), int(row[1]))

    def credited_orders(self, customer_id: CustomerId) -> tuple[OrderId, ...]:
        """Those that this buyer's credit came from, always in the same order."""
        source = transactions.c.id == credit_lots.c.payment_id
        chosen = select(transactions.c.order_id).join(credit_lots, source).distinct()
        mine = credit_lots.c.shop_id == self._scope.shop_id, credit_lots.c.customer_id == customer_id
        ordered = chosen.where(*mine).order_by(transactions.c.order_id)
        return tuple(OrderId(order_id) for order_id in self._connection.read(ordered).scalars())

    def refunds_in(self, states: Collection[RefundState], limit: int) -> tuple[tuple[OrderId, RefundView], ...]:
        chosen = select(refunds, transactions.c.order_id).join(transactions, transactions.c.id == refunds.c.payment_id)
        its_money = captures.c.provider == refunds.c.provider, captures.c.reference == refunds.c.reference
        chosen = chosen.join(captures, and_(*its_money))
        chosen = chosen.where(refunds.c.shop_id == self._scope.shop_id, refunds.c.state.in_(states))
        rows = self._connection.read(chosen.order_by(captures.c.at, refunds.c.position).limit(limit)).mappings()
        return tuple((OrderId(row["order_id"]), _refund(refund_of(row))) for row in rows)

    def cash_out(self, limit: int) -> tuple[tuple[OrderId, Cash], ...]:
        mine = transactions.c.shop_id == self._scope.shop_id
        chosen = select(transactions.c.order_id, transactions.c.cash).where(mine, transactions.c.cash.is_not(None))
        out = self._connection.read(chosen.where(TAKEN != "", ~UNTAKEN).limit(limit))
        return tuple((OrderId(row.order_id), load(Cash, row.cash)) for row in out)

    def _credit(self, customer_id: CustomerId, currency: str) -> Any:
        mine = credit_lots.c.shop_id == self._scope.shop_id, credit_lots.c.customer_id == customer_id
        chosen = select(func.sum(credit_lots.c.amount_minor)).where(*mine, credit_lots.c.currency == currency)
        return chosen.scalar_subquery()

    def _at_the_door(self, customer_id: CustomerId) -> Any:
        mine = orders.c.shop_id == self._scope.shop_id, orders.c.customer_id == customer_id
        under_way = orders.c.cash_minor > 0, orders.c.state.in_([state.value for state in UNDER_WAY])
        return select(func.count()).select_from(orders).where(*mine, *under_way).scalar_subquery()

    def _view(self, condition: Any) -> PaymentView | None:
        payment = self._payments.look(condition)
        return None if payment is None else _view(payment)


def _view(payment: PaymentTransaction) -> PaymentView:
    return PaymentView(
        id=payment.id,
        order_id=payment.order_id,
        amount=payment.amount,
        link=payment.link,
        state=payment.state,
        wallet=payment.wallet,
        payer=payment.payer,
        attempts=tuple(_attempt(attempt) for attempt in reversed(payment.attempts)),
        captures=tuple(_capture(capture) for capture in payment.captures),
        refunds=tuple(_refund(refund) for refund in payment.refunds),
        due=payment.due,
        refundable=payment.refundable,
        credit=sum((lot.amount for lot in payment.credits), Money.zero(payment.amount.currency)),
        cash=payment.cash,
        held=payment.held_money if payment.held else None,
    )


def _attempt(attempt: Any) -> AttemptView:
    return AttemptView(
        id=attempt.id,
        wallet=attempt.wallet,
        payer=str(attempt.payer or ""),
        state=AttemptState(attempt.state),
        reason=Reason(attempt.reason) if attempt.reason else None,
        url=attempt.url,
        started_at=attempt.started_at,
        expires_at=attempt.expires_at,
    )


def _capture(capture: Capture) -> CaptureView:
    return CaptureView(
        provider=capture.reference.provider,
        reference=capture.reference.reference,
        provider_txn=capture.provider_txn,
        money=capture.money,
        credited=capture.credited,
        payer=capture.payer,
        at=capture.at,
        taken_back=capture.taken_back,
    )


def _refund(refund: Refund) -> RefundView:
    return RefundView(
        id=refund.id,
        amount=refund.amount,
        payer=refund.payer,
        state=refund.state,
        reason=refund.reason,
        asked_by=refund.asked_by,
        approved_by=tuple(refund.approved_by),
    )
