"""What becomes of contradictory answers: each row is how an order stands, each column what the wallet says now.

Where the sources differ, the requirement row wins: an amount that does not fit, too much as well as too little, is
held for the merchant to look at (S0-036) instead of being booked as part or over payment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import pytest

from domain.ordering.order_state import OrderState
from domain.payment import use_cases as payments
from domain.payment.gateway import StatusReport, Unknown
from domain.payment.values import AttemptState, PaymentState
from domain.shared.ids import AttemptId
from domain.shared.money import Money
from tests.domain.builders import Sale, a_sale, moussa_takes, names
from tests.shops import francs, wax

A, O, P = AttemptState, OrderState, PaymentState  # noqa: E741 - the three words that stand in every cell

TOTAL = 25_500


# -- rows: how it stands when the answer comes


def pending(sale: Sale) -> AttemptId:
    return sale.tries()


def unknown(sale: Sale) -> AttemptId:
    attempt = sale.begins()
    sale.shop.do(payments.record_answer, sale.payment.id, attempt, Unknown(why="time-out"))
    return attempt


def sending(sale: Sale) -> AttemptId:
    return sale.begins()


def succeeded(sale: Sale) -> AttemptId:
    return sale.is_paid()


def failed(sale: Sale) -> AttemptId:
    attempt = sale.tries()
    sale.hears(attempt, A.FAILED)
    return attempt


def cancelled_by_payer(sale: Sale) -> AttemptId:
    attempt = sale.tries()
    sale.hears(attempt, A.CANCELLED)
    return attempt


def expired(sale: Sale) -> AttemptId:
    attempt = sale.tries()
    sale.hears(attempt, A.EXPIRED)
    return attempt


def order_expired(sale: Sale) -> AttemptId:
    attempt = failed(sale)
    sale.expires()
    return attempt


def order_expired_and_goods_gone(sale: Sale) -> AttemptId:
    attempt = order_expired(sale)
    moussa_takes(sale.shop, wax, 3)
    return attempt


def order_cancelled(sale: Sale) -> AttemptId:
    attempt = sale.tries()
    sale.is_cancelled("shop")
    return attempt


def other_attempt_paid(sale: Sale) -> AttemptId:
    attempt = failed(sale)
    sale.is_paid()
    return attempt


# -- columns: what the wallet says, when it is asked

Column = tuple[AttemptState | None, int]
COLUMNS: dict[str, Column] = {
    "no answer": (None, TOTAL),
    "pending": (A.PENDING, TOTAL),
    "exact": (A.SUCCEEDED, TOTAL),
    "less": (A.SUCCEEDED, TOTAL - 1),
    "more": (A.SUCCEEDED, TOTAL + 1),
    "failed": (A.FAILED, TOTAL),
    "cancelled": (A.CANCELLED, TOTAL),
    "expired": (A.EXPIRED, TOTAL),
}


@dataclass(frozen=True)
class Cell:
    """How attempt, payment and order stand afterwards, what is given back, and whether it was news."""

    attempt: AttemptState
    payment: PaymentState
    order: OrderState
    back: tuple[tuple[int, str], ...] = ()
    said: tuple[str, ...] = ()


CONFIRMED = ("PaymentConfirmed",)
REVIEW = ("PaymentHeldForReview",)
FAILED = ("PaymentFailed",)
TWICE = ("DuplicatePaymentReceived", "RefundInitiated")


def waiting(row: AttemptState) -> dict[str, Cell]:
    """A live attempt of an order that waits: any answer is heard."""
    paid = Cell(A.SUCCEEDED, P.CONFIRMED, O.READY_FOR_SHIPMENT, (), CONFIRMED)
    review = Cell(A.SUCCEEDED, P.IN_REVIEW, O.AWAITING_PAYMENT, (), REVIEW)
    return {
        "no answer": Cell(row, P.OPEN, O.AWAITING_PAYMENT),
        "pending": Cell(A.PENDING, P.OPEN, O.AWAITING_PAYMENT),
        "exact": paid,
        "less": review,
        "more": review,
        "failed": Cell(A.FAILED, P.OPEN, O.AWAITING_PAYMENT, (), FAILED),
        "cancelled": Cell(A.CANCELLED, P.OPEN, O.AWAITING_PAYMENT, (), FAILED),
        "expired": Cell(A.EXPIRED, P.OPEN, O.AWAITING_PAYMENT, (), FAILED),
    }


def ended(row: AttemptState, payment: PaymentState, order: OrderState) -> dict[str, Cell]:
    """An attempt that is over: nothing is news but money."""
    same = Cell(row, payment, order)
    review = Cell(A.SUCCEEDED, P.IN_REVIEW, order, (), REVIEW)
    paid = Cell(A.SUCCEEDED, P.CONFIRMED, O.READY_FOR_SHIPMENT, (), CONFIRMED)
    quiet = dict.fromkeys(("no answer", "pending", "failed", "cancelled", "expired"), same)
    return quiet | {"exact": paid, "less": review, "more": review}


def money_back(cells: dict[str, Cell], order: OrderState, why: str) -> dict[str, Cell]:
    back = Cell(A.SUCCEEDED, P.CONFIRMED, order, ((TOTAL, why),), (*CONFIRMED, "RefundInitiated"))
    return cells | {"exact": back}


def twice(money: int) -> Cell:
    return Cell(A.SUCCEEDED, P.CONFIRMED, O.READY_FOR_SHIPMENT, ((money, "duplicate"),), TWICE)


SETTLED = Cell(A.SUCCEEDED, P.CONFIRMED, O.READY_FOR_SHIPMENT)
CALLED_OFF = {
    "no answer": Cell(A.PENDING, P.CLOSED, O.CANCELLED),
    "pending": Cell(A.PENDING, P.CLOSED, O.CANCELLED),
    "failed": Cell(A.FAILED, P.CLOSED, O.CANCELLED),
    "cancelled": Cell(A.CANCELLED, P.CLOSED, O.CANCELLED),
    "expired": Cell(A.EXPIRED, P.CLOSED, O.CANCELLED),
    "less": Cell(A.SUCCEEDED, P.IN_REVIEW, O.CANCELLED, (), REVIEW),
    "more": Cell(A.SUCCEEDED, P.IN_REVIEW, O.CANCELLED, (), REVIEW),
}
TABLE: dict[Callable[[Sale], AttemptId], dict[str, Cell]] = {
    pending: waiting(A.PENDING),
    unknown: waiting(A.UNKNOWN),
    sending: waiting(A.SENDING),
    succeeded: dict.fromkeys(COLUMNS, SETTLED),
    failed: ended(A.FAILED, P.OPEN, O.AWAITING_PAYMENT),
    cancelled_by_payer: ended(A.CANCELLED, P.OPEN, O.AWAITING_PAYMENT),
    expired: ended(A.EXPIRED, P.OPEN, O.AWAITING_PAYMENT),
    order_expired: ended(A.FAILED, P.CLOSED, O.EXPIRED),
    order_expired_and_goods_gone: money_back(ended(A.FAILED, P.CLOSED, O.EXPIRED), O.CANCELLED, "cancelled_by_stock"),
    order_cancelled: money_back(CALLED_OFF, O.CANCELLED, "cancelled"),
    other_attempt_paid: ended(A.FAILED, P.CONFIRMED, O.READY_FOR_SHIPMENT)
    | {"exact": twice(TOTAL), "less": twice(TOTAL - 1), "more": twice(TOTAL + 1)},
}


def money_news(sale: Sale, since: int) -> tuple[str, ...]:
    said = names(sale.shop.store.events[since:])
    return tuple(name for name in said if name.startswith(("Payment", "Duplicate", "Refund")))


@pytest.mark.parametrize("answer", COLUMNS)
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.__name__)
def test_cell(row: Callable[[Sale], AttemptId], answer: str) -> None:
    sale = a_sale(stock=4, quantity=2)
    attempt = row(sale)
    expected, since = TABLE[row][answer], len(sale.shop.store.events)
    state, money = COLUMNS[answer]

    sale.hears(attempt, state, money=francs(money))

    assert sale.attempt(attempt).state == expected.attempt
    assert (sale.payment.state, sale.state) == (expected.payment, expected.order)
    assert tuple(sale.given_back) == expected.back
    assert money_news(sale, since) == expected.said


@pytest.mark.parametrize(("row", "answer"), list(product(TABLE, COLUMNS)), ids=lambda v: getattr(v, "__name__", v))
def test_the_same_answer_again_is_no_news(row: Callable[[Sale], AttemptId], answer: str) -> None:
    sale = a_sale(stock=4, quantity=2)
    attempt = row(sale)
    state, money = COLUMNS[answer]
    sale.hears(attempt, state, money=francs(money))
    order, payment, since = sale.state, sale.payment.state, len(sale.shop.store.events)
    for _ in range(3):
        sale.hears(attempt, state, money=francs(money))
    assert (sale.state, sale.payment.state, sale.shop.store.events[since:]) == (order, payment, [])


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.__name__)
def test_money_of_another_currency_never_pays(row: Callable[[Sale], AttemptId]) -> None:
    sale = a_sale(stock=4, quantity=2)
    attempt = row(sale)
    before = sale.state
    sale.hears(attempt, A.SUCCEEDED, money=Money(TOTAL, "KES"))
    assert sale.state == before


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.__name__)
def test_money_that_a_wallet_holds_for_another_attempt_is_nobodys_here(row: Callable[[Sale], AttemptId]) -> None:
    """A callback may name any reference; the wallet itself says whose it is."""
    sale = a_sale(stock=4, quantity=2)
    attempt = row(sale)
    report = StatusReport(A.SUCCEEDED, sale.order.total, "another attempt")
    before, since = (sale.state, sale.payment.captures), len(sale.shop.store.events)
    sale.shop.do(payments.confirm_payment, sale.payment.id, attempt, "ref-of-another", report)
    assert ((sale.state, sale.payment.captures), sale.shop.store.events[since:]) == (before, [])
