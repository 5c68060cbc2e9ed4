"""Which answers met which state of a payment: the truth table of contradictory reports, as far as runs have come."""

from __future__ import annotations

from itertools import product

from domain.payment.gateway import StatusReport
from domain.payment.transaction import PaymentTransaction
from domain.payment.values import AttemptState, PaymentState
from domain.shared.ids import AttemptId

Pair = tuple[str, str]
STATES = (
    "sending",
    "pending",
    "unknown",
    "succeeded",
    "ended, order open",
    "order over",
    "in review",
    "another attempt paid",
)
REPORTS = ("no answer", "pending", "exact", "less", "more", "other currency", "failed", "expired")
ALL = frozenset(product(STATES, REPORTS))
CLAIMS = frozenset(("no payment of ours", claim) for claim in ("pending", "succeeded", "failed"))
"""What a callback claims of something that we do not know: only that it is kept matters."""


def pair_of(payment: PaymentTransaction, attempt_id: AttemptId, report: StatusReport) -> Pair:
    return _state(payment, payment.attempt(attempt_id).state), _report(payment, report)


def _state(payment: PaymentTransaction, state: AttemptState) -> str:
    if state == AttemptState.SUCCEEDED and payment.state != PaymentState.IN_REVIEW:
        return "succeeded"
    if payment.state == PaymentState.CONFIRMED:
        return "another attempt paid"
    if payment.state == PaymentState.IN_REVIEW:
        return "in review"
    if payment.state == PaymentState.CLOSED:
        return "order over"
    return state.value if state.is_live else "ended, order open"


def _report(payment: PaymentTransaction, report: StatusReport) -> str:
    if report.state is None or report.state == AttemptState.PENDING:
        return "no answer" if report.state is None else "pending"
    if report.state == AttemptState.SUCCEEDED and report.money is not None:
        if report.money.currency != payment.amount.currency:
            return "other currency"
        if report.money == payment.amount:
            return "exact"
        return "less" if report.money < payment.amount else "more"
    return "expired" if report.state == AttemptState.EXPIRED else "failed"
