"""Payment transactions with their attempts, captures and refunds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.payment.attempt import PaymentAttempt
from domain.payment.capture import Capture
from domain.payment.gateway import RefundState
from domain.payment.refund import Refund
from domain.payment.transaction import PaymentTransaction
from domain.payment.values import AttemptState, MobileMoneyReference, PaymentState, Reason
from domain.shared.ids import AttemptId, OrderId, PaymentId, RefundId, ShopId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from integrations.store.repositories.base import Part, Repository, Rows, Stored
from integrations.store.tables.payment import attempts, captures, refunds, transactions


class SqlPayments(Repository[PaymentTransaction]):
    what = "payment"
    table = transactions
    parts = (
        Part(attempts, "payment_id", ("id",)),
        Part(captures, "payment_id", ("provider", "reference")),
        Part(refunds, "payment_id", ("id",)),
    )

    def get(self, payment_id: PaymentId) -> PaymentTransaction:
        self._scope.turns.take_of(transactions.c.order_id, self._mine(), transactions.c.id == payment_id)
        return self._get(transactions.c.id == payment_id, payment_id)

    def of_order(self, order_id: OrderId) -> PaymentTransaction:
        self._scope.turns.take(order_id)
        return self._get(transactions.c.order_id == order_id, order_id)

    def to_rows(self, root: PaymentTransaction) -> Rows:
        values = {
            "id": root.id,
            "shop_id": root.shop_id,
            "order_id": root.order_id,
            "amount_minor": root.amount.minor,
            "currency": root.amount.currency,
            "link": root.link,
            "state": root.state.value,
            "wallet": root.wallet,
            "payer": root.payer,
        }
        return Rows(
            values,
            (
                [_part(root, n) | _attempt_row(attempt) for n, attempt in enumerate(root.attempts)],
                [_part(root, n) | _capture_row(capture) for n, capture in enumerate(root.captures)],
                [_part(root, n) | _refund_row(refund) for n, refund in enumerate(root.refunds)],
            ),
        )

    def from_rows(self, row: Stored, parts: Sequence[list[Stored]]) -> PaymentTransaction:
        tries, money_in, money_back = parts
        return PaymentTransaction(
            PaymentId(row["id"]),
            ShopId(row["shop_id"]),
            OrderId(row["order_id"]),
            Money(row["amount_minor"], row["currency"]),
            row["link"],
            state=PaymentState(row["state"]),
            wallet=row["wallet"],
            payer=row["payer"],
            attempts=[_attempt(part) for part in tries],
            captures=[_capture(part) for part in money_in],
            refunds=[_refund(part) for part in money_back],
            version=row["version"],
        )


def _part(payment: PaymentTransaction, position: int) -> dict[str, Any]:
    return {"payment_id": payment.id, "shop_id": payment.shop_id, "position": position}


# -- attempts -----------------------------------------------------------------------------------------------------

UNCHANGED = ("id", "token", "wallet", "provider", "account", "started_at", "ref", "url", "looks")
UNTIL = ("expires_at", "next_look_at")


def _attempt_row(attempt: PaymentAttempt) -> dict[str, Any]:
    return {
        **{name: getattr(attempt, name) for name in (*UNCHANGED, *UNTIL)},
        "payer": str(attempt.payer) if attempt.payer else None,
        "state": attempt.state.value,
        "reason": attempt.reason.value if attempt.reason else None,
        "also_seen": sorted(attempt.also_seen),
    }


def _attempt(row: Stored) -> PaymentAttempt:
    return PaymentAttempt(
        **{name: row[name] for name in (*UNCHANGED[1:], *UNTIL)},
        id=AttemptId(row["id"]),
        payer=PhoneNumber(row["payer"]) if row["payer"] else None,
        state=AttemptState(row["state"]),
        reason=Reason(row["reason"]) if row["reason"] else None,
        also_seen=set(row["also_seen"]),
    )


# -- money --------------------------------------------------------------------------------------------------------


def _capture_row(capture: Capture) -> dict[str, Any]:
    return {
        "provider": capture.reference.provider,
        "reference": capture.reference.reference,
        "attempt_id": capture.attempt_id,
        "account": capture.account,
        "amount_minor": capture.money.minor,
        "currency": capture.money.currency,
        "payer": capture.payer,
        "at": capture.at,
    }


def _capture(row: Stored) -> Capture:
    return Capture(
        MobileMoneyReference(row["provider"], row["reference"]),
        AttemptId(row["attempt_id"]),
        row["account"],
        Money(row["amount_minor"], row["currency"]),
        row["payer"],
        row["at"],
    )


def _refund_row(refund: Refund) -> dict[str, Any]:
    return {
        "id": refund.id,
        "provider": refund.reference.provider,
        "reference": refund.reference.reference,
        "account": refund.account,
        "amount_minor": refund.amount.minor,
        "currency": refund.amount.currency,
        "reason": refund.reason,
        "state": refund.state.value,
        "looks": refund.looks,
        "next_look_at": refund.next_look_at,
    }


def _refund(row: Stored) -> Refund:
    return Refund(
        RefundId(row["id"]),
        MobileMoneyReference(row["provider"], row["reference"]),
        row["account"],
        Money(row["amount_minor"], row["currency"]),
        row["reason"],
        RefundState(row["state"]),
        row["looks"],
        row["next_look_at"],
    )
