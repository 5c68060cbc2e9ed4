"""Payments, as the pay page and the chat show them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from domain.payment.gateway import RefundState
from domain.payment.refund import ENDED
from domain.payment.values import AttemptState, Reason
from domain.payment.views import AttemptView, PaymentView
from domain.shared.ids import OrderId
from domain.shared.money import Money
from integrations.store.repositories.base import Scope
from integrations.store.tables.payment import attempts, captures, refunds, transactions


class SqlPaymentQueries:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._connection = scope.connection

    def of_order(self, order_id: OrderId) -> PaymentView | None:
        return self._view(transactions.c.order_id == order_id)

    def by_link(self, token: str) -> PaymentView | None:
        return self._view(transactions.c.link == token)

    def _view(self, condition: Any) -> PaymentView | None:
        mine = transactions.c.shop_id == self._scope.shop_id
        row = self._connection.execute(select(transactions).where(mine, condition)).one_or_none()
        if row is None:
            return None
        back = self._parts(refunds, row.id)
        done = sum(refund.amount_minor for refund in back if refund.state == RefundState.DONE)
        return PaymentView(
            id=row.id,
            order_id=OrderId(row.order_id),
            amount=Money(row.amount_minor, row.currency),
            link=row.link,
            state=row.state,
            wallet=row.wallet,
            payer=row.payer,
            attempts=tuple(_attempt(attempt) for attempt in reversed(self._parts(attempts, row.id))),
            refunded=Money(done, row.currency),
            refund_pending=any(RefundState(refund.state) not in ENDED for refund in back),
            receipt=next(
                (c.reference for c in self._parts(captures, row.id) if c.amount_minor == row.amount_minor), ""
            ),
        )

    def _parts(self, table: Any, payment_id: str) -> list[Any]:
        chosen = select(table).where(table.c.payment_id == payment_id).order_by(table.c.position)
        return list(self._connection.execute(chosen))


def _attempt(row: Any) -> AttemptView:
    return AttemptView(
        id=row.id,
        wallet=row.wallet,
        payer=row.payer or "",
        state=AttemptState(row.state),
        reason=Reason(row.reason) if row.reason else None,
        url=row.url,
        started_at=row.started_at,
        expires_at=row.expires_at,
    )
