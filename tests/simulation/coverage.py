"""Which answers met which state of a payment: the truth table of contradictory reports, as far as runs have come."""

from __future__ import annotations

from itertools import product

from domain.payment.gateway import StatusReport
from domain.payment.transaction import PaymentTransaction
from domain.payment.values import AttemptState, PaymentState
from domain.shared.ids import AttemptId
from domain.shared.money import Money

Pair = tuple[str, str]
STATES = (
    "sending",
    "pending",
    "unknown",
    "succeeded",
    "ended, order open",
    "a part has come",
    "order over",
    "otherwise paid",
)
REPORTS = ("no answer", "pending", "exact", "less", "more", "other currency", "taken back", "failed", "expired")
ALL = frozenset(product(STATES, REPORTS))
CLAIMS = frozenset(("no payment of ours", claim) for claim in ("pending", "succeeded", "failed"))
"""What a callback claims of something that we do not know: only that it is kept matters."""


def pair_of(payment: PaymentTransaction, attempt_id: AttemptId, report: StatusReport) -> Pair:
    attempt = payment.attempt(attempt_id)
    return _state(payment, attempt.state), _report(attempt.amount, report)


def _state(payment: PaymentTransaction, state: AttemptState) -> str:
    if state == AttemptState.SUCCEEDED:
        return "succeeded"
    if payment.state in (PaymentState.CONFIRMED, PaymentState.ON_DELIVERY):
        return "otherwise paid"
    if payment.state == PaymentState.CLOSED:
        return "order over"
    if payment.captures:
        return "a part has come"
    return state.value if state.is_live else "ended, order open"


def _report(asked: Money, report: StatusReport) -> str:
    if report.taken_back:
        return "taken back"
    if report.state is None or report.state == AttemptState.PENDING:
        return "no answer" if report.state is None else "pending"
    if report.state == AttemptState.SUCCEEDED and report.money is not None:
        if report.money.currency != asked.currency:
            return "other currency"
        if report.money == asked:
            return "exact"
        return "less" if report.money < asked else "more"
    return "expired" if report.state == AttemptState.EXPIRED else "failed"
