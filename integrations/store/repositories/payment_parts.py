"""The parts of a payment as rows: tries, what came, what goes back."""

from __future__ import annotations

from typing import Any

from domain.payment.attempt import PaymentAttempt
from domain.payment.capture import Capture
from domain.payment.gateway import RefundState
from domain.payment.refund import Refund
from domain.payment.values import AttemptState, MobileMoneyReference, Reason
from domain.shared.ids import AttemptId, RefundId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from integrations.store.repositories.rows import Stored

# -- attempts -----------------------------------------------------------------------------------------------------

UNCHANGED = ("id", "token", "wallet", "provider", "account", "started_at", "ref", "url", "looks")
UNTIL = ("expires_at", "next_look_at", "is_signalled")


def attempt_row(attempt: PaymentAttempt) -> dict[str, Any]:
    return {
        **{name: getattr(attempt, name) for name in (*UNCHANGED, *UNTIL)},
        "payer": str(attempt.payer) if attempt.payer else None,
        "state": attempt.state.value,
        "reason": attempt.reason.value if attempt.reason else None,
        "amount_minor": attempt.amount.minor,
        "currency": attempt.amount.currency,
        "pace": list(attempt.pace),
        "also_seen": sorted(attempt.also_seen),
    }


def attempt_of(row: Stored) -> PaymentAttempt:
    return PaymentAttempt(
        **{name: row[name] for name in (*UNCHANGED[1:], *UNTIL)},
        id=AttemptId(row["id"]),
        amount=Money(row["amount_minor"], row["currency"]),
        pace=tuple(row["pace"]),
        payer=PhoneNumber(row["payer"]) if row["payer"] else None,
        state=AttemptState(row["state"]),
        reason=Reason(row["reason"]) if row["reason"] else None,
        also_seen=set(row["also_seen"]),
    )


# -- money --------------------------------------------------------------------------------------------------------


def capture_row(capture: Capture) -> dict[str, Any]:
    return {
        "provider": capture.reference.provider,
        "reference": capture.reference.reference,
        "attempt_id": capture.attempt_id,
        "account": capture.account,
        "amount_minor": capture.money.minor,
        "currency": capture.money.currency,
        "payer": capture.payer,
        "at": capture.at,
        "allocated_minor": capture.allocated.minor,
        "credited_minor": capture.credited.minor,
        "provider_txn": capture.provider_txn,
        "fee_minor": capture.fee.minor if capture.fee else None,
        "taken_back": capture.taken_back,
    }


def capture_of(row: Stored) -> Capture:
    def money(minor: int) -> Money:
        return Money(minor, row["currency"])

    return Capture(
        MobileMoneyReference(row["provider"], row["reference"]),
        AttemptId(row["attempt_id"]),
        row["account"],
        money(row["amount_minor"]),
        row["payer"],
        row["at"],
        money(row["allocated_minor"]),
        money(row["credited_minor"]),
        row["provider_txn"],
        money(row["fee_minor"]) if row["fee_minor"] is not None else None,
        row["taken_back"],
    )


REFUNDS = ("id", "account", "payer", "reason", "asked_by", "receipt", "looks", "next_look_at")


def refund_row(refund: Refund) -> dict[str, Any]:
    return {
        **{name: getattr(refund, name) for name in REFUNDS},
        "provider": refund.reference.provider,
        "reference": refund.reference.reference,
        "amount_minor": refund.amount.minor,
        "currency": refund.amount.currency,
        "state": refund.state.value,
        "approved_by": list(refund.approved_by),
    }


def refund_of(row: Stored) -> Refund:
    return Refund(
        **{name: row[name] for name in REFUNDS[1:]},
        id=RefundId(row["id"]),
        reference=MobileMoneyReference(row["provider"], row["reference"]),
        amount=Money(row["amount_minor"], row["currency"]),
        state=RefundState(row["state"]),
        approved_by=list(row["approved_by"]),
    )
