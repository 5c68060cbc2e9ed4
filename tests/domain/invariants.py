"""What always holds of a payment and of the books, whatever has happened."""

from __future__ import annotations

from collections.abc import Iterable

from domain.payment.events import MoneyMoved
from domain.payment.ledger import LEFT, Account, Balances
from domain.payment.refund import Refund
from domain.payment.transaction import PaymentTransaction
from domain.payment.values import PaymentState

A = Account


def money_adds_up(payment: PaymentTransaction) -> None:
    """Of each capture: what pays, what is credit, what goes back and what is free are all of it, and none is negative.
    No more is reserved than is there."""
    for capture in payment.captures:
        begun = _sum(refund for refund in _of(payment, capture.reference) if refund.has_begun)
        reserved = _sum(refund for refund in _of(payment, capture.reference) if not refund.is_void)
        parts = [capture.allocated.minor, capture.credited.minor, begun, capture.free(payment.refunds).minor]
        assert min(parts) >= 0, parts
        if not capture.taken_back:
            assert sum(parts) == capture.money.minor, parts
            assert capture.credited.minor + reserved <= capture.money.minor
    assert payment.due.minor >= 0
    assert payment.paid <= payment.amount


def books_agree(payment: PaymentTransaction, moved: Iterable[MoneyMoved]) -> None:
    """The ledger of this payment says what the payment itself says."""
    entries = list(moved)
    for currency in {payment.amount.currency, *(each.amount.currency for each in entries)}:
        books = Balances.of(currency, entries)
        both_sides_are_the_same(books)
        _money_agrees(payment, books)
    spoilt = _moved(entries, A.EARNED, A.TAKEN_BACK) - _moved(entries, A.CREDITED, A.EARNED)
    _price_agrees(payment, Balances.of(payment.amount.currency, entries), spoilt)


def _moved(entries: list[MoneyMoved], debit: Account, credit: Account) -> int:
    return sum(each.amount.minor for each in entries if (each.debit, each.credit) == (debit, credit))


def both_sides_are_the_same(books: Balances) -> None:
    left = sum(minor for account, minor in books.minor.items() if account in LEFT)
    assert left == sum(minor for account, minor in books.minor.items() if account not in LEFT), books


def _money_agrees(payment: PaymentTransaction, books: Balances) -> None:
    mine = [capture for capture in payment.captures if capture.money.currency == books.currency]
    begun = [refund for refund in payment.refunds if refund.amount.currency == books.currency and refund.has_begun]
    assert books[A.CAPTURED].minor == sum(capture.money.minor for capture in mine)
    assert books[A.HELD].minor == sum(capture.free(payment.refunds).minor for capture in mine)
    assert books[A.RETURNING].minor + books[A.REFUNDED].minor == _sum(begun)
    credit_used = [lot.amount for lot in payment.credits if lot.amount.currency == books.currency]
    assert books[A.CREDITED].minor == sum(c.credited.minor for c in mine) - sum(used.minor for used in credit_used)


def _price_agrees(payment: PaymentTransaction, books: Balances, spoilt: int) -> None:
    """What is due is what is still to be paid, before the order goes on or at the door; what was sold is paid or due.
    `spoilt` is credit that the shop owes for money that was taken back from it."""
    cash, in_hand = payment.cash.amount.minor if payment.cash else 0, bool(payment.cash and payment.cash.holder)
    sold = books[A.EARNED].minor + spoilt
    assert sold == payment.paid.minor + books[A.DUE].minor
    assert books[A.CASH].minor + books[A.TILL].minor == (cash if in_hand else 0)
    if payment.called_off:
        assert sold == 0
    else:
        assert books[A.DUE].minor == payment.due.minor + (0 if in_hand else cash)
    if payment.state == PaymentState.CONFIRMED and not payment.called_off:
        assert books[A.DUE].minor == 0


def _of(payment: PaymentTransaction, reference: object) -> list[Refund]:
    return [refund for refund in payment.refunds if refund.reference == reference]


def _sum(refunds: Iterable[Refund]) -> int:
    return sum(refund.amount.minor for refund in refunds)
