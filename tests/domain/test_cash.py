"""Cash at the door: agreed on, taken by whoever hands the parcel over, handed in; all of the price or what is left."""

from __future__ import annotations

import pytest

from domain.ordering.order_state import OrderState
from domain.payment import use_cases as payments
from domain.payment.events import CashCollected, CashHandedIn, PaymentOnDelivery
from domain.payment.transaction import PaymentTransaction
from domain.payment.values import Cash, PaymentState
from domain.shared.errors import IllegalTransition, Invalid
from tests.domain.builders import NOW, a_sale
from tests.domain.one_payment import AMOUNT, FIRST, a_payment, collects, facts, gives_back, paid, pending, said
from tests.people import issa
from tests.shops import francs, shillings

P = PaymentState


def on_delivery(cash: int = 25_500) -> PaymentTransaction:
    payment = pending()
    payment.agree_on_cash(francs(cash), NOW)
    if payment.due:
        collects(payment, payment.due.minor)
    return payment


# -- agreed


def test_all_of_it_at_the_door_lets_the_order_go_on_at_once() -> None:
    payment = a_payment()
    payment.agree_on_cash(AMOUNT, NOW)
    [agreed] = facts(payment.collect(), PaymentOnDelivery)
    assert (agreed.amount, agreed.cash) == (AMOUNT, AMOUNT)
    assert (payment.state, payment.due, payment.paid) == (P.ON_DELIVERY, francs(0), francs(0))


def test_with_a_deposit_the_order_goes_on_once_that_is_paid() -> None:
    payment = pending()
    payment.agree_on_cash(francs(20_000), NOW)
    assert (payment.state, payment.due, said(payment)) == (P.OPEN, francs(5_500), [])
    collects(payment, 5_500)
    assert (payment.state, payment.paid, said(payment)) == (P.ON_DELIVERY, francs(5_500), ["PaymentOnDelivery"])


def test_whoever_pays_everything_after_all_pays_nothing_at_the_door() -> None:
    payment = pending()
    payment.agree_on_cash(francs(20_000), NOW)
    collects(payment, 25_500)
    assert (payment.state, payment.cash, said(payment)) == (P.CONFIRMED, None, ["PaymentConfirmed"])


def test_what_was_agreed_can_be_agreed_anew_while_it_waits() -> None:
    payment = a_payment()
    payment.agree_on_cash(francs(20_000), NOW)
    payment.agree_on_cash(AMOUNT, NOW)
    assert (payment.cash, payment.state) == (Cash(AMOUNT), P.ON_DELIVERY)


@pytest.mark.parametrize("minor", [-1, 0, 25_501])
def test_cash_is_some_and_no_more_than_is_owed(minor: int) -> None:
    with pytest.raises(Invalid):
        a_payment().agree_on_cash(francs(minor), NOW)


@pytest.mark.parametrize("payment", [paid(), on_delivery(), a_payment(P.CLOSED, called_off=True)])
def test_where_nothing_is_due_no_cash_is_agreed_on(payment: PaymentTransaction) -> None:
    with pytest.raises(Invalid):
        payment.agree_on_cash(francs(1), NOW)


def test_nor_for_what_was_given_back_of_a_paid_order() -> None:
    payment = paid()
    gives_back(payment, 1_000)
    with pytest.raises(Invalid):
        payment.agree_on_cash(francs(1_000), NOW)


def test_money_that_comes_by_wallet_all_the_same_goes_back() -> None:
    payment = on_delivery()
    payment.collect()
    collects(payment, 25_500)
    assert (payment.state, said(payment)) == (P.ON_DELIVERY, ["DuplicatePaymentReceived"])


# -- taken and handed in


def test_at_the_door_it_is_taken_once_and_then_it_is_paid() -> None:
    payment = on_delivery()
    payment.collect()
    for _ in range(3):
        payment.collect_cash("issa", NOW)
    [taken] = facts(payment.collect(), CashCollected)
    assert (taken.amount, taken.holder) == (AMOUNT, "issa")
    assert (payment.state, payment.paid) == (P.CONFIRMED, AMOUNT)


def test_who_holds_it_hands_it_in_once() -> None:
    payment = on_delivery()
    payment.collect_cash("issa", NOW)
    payment.collect()
    assert payment.hand_in_cash(NOW) == AMOUNT
    [handed_in] = facts(payment.collect(), CashHandedIn)
    assert (handed_in.amount, handed_in.holder) == (AMOUNT, "issa")
    with pytest.raises(IllegalTransition):
        payment.hand_in_cash(NOW)


@pytest.mark.parametrize("payment", [a_payment(), on_delivery(), paid()])
def test_what_nobody_holds_is_not_handed_in(payment: PaymentTransaction) -> None:
    with pytest.raises(IllegalTransition):
        payment.hand_in_cash(NOW)


def test_where_no_cash_was_agreed_on_none_is_taken() -> None:
    for payment in (a_payment(), paid()):
        payment.collect_cash("issa", NOW)
        assert (payment.cash, payment.collect()) == (None, [])


# -- off


def test_of_an_order_that_is_off_nothing_is_taken_at_the_door() -> None:
    payment = on_delivery()
    payment.call_off(NOW)
    payment.collect()
    payment.collect_cash("issa", NOW)
    assert (payment.state, payment.cash, payment.collect()) == (P.CLOSED, None, [])


def test_and_money_that_comes_then_pays_all_of_it() -> None:
    payment = on_delivery()
    payment.call_off(NOW)
    collects(payment, 25_500)
    assert (payment.state, payment.paid, payment.captures[0].credited) == (P.CONFIRMED, AMOUNT, francs(0))


def test_a_deposit_that_comes_late_is_still_the_deposit() -> None:
    payment = pending()
    payment.agree_on_cash(francs(20_000), NOW)
    payment.call_off(NOW)
    collects(payment, 5_500)
    assert (payment.state, payment.attempt(FIRST).state) == (P.ON_DELIVERY, "succeeded")


def test_cash_of_another_currency_is_none() -> None:
    with pytest.raises(Exception, match="is not"):
        a_payment().agree_on_cash(shillings("9"), NOW)


# -- whose hands it goes through


def test_the_rider_has_it_until_he_hands_it_in() -> None:
    sale = a_sale()
    sale.is_paid_at_the_door()
    sale.is_shipped(issa)
    sale.is_delivered()
    assert sale.payment.cash == Cash(AMOUNT, issa.number)
    assert sale.shop.do(payments.hand_in_cash, sale.id) == AMOUNT
    assert sale.payment.cash == Cash(AMOUNT, issa.number, handed_in=True)


def test_what_nobody_carried_is_in_the_till_at_once() -> None:
    sale = a_sale()
    sale.is_paid_at_the_door()
    sale.is_delivered()
    assert (sale.state, sale.payment.cash) == (OrderState.CLOSED, Cash(AMOUNT, "shop", handed_in=True))
