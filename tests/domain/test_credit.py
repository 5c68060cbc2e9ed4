"""What a shop owes a buyer: from where it came, spent oldest first, back when its order is off, paid back on demand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ordering.order_state import OrderState
from domain.payment import refunding
from domain.payment.credit import CreditAccount, Lot
from domain.payment.events import CreditReturned, CreditUsed, PaymentConfirmed
from domain.payment.values import MobileMoneyReference, PaymentState
from domain.shared.ids import PaymentId
from tests.domain.builders import NOW, SHOP, Sale, a_sale, open_shop
from tests.people import awa
from tests.shops import a_shop, francs, shillings, wax

OTHER = PaymentId("the-next-order")


def a_lot(minor: int, of: str = "p1", ref: str = "ref-1") -> Lot:
    return Lot(PaymentId(of), MobileMoneyReference("sandbox", ref), francs(minor))


def an_account(*lots: Lot) -> CreditAccount:
    return CreditAccount(SHOP, awa.customer_id, lots)


# -- the account


def test_the_oldest_credit_is_spent_first_and_keeps_where_it_came_from() -> None:
    account = an_account(a_lot(300, "p1"), a_lot(500, "p2"))
    taken = account.take(francs(700), OTHER, NOW)
    assert taken == [a_lot(300, "p1"), a_lot(400, "p2")]
    assert account.lots == [a_lot(100, "p2")]
    assert [(each.amount, each.payment_id) for each in account.collect() if isinstance(each, CreditUsed)] == [
        (francs(300), OTHER),
        (francs(400), OTHER),
    ]


def test_more_than_there_is_is_not_taken_and_nothing_is_taken_for_nothing() -> None:
    account = an_account(a_lot(300))
    assert account.take(francs(0), OTHER, NOW) == []
    assert account.take(francs(900), OTHER, NOW) == [a_lot(300)]
    assert (account.take(francs(900), OTHER, NOW), account.balance("XOF")) == ([], francs(0))


def test_credit_of_another_currency_pays_nothing() -> None:
    account = an_account(Lot(PaymentId("p1"), MobileMoneyReference("mpesa", "ref-1"), shillings("9")))
    assert (account.take(francs(900), OTHER, NOW), account.balance("KES")) == ([], shillings("9"))


def test_what_comes_again_from_the_same_capture_is_one_lot() -> None:
    account = an_account(a_lot(300))
    account.put(a_lot(200))
    account.put(a_lot(50, ref="ref-2"))
    assert account.lots == [a_lot(500), a_lot(50, ref="ref-2")]


def test_only_what_is_left_of_an_orders_credit_is_withdrawn() -> None:
    account = an_account(a_lot(300, "p1"), a_lot(500, "p2"))
    account.take(francs(100), OTHER, NOW)
    assert account.withdraw(PaymentId("p1")) == [a_lot(200, "p1")]
    assert account.lots == [a_lot(500, "p2")]


@given(st.lists(st.integers(1, 900), max_size=5), st.lists(st.integers(0, 1_500), max_size=5))
def test_nothing_is_spent_twice_and_nothing_is_lost(lots: list[int], wishes: list[int]) -> None:
    account = an_account(*(a_lot(minor, f"p{n}") for n, minor in enumerate(lots)))
    taken = [lot for wish in wishes for lot in account.take(francs(wish), OTHER, NOW)]
    spent = sum(lot.amount.minor for lot in taken)
    assert spent == min(sum(lots), sum(wishes))
    assert account.balance("XOF").minor == sum(lots) - spent
    assert all(lot.amount.minor > 0 for lot in account.lots)


# -- where it comes from, and what it pays


def awa_has_credit(minor: int) -> Sale:
    """Of an order that she paid too much for, by so much."""
    sale = open_shop(a_shop().selling(wax, stock=9)).sells_to(awa, {wax: 1})
    sale.pays(sale.order.total.minor + minor)
    return sale


def test_credit_pays_a_part_and_the_wallet_is_asked_for_the_rest() -> None:
    first = awa_has_credit(5_000)
    sale = first.shop.sells_to(awa, {wax: 1})
    assert sale.is_paid_with_credit() == 5_000
    assert (sale.state, sale.payment.due) == (OrderState.AWAITING_PAYMENT, francs(8_500))
    attempt = sale.is_paid()
    assert sale.attempt(attempt).amount == francs(8_500)
    assert (sale.state, sale.shop.credit_of(awa)) == (OrderState.READY_FOR_SHIPMENT, 0)


def test_credit_that_is_enough_pays_alone() -> None:
    first = awa_has_credit(20_000)
    sale = first.shop.sells_to(awa, {wax: 1})
    assert sale.is_paid_with_credit() == 13_500
    assert (sale.state, sale.shop.credit_of(awa)) == (OrderState.READY_FOR_SHIPMENT, 6_500)
    assert sale.shop.said(PaymentConfirmed)[-1].provider == "credit"


@pytest.mark.parametrize("state", ["paid", "expired", "cancelled"])
def test_where_nothing_is_due_no_credit_is_used(state: str) -> None:
    first = awa_has_credit(5_000)
    sale = first.shop.sells_to(awa, {wax: 1})
    {"paid": sale.is_paid, "expired": sale.expires, "cancelled": sale.is_cancelled}[state]()
    assert (sale.is_paid_with_credit(), sale.shop.credit_of(awa)) == (0, 5_000)


def test_nor_for_what_was_given_back_of_a_paid_order() -> None:
    first = awa_has_credit(5_000)
    first.is_asked_back(1_000)
    first.is_approved(by="fatou")
    assert (first.is_paid_with_credit(), len(first.shop.said(PaymentConfirmed))) == (0, 1)


@pytest.mark.parametrize("end", [Sale.expires, Sale.is_cancelled])
def test_credit_comes_back_when_the_order_it_paid_is_off(end: object) -> None:
    first = awa_has_credit(5_000)
    sale = first.shop.sells_to(awa, {wax: 1})
    sale.is_paid_with_credit()
    assert sale.shop.credit_of(awa) == 0
    end(sale)  # type: ignore[operator]
    assert (sale.shop.credit_of(awa), sale.given_back, sale.payment.credits) == (5_000, [], [])
    [returned] = sale.shop.said(CreditReturned)
    assert returned.source == first.payment.id


def test_credit_goes_back_to_whoever_once_paid_it() -> None:
    first = awa_has_credit(5_000)
    assert first.shop.do(refunding.refund_credit, first.id, awa.customer_id) == francs(5_000)
    assert (first.given_back, first.shop.credit_of(awa)) == ([(5_000, "credit")], 0)
    assert first.payment.refunds[0].payer == awa.number
    assert first.shop.do(refunding.refund_credit, first.id, awa.customer_id) == francs(0)


def test_only_what_is_not_spent_of_it_can_go_back() -> None:
    first = awa_has_credit(5_000)
    sale = first.shop.sells_to(awa, {wax: 1}, fee=0)
    sale.pays(8_000)
    sale.is_paid_with_credit()
    assert first.shop.do(refunding.refund_credit, first.id, awa.customer_id) == francs(1_000)
    assert (first.given_back, sale.payment.state) == ([(1_000, "credit")], PaymentState.CONFIRMED)


def test_an_order_without_credit_gives_none_back() -> None:
    sale = a_sale()
    assert sale.shop.do(refunding.refund_credit, sale.id, awa.customer_id) == francs(0)
