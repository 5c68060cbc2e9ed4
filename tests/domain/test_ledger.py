"""The books: each movement one double entry, once, and what stands on the accounts is how the bills stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.payment import refunding
from domain.payment import use_cases as payments
from domain.payment.events import MoneyMoved
from domain.payment.gateway import RefundReport, RefundState
from domain.payment.ledger import LEFT, Account, Balances
from domain.payment.values import AttemptState
from tests.domain.builders import Sale, a_sale, moussa_takes
from tests.domain.one_payment import collects, initiated, pending, written
from tests.people import awa
from tests.shops import francs, shillings, wax

A = Account
ALL = 25_500


def stands(sale: Sale) -> dict[Account, int]:
    return written(sale.books)


# -- how each movement is entered


def test_an_order_that_is_placed_is_due() -> None:
    assert stands(a_sale()) == {A.DUE: ALL, A.EARNED: ALL}


def test_an_order_that_is_paid_is_earned() -> None:
    sale = a_sale()
    sale.is_paid()
    assert stands(sale) == {A.EARNED: ALL, A.CAPTURED: ALL}


def test_a_part_leaves_the_rest_due() -> None:
    sale = a_sale()
    sale.pays(10_000)
    assert stands(sale) == {A.DUE: 15_500, A.EARNED: ALL, A.CAPTURED: 10_000}


def test_the_excess_is_owed_to_the_buyer() -> None:
    sale = a_sale()
    sale.pays(26_000)
    assert stands(sale) == {A.EARNED: ALL, A.CAPTURED: 26_000, A.CREDITED: 500}


def test_what_the_wallet_keeps_is_a_cost() -> None:
    payment = pending(payment=initiated())
    collects(payment, ALL, fee=francs(255))
    books = Balances.of("XOF", [each for each in payment.collect() if isinstance(each, MoneyMoved)])
    assert written(books) == {A.EARNED: ALL, A.CAPTURED: ALL, A.FEE: 255, A.KEPT: 255}


def test_an_order_that_expires_leaves_nothing() -> None:
    sale = a_sale()
    sale.expires()
    assert stands(sale) == {}


def test_an_order_that_is_cancelled_owes_its_money_until_it_has_arrived() -> None:
    sale = a_sale()
    sale.is_paid()
    sale.is_cancelled()
    assert stands(sale) == {A.CAPTURED: ALL, A.RETURNING: ALL}
    [refund] = sale.payment.refunds
    done = RefundReport(RefundState.DONE)
    for _ in range(2):
        sale.shop.do(refunding.record_refund_answer, sale.payment.id, refund.id, done)
    assert stands(sale) == {A.CAPTURED: ALL, A.REFUNDED: ALL}


def test_what_goes_back_of_an_order_that_stands_was_not_sold() -> None:
    sale = a_sale()
    sale.is_paid()
    sale.is_asked_back(500)
    assert stands(sale) == {A.EARNED: ALL, A.CAPTURED: ALL}
    sale.is_approved(by="fatou")
    assert stands(sale) == {A.EARNED: 25_000, A.CAPTURED: ALL, A.RETURNING: 500}
    sale.is_cancelled()
    assert stands(sale) == {A.CAPTURED: ALL, A.RETURNING: ALL}


def test_what_goes_back_of_an_order_that_waits_is_due_again() -> None:
    sale = a_sale()
    sale.pays(10_000)
    sale.is_asked_back(4_000)
    sale.is_approved(by="fatou")
    assert stands(sale) == {A.DUE: 19_500, A.EARNED: ALL, A.CAPTURED: 10_000, A.RETURNING: 4_000}
    sale.expires()
    assert stands(sale) == {A.CAPTURED: 10_000, A.RETURNING: 4_000, A.CREDITED: 6_000}


def test_what_a_wallet_takes_back_is_lost_to_what_it_had_paid() -> None:
    sale = a_sale()
    attempt = sale.is_paid()
    sale.is_shipped()
    sale.is_taken_back(attempt)
    assert stands(sale) == {A.CAPTURED: ALL, A.TAKEN_BACK: ALL}


def test_a_second_collection_is_held_until_it_goes_back() -> None:
    sale = a_sale()
    sale.hears(sale.is_paid(), AttemptState.SUCCEEDED, ref="ref-of-the-second")
    assert stands(sale) == {A.EARNED: ALL, A.CAPTURED: 2 * ALL, A.RETURNING: ALL}


def test_credit_that_pays_another_order_is_owed_no_more() -> None:
    late = a_sale(stock=2, quantity=2)
    attempt = late.tries()
    late.expires()
    moussa_takes(late.shop, wax, 1)
    late.hears(attempt, AttemptState.SUCCEEDED)
    assert stands(late) == {A.CAPTURED: ALL, A.CREDITED: ALL}

    sale = late.shop.sells_to(awa, {wax: 1})
    sale.is_paid_with_credit()

    assert stands(sale) == {A.EARNED: 13_500, A.CREDITED: -13_500}
    assert sale.shop.books()[A.CREDITED] == francs(12_000)
    sale.is_cancelled()
    assert (stands(sale), sale.shop.books()[A.CREDITED]) == ({}, francs(ALL))


def test_cash_goes_from_the_door_to_the_till() -> None:
    sale = a_sale()
    sale.is_paid_at_the_door()
    assert stands(sale) == {A.DUE: ALL, A.EARNED: ALL}
    sale.is_shipped()
    sale.is_delivered()
    assert stands(sale) == {A.CASH: ALL, A.EARNED: ALL}
    sale.shop.do(payments.hand_in_cash, sale.id)
    assert stands(sale) == {A.TILL: ALL, A.EARNED: ALL}


def test_a_parcel_refused_at_the_door_leaves_only_the_deposit_to_return() -> None:
    sale = a_sale()
    sale.is_paid_at_the_door(20_000)
    sale.is_paid()
    sale.is_shipped()
    sale.comes_back()
    assert stands(sale) == {A.CAPTURED: 5_500, A.RETURNING: 5_500}


# -- the ledger itself


def a_movement(sale: Sale) -> MoneyMoved:
    return replace(sale.shop.said(MoneyMoved)[0], event_id="event-of-today")


def test_a_movement_is_entered_once_however_often_it_is_posted() -> None:
    sale = a_sale()
    for _ in range(3):
        sale.shop.do(refunding.keep_books, a_movement(sale))
    assert sale.shop.books()[A.DUE] == francs(2 * ALL)


def test_the_books_of_a_time_are_what_moved_in_it_and_each_currency_has_its_own() -> None:
    sale = a_sale()
    later = sale.shop.clock.now() + timedelta(days=1)
    moved = replace(a_movement(sale), occurred_at=later, amount=shillings("9"))
    sale.shop.do(refunding.keep_books, moved)
    with sale.shop.work() as work:
        assert [books.currency for books in work.ledger.balances()] == ["KES", "XOF"]
        assert [books.currency for books in work.ledger.balances(since=later)] == ["KES"]
        assert [books.currency for books in work.ledger.balances(until=later)] == ["XOF"]


def test_both_sides_are_always_the_same() -> None:
    sale = a_sale()
    sale.pays(26_000)
    sale.is_cancelled()
    books = sale.shop.books()
    left = sum(minor for account, minor in books.minor.items() if account in LEFT)
    assert left == sum(minor for account, minor in books.minor.items() if account not in LEFT)
