"""Payment transactions with their attempts, captures and refunds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from domain.payment.credit import Lot
from domain.payment.transaction import PaymentTransaction
from domain.payment.values import Cash, PaymentState
from domain.shared.ids import CustomerId, OrderId, PaymentId, ShopId
from domain.shared.money import Money
from integrations.store.codec import dump, load
from integrations.store.repositories.base import Repository
from integrations.store.repositories.payment_parts import (
    attempt_of,
    attempt_row,
    capture_of,
    capture_row,
    refund_of,
    refund_row,
)
from integrations.store.repositories.rows import Part, Rows, Stored
from integrations.store.tables.payment import attempts, captures, refunds, transactions


class SqlPayments(Repository[PaymentTransaction]):
    what = "payment"
    table = transactions
    parts = (
        Part(attempts, "payment_id", ("id",)),
        Part(captures, "payment_id", ("provider", "reference")),
        Part(refunds, "payment_id", ("id",)),
    )

    def add(self, root: PaymentTransaction) -> None:
        super().add(root)
        self._known |= {root.order_id: root.id, root.id: root.id}

    def begun_now(self, order_id: OrderId) -> PaymentTransaction | None:
        """Of an order that was placed in this very unit of work."""
        return self._recall(order_id) if order_id in self._known else None

    def get(self, payment_id: PaymentId) -> PaymentTransaction:
        self._scope.turns.take_of(transactions.c.order_id, self._mine(), transactions.c.id == payment_id)
        return self._get(transactions.c.id == payment_id, payment_id)

    def of_order(self, order_id: OrderId) -> PaymentTransaction:
        self._scope.turns.take(order_id)
        return self._get(transactions.c.order_id == order_id, order_id)

    def every(self) -> Iterator[PaymentTransaction]:
        """All of the shop, without a lock, one after the other."""
        chosen = select(transactions.c.id).where(self._mine()).order_by(transactions.c.id)
        for payment_id in self._scope.connection.execute(chosen).scalars().all():
            if payment := self.look(transactions.c.id == payment_id):
                yield payment

    def look(self, condition: Any) -> PaymentTransaction | None:
        """Without a lock, to be looked at only."""
        return self._find(condition, lock=False)

    def to_rows(self, root: PaymentTransaction) -> Rows:
        values = {
            "id": root.id,
            "shop_id": root.shop_id,
            "order_id": root.order_id,
            "customer_id": root.customer_id,
            "amount_minor": root.amount.minor,
            "currency": root.amount.currency,
            "link": root.link,
            "state": root.state.value,
            "called_off": root.called_off,
            "wallet": root.wallet,
            "payer": root.payer,
            "cash": dump(root.cash) if root.cash else None,
            "credits": [dump(lot) for lot in root.credits],
        }
        return Rows(
            values,
            (
                [_part(root, n) | attempt_row(attempt) for n, attempt in enumerate(root.attempts)],
                [_part(root, n) | capture_row(capture) for n, capture in enumerate(root.captures)],
                [_part(root, n) | refund_row(refund) for n, refund in enumerate(root.refunds)],
            ),
        )

    def from_rows(self, row: Stored, parts: Sequence[Sequence[Stored]]) -> PaymentTransaction:
        tries, money_in, money_back = parts
        return PaymentTransaction(
            PaymentId(row["id"]),
            ShopId(row["shop_id"]),
            OrderId(row["order_id"]),
            CustomerId(row["customer_id"]),
            Money(row["amount_minor"], row["currency"]),
            row["link"],
            state=PaymentState(row["state"]),
            called_off=row["called_off"],
            wallet=row["wallet"],
            payer=row["payer"],
            cash=load(Cash, row["cash"]) if row["cash"] else None,
            credits=[load(Lot, each) for each in row["credits"]],
            attempts=[attempt_of(part) for part in tries],
            captures=[capture_of(part) for part in money_in],
            refunds=[refund_of(part) for part in money_back],
            version=row["version"],
        )


def _part(payment: PaymentTransaction, position: int) -> dict[str, Any]:
    return {"payment_id": payment.id, "shop_id": payment.shop_id, "position": position}
