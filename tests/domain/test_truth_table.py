"""What becomes of contradictory answers: each row is how an order stands, each column what the wallet says now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

import pytest

from domain.ordering.order_state import OrderState
from domain.payment import use_cases as payments
from domain.payment.events import MoneyMoved
from domain.payment.gateway import StatusReport, Unknown
from domain.payment.values import AttemptState, PaymentState
from domain.shared.ids import AttemptId
from domain.shared.money import Money
from tests.domain.builders import Sale, a_sale, moussa_takes, names
from tests.domain.invariants import books_agree
from tests.shops import wax

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


def part_paid(sale: Sale) -> AttemptId:
    """Another attempt has brought 10 000, and the rest is being asked for."""
    sale.pays(10_000)
    return sale.tries()


def part_paid_and_expired(sale: Sale) -> AttemptId:
    attempt = part_paid(sale)
    sale.hears(attempt, A.FAILED)
    sale.expires()
    return attempt


def on_delivery(sale: Sale) -> AttemptId:
    """A wallet had been asked before the buyer chose to pay at the door."""
    attempt = sale.tries()
    sale.is_paid_at_the_door()
    return attempt


# -- columns: what the wallet says, when it is asked


@dataclass(frozen=True)
class Says:
    """`too_much` is what it names beyond all that was asked for."""

    state: AttemptState | None
    too_much: int = 0
    currency: str = "XOF"
    taken_back: bool = False


COLUMNS = {
    "no answer": Says(None),
    "pending": Says(A.PENDING),
    "exact": Says(A.SUCCEEDED),
    "less": Says(A.SUCCEEDED, too_much=-1),
    "more": Says(A.SUCCEEDED, too_much=1),
    "other currency": Says(A.SUCCEEDED, currency="KES"),
    "taken back": Says(A.SUCCEEDED, taken_back=True),
    "failed": Says(A.FAILED),
    "cancelled": Says(A.CANCELLED),
    "expired": Says(A.EXPIRED),
}
QUIET = ("no answer", "pending", "failed", "cancelled", "expired")


@dataclass(frozen=True)
class Cell:
    """How attempt, payment and order stand afterwards; what goes back, what becomes credit, and what was news."""

    attempt: AttemptState
    payment: PaymentState
    order: OrderState
    said: tuple[str, ...] = ()
    back: tuple[tuple[int, str], ...] = ()
    credit: tuple[tuple[int, str], ...] = ()


PAID, PART, HELD = ("PaymentConfirmed",), ("PaymentPartlyReceived",), ("PaymentHeldForReview",)
LOST, FAILED, BACK, CREDITED = ("PaymentTakenBack",), ("PaymentFailed",), ("RefundInitiated",), ("MoneyCredited",)
TWICE = ("DuplicatePaymentReceived", *BACK)


def quiet(attempt: AttemptState, payment: PaymentState, order: OrderState) -> dict[str, Cell]:
    """What brings no money is no news: and money of another currency, or that is gone again, pays nothing."""
    money = partial(Cell, A.SUCCEEDED, payment, order)
    foreign = {"other currency": money(HELD), "taken back": money(LOST)}
    return dict.fromkeys(QUIET, Cell(attempt, payment, order)) | foreign


def ending(payment: PaymentState, order: OrderState, news: tuple[str, ...]) -> dict[str, Cell]:
    """A live attempt hears how it ended."""
    ends = {"failed": A.FAILED, "cancelled": A.CANCELLED, "expired": A.EXPIRED}
    return {answer: Cell(end, payment, order, news) for answer, end in ends.items()} | {
        "pending": Cell(A.PENDING, payment, order)
    }


def paying(less: PaymentState, order: OrderState) -> dict[str, Cell]:
    """Money that pays an order: all of it, all but one franc, or one franc more."""
    done = partial(Cell, A.SUCCEEDED, P.CONFIRMED, O.READY_FOR_SHIPMENT)
    return {
        "exact": done(PAID),
        "less": Cell(A.SUCCEEDED, less, order, PART),
        "more": done((*PAID, *CREDITED), credit=((1, "overpaid"),)),
    }


def for_each_amount(cell: Callable[[int], Cell]) -> dict[str, Cell]:
    return {answer: cell(TOTAL + COLUMNS[answer].too_much) for answer in ("exact", "less", "more")}


def twice(payment: PaymentState) -> dict[str, Cell]:
    """The order needs no money any more."""
    stands = partial(Cell, A.SUCCEEDED, payment, O.READY_FOR_SHIPMENT, TWICE)
    return for_each_amount(lambda money: stands(back=((money, "duplicate"),)))


WAITS = P.OPEN, O.AWAITING_PAYMENT
GOES_ON = P.CONFIRMED, O.READY_FOR_SHIPMENT


def waiting(row: AttemptState) -> dict[str, Cell]:
    """A live attempt of an order that waits: any answer is heard."""
    return quiet(row, *WAITS) | ending(*WAITS, FAILED) | paying(*WAITS)


def expired_order() -> dict[str, Cell]:
    """Exact money still buys; a part does not, and is the buyer's."""
    part = Cell(A.SUCCEEDED, P.CLOSED, O.EXPIRED, (*PART, *CREDITED), credit=((TOTAL - 1, "expired"),))
    return quiet(A.FAILED, P.CLOSED, O.EXPIRED) | paying(P.CLOSED, O.EXPIRED) | {"less": part}


def goods_gone() -> dict[str, Cell]:
    """What would have bought is the buyer's, who says what next."""
    given_up = partial(Cell, A.SUCCEEDED, P.CONFIRMED, O.CANCELLED)
    exact = given_up((*PAID, *CREDITED), credit=((TOTAL, "stock"),))
    more = given_up((*PAID, *CREDITED, *CREDITED), credit=((1, "overpaid"), (TOTAL, "stock")))
    return expired_order() | {"exact": exact, "more": more}


def order_off() -> dict[str, Cell]:
    """The buyer was told that it is off: what comes goes back, but for what was too much even so."""
    off = P.CLOSED, O.CANCELLED
    money = partial(Cell, A.SUCCEEDED, P.CONFIRMED, O.CANCELLED)
    return quiet(A.PENDING, *off) | ending(*off, ()) | {
        "exact": money((*PAID, *BACK), back=((TOTAL, "cancelled"),)),
        "less": Cell(A.SUCCEEDED, *off, (*PART, *BACK), back=((TOTAL - 1, "cancelled"),)),
        "more": money((*PAID, *CREDITED, *BACK), back=((TOTAL, "cancelled"),), credit=((1, "overpaid"),)),
    }  # fmt: skip


def part_expired() -> dict[str, Cell]:
    """The first part is credit already; the rest alone is a part again."""
    before = ((10_000, "expired"),)
    part = partial(Cell, A.SUCCEEDED, P.CLOSED, O.EXPIRED, (*PART, *CREDITED))
    late = for_each_amount(lambda money: part(credit=(*before, (money - 10_000, "expired"))))
    return {name: replace(cell, credit=before) for name, cell in quiet(A.FAILED, P.CLOSED, O.EXPIRED).items()} | late


SETTLED = Cell(A.SUCCEEDED, *GOES_ON)
TABLE: dict[Callable[[Sale], AttemptId], dict[str, Cell]] = {
    pending: waiting(A.PENDING),
    unknown: waiting(A.UNKNOWN),
    sending: waiting(A.SENDING),
    succeeded: dict.fromkeys(COLUMNS, SETTLED) | {"taken back": Cell(A.SUCCEEDED, P.CONFIRMED, O.CANCELLED, LOST)},
    failed: quiet(A.FAILED, *WAITS) | paying(*WAITS),
    cancelled_by_payer: quiet(A.CANCELLED, *WAITS) | paying(*WAITS),
    expired: quiet(A.EXPIRED, *WAITS) | paying(*WAITS),
    order_expired: expired_order(),
    order_expired_and_goods_gone: goods_gone(),
    order_cancelled: order_off(),
    other_attempt_paid: quiet(A.FAILED, *GOES_ON) | twice(P.CONFIRMED),
    part_paid: waiting(A.PENDING),
    part_paid_and_expired: part_expired(),
    on_delivery: quiet(A.PENDING, P.ON_DELIVERY, O.READY_FOR_SHIPMENT)
    | ending(P.ON_DELIVERY, O.READY_FOR_SHIPMENT, ())
    | twice(P.ON_DELIVERY),
}
EVERY_CELL = pytest.mark.parametrize(
    ("row", "answer"), list(product(TABLE, COLUMNS)), ids=lambda value: getattr(value, "__name__", value)
)


def hears(sale: Sale, attempt: AttemptId, says: Says) -> None:
    money = Money(sale.attempt(attempt).amount.minor + says.too_much, says.currency)
    sale.hears(attempt, says.state, money=money, taken_back=says.taken_back)


def money_news(sale: Sale, since: int) -> tuple[str, ...]:
    news = ("Payment", "Duplicate", "Refund", "MoneyCredited")
    return tuple(name for name in names(sale.shop.store.events[since:]) if name.startswith(news))


@EVERY_CELL
def test_cell(row: Callable[[Sale], AttemptId], answer: str) -> None:
    sale = a_sale(stock=4, quantity=2)
    attempt = row(sale)
    expected, since = TABLE[row][answer], len(sale.shop.store.events)

    hears(sale, attempt, COLUMNS[answer])

    assert sale.attempt(attempt).state == expected.attempt
    assert (sale.payment.state, sale.state) == (expected.payment, expected.order)
    assert money_news(sale, since) == expected.said
    assert (tuple(sale.given_back), tuple(sale.credited)) == (expected.back, expected.credit)


@EVERY_CELL
def test_the_same_answer_again_is_no_news(row: Callable[[Sale], AttemptId], answer: str) -> None:
    sale = a_sale(stock=4, quantity=2)
    attempt = row(sale)
    hears(sale, attempt, COLUMNS[answer])
    stands, since = (sale.state, sale.payment.state, sale.shop.books()), len(sale.shop.store.events)
    for _ in range(3):
        hears(sale, attempt, COLUMNS[answer])
    assert (sale.state, sale.payment.state, sale.shop.books()) == stands
    assert sale.shop.store.events[since:] == []


@EVERY_CELL
def test_whatever_is_said_the_books_say_how_the_bill_stands(row: Callable[[Sale], AttemptId], answer: str) -> None:
    sale = a_sale(stock=4, quantity=2)
    attempt = row(sale)
    hears(sale, attempt, COLUMNS[answer])
    books_agree(sale.payment, [each for each in sale.shop.said(MoneyMoved) if each.order_id == sale.id])


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.__name__)
def test_money_that_a_wallet_holds_for_another_attempt_is_nobodys_here(row: Callable[[Sale], AttemptId]) -> None:
    """A callback may name any reference; the wallet itself says whose it is."""
    sale = a_sale(stock=4, quantity=2)
    attempt = row(sale)
    report = StatusReport(A.SUCCEEDED, sale.order.total, "another attempt")
    before, since = (sale.state, sale.payment.captures), len(sale.shop.store.events)
    sale.shop.do(payments.confirm_payment, sale.payment.id, attempt, "ref-of-another", report)
    assert ((sale.state, sale.payment.captures), sale.shop.store.events[since:]) == (before, [])
