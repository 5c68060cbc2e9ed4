"""Whole orders whose money does not fit, comes in parts, late, at the door, or goes back: over the real reactions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.fulfillment.values import ShipmentStatus
from domain.ordering.events import OrderCancelled, OrderConfirmed, OrderPaid
from domain.ordering.order_state import OrderState
from domain.payment import refunding
from domain.payment import use_cases as payments
from domain.payment.errors import NothingToPay, NotYours
from domain.payment.events import MoneyMoved, PaymentOnDelivery, PaymentTakenBack, RefundCompleted, RefundFailed
from domain.payment.gateway import RefundReport, RefundState, Rejected
from domain.payment.values import AttemptState, PaymentState
from domain.processes.order_to_delivery import Stage
from tests.domain.builders import HOLD, NOW, Sale, a_sale, moussa_takes
from tests.domain.invariants import books_agree
from tests.people import awa, issa
from tests.shops import francs, shillings, wax

A, O, R = AttemptState, OrderState, RefundState  # noqa: E741 - a wallet's word, an order's word, a refund's word


# -- a part


def test_a_part_is_paid_and_then_the_rest() -> None:
    sale = a_sale(stock=4, quantity=2)
    sale.pays(10_000)
    assert (sale.state, sale.payment.due, sale.shop.stock(wax)) == (O.AWAITING_PAYMENT, francs(15_500), (4, 2))
    rest = sale.is_paid()
    assert (sale.attempt(rest).amount, sale.state) == (francs(15_500), O.READY_FOR_SHIPMENT)
    assert (sale.given_back, sale.credited) == ([], [])


def test_a_part_gives_the_buyer_more_time_for_the_rest() -> None:
    sale = a_sale(stock=2, quantity=2)
    sale.shop.clock.pass_by(minutes=20)
    sale.pays(10_000)
    assert sale.order.pay_by == NOW + timedelta(minutes=20) + HOLD
    sale.shop.clock.pass_by(minutes=20)
    sale.is_paid()
    assert (sale.state, sale.shop.stock(wax)) == (O.READY_FOR_SHIPMENT, (0, 0))


def test_a_part_without_the_rest_is_credit_when_the_time_is_over() -> None:
    sale = a_sale(stock=4, quantity=2)
    sale.pays(10_000)
    sale.expires()
    assert (sale.state, sale.shop.stock(wax)) == (O.EXPIRED, (4, 0))
    assert (sale.credited, sale.given_back, sale.shop.credit_of(awa)) == ([(10_000, "expired")], [], 10_000)


def test_the_rest_that_comes_after_the_time_is_credit_too() -> None:
    sale = a_sale()
    sale.pays(10_000)
    rest = sale.tries()
    sale.expires()
    sale.hears(rest, A.SUCCEEDED)
    assert (sale.state, sale.shop.credit_of(awa)) == (O.EXPIRED, 25_500)


def test_a_part_of_a_cancelled_order_goes_back() -> None:
    sale = a_sale()
    sale.pays(10_000)
    sale.is_cancelled()
    assert (sale.given_back, sale.shop.credit_of(awa)) == ([(10_000, "cancelled_by_buyer")], 0)


def test_credit_from_what_expired_pays_the_order_made_anew() -> None:
    first = a_sale()
    first.pays(10_000)
    first.expires()
    again = first.shop.sells_to(awa, {wax: 2})
    again.is_paid_with_credit()
    again.is_paid()
    assert (again.state, again.payment.captures[0].money, again.shop.credit_of(awa)) == (
        O.READY_FOR_SHIPMENT,
        francs(15_500),
        0,
    )


# -- too much


def test_what_was_too_much_is_credit_and_the_order_goes_on() -> None:
    sale = a_sale()
    sale.pays(26_000)
    assert (sale.state, sale.credited, sale.given_back) == (O.READY_FOR_SHIPMENT, [(500, "overpaid")], [])
    sale.is_cancelled("shop")
    assert (sale.given_back, sale.shop.credit_of(awa)) == ([(25_500, "cancelled_by_shop")], 500)


# -- late, and the goods are gone


def too_late() -> Sale:
    sale = a_sale(stock=3, quantity=3)
    attempt = sale.tries()
    sale.expires()
    moussa_takes(sale.shop, wax, 2)
    sale.hears(attempt, A.SUCCEEDED)
    return sale


def test_who_paid_too_late_for_the_goods_may_have_the_money_back() -> None:
    sale = too_late()
    assert (sale.state, sale.credited) == (O.CANCELLED, [(37_500, "stock")])
    sale.shop.do(refunding.refund_credit, sale.id, awa.customer_id)
    assert (sale.given_back, sale.shop.credit_of(awa)) == ([(37_500, "credit")], 0)


def test_or_spend_it_on_what_is_left() -> None:
    sale = too_late()
    another = sale.shop.sells_to(awa, {wax: 1})
    another.is_paid_with_credit()
    assert (another.state, another.payment.captures, another.shop.credit_of(awa)) == (O.READY_FOR_SHIPMENT, [], 24_000)


# -- another currency


def test_another_currency_is_held_given_back_and_then_the_order_is_paid_properly() -> None:
    sale = a_sale()
    sale.hears(sale.tries(), A.SUCCEEDED, money=shillings("255"))
    assert (sale.state, sale.payment.due, sale.payment.held_money) == (
        O.AWAITING_PAYMENT,
        francs(25_500),
        shillings("255"),
    )
    with pytest.raises(NothingToPay):
        sale.tries()
    assert sale.shop.do(refunding.give_back_held, sale.id) == shillings("255")
    sale.is_paid()
    assert (sale.state, sale.given_back) == (O.READY_FOR_SHIPMENT, [(25_500, "currency")])


# -- taken back


def test_what_is_taken_back_before_it_was_sent_cancels_the_order() -> None:
    sale = a_sale(stock=4, quantity=2)
    sale.is_taken_back(sale.is_paid())
    [cancelled] = sale.shop.said(OrderCancelled)
    assert (cancelled.by, sale.state, sale.stage) == ("wallet", O.CANCELLED, Stage.CANCELLED)
    assert (sale.shop.stock(wax), sale.shipment.status, sale.given_back) == ((4, 0), ShipmentStatus.CANCELLED, [])


def test_what_else_had_paid_it_goes_back() -> None:
    first = a_sale(stock=9)
    first.pays(25_500 + 3_000)
    sale = first.shop.sells_to(awa, {wax: 2})
    sale.is_paid_with_credit()
    part = sale.pays(10_000)
    sale.is_paid()
    sale.is_taken_back(part)
    assert (sale.state, sale.given_back) == (O.CANCELLED, [(12_500, "cancelled_by_wallet")])
    assert sale.shop.credit_of(awa) == 3_000


@pytest.mark.parametrize("gone", [Sale.is_shipped, Sale.is_delivered])
def test_what_is_taken_back_after_it_was_sent_is_the_shops_loss(gone: object) -> None:
    sale = a_sale()
    attempt = sale.is_paid()
    gone(sale)  # type: ignore[operator]
    before = sale.state
    sale.is_taken_back(attempt)
    [lost] = sale.shop.said(PaymentTakenBack)
    assert (lost.paid, lost.amount, sale.state) == (True, francs(25_500), before)
    assert sale.payment.refundable == francs(0)


def test_what_came_and_went_while_nobody_looked_leaves_even_an_expired_order_as_it_is() -> None:
    sale = a_sale()
    attempt = sale.tries()
    sale.expires()
    sale.is_taken_back(attempt)
    [lost] = sale.shop.said(PaymentTakenBack)
    assert (lost.paid, sale.state, sale.shop.said(OrderPaid)) == (False, O.EXPIRED, [])


def test_credit_that_nobody_has_spent_goes_with_the_money_that_it_came_from() -> None:
    """Or somebody lets an order expire, has the wallet take the money back, and shops with what is left."""
    sale = a_sale()
    part = sale.tries()
    sale.hears(part, A.SUCCEEDED, money=francs(10_000))
    sale.expires()
    assert sale.shop.credit_of(awa) == 10_000
    sale.hears(part, A.SUCCEEDED, money=francs(10_000), taken_back=True)
    assert sale.shop.credit_of(awa) == 0
    books_agree(sale.payment, sale.shop.said(MoneyMoved))


# -- cash at the door


def test_an_order_is_paid_at_the_door() -> None:
    sale = a_sale(stock=4, quantity=2)
    sale.is_paid_at_the_door()
    [confirmed] = sale.shop.said(OrderConfirmed)
    assert (confirmed.cash, sale.state, sale.shop.stock(wax)) == (francs(25_500), O.READY_FOR_SHIPMENT, (2, 0))
    assert not sale.order.is_paid
    sale.is_shipped(issa)
    assert sale.payment.state == PaymentState.ON_DELIVERY
    sale.is_delivered()
    assert (sale.state, sale.payment.state, sale.payment.paid) == (O.CLOSED, PaymentState.CONFIRMED, francs(25_500))
    assert sale.shop.said(OrderPaid) == []


def test_with_a_deposit_it_waits_for_that_and_goes_on() -> None:
    sale = a_sale()
    sale.is_paid_at_the_door(20_000)
    assert (sale.state, sale.shop.said(PaymentOnDelivery)) == (O.AWAITING_PAYMENT, [])
    deposit = sale.is_paid()
    assert (sale.attempt(deposit).amount, sale.state) == (francs(5_500), O.READY_FOR_SHIPMENT)
    assert sale.order.is_paid


def test_without_its_deposit_the_order_expires_and_the_deposit_may_still_come() -> None:
    sale = a_sale()
    sale.is_paid_at_the_door(20_000)
    attempt = sale.tries()
    sale.expires()
    assert sale.state == O.EXPIRED
    sale.hears(attempt, A.SUCCEEDED)
    assert (sale.state, sale.order.cash) == (O.READY_FOR_SHIPMENT, francs(20_000))


def test_what_is_refused_at_the_door_comes_back_and_only_the_deposit_is_returned() -> None:
    sale = a_sale(stock=4, quantity=2)
    sale.is_paid_at_the_door(20_000)
    sale.is_paid()
    sale.is_shipped()
    sale.comes_back()
    assert (sale.state, sale.shop.stock(wax)) == (O.RETURNED, (4, 0))
    assert (sale.given_back, sale.payment.cash) == ([(5_500, "returned")], None)


def test_what_is_cancelled_before_it_leaves_has_nothing_to_take() -> None:
    sale = a_sale(stock=4, quantity=2)
    sale.is_paid_at_the_door()
    sale.is_cancelled()
    [cancelled] = sale.shop.said(OrderCancelled)
    assert (cancelled.was_paid, sale.given_back, sale.payment.state) == (False, [], PaymentState.CLOSED)
    assert sale.shop.stock(wax) == (4, 0)


# -- money back, by people


def test_a_refund_is_asked_by_the_buyer_and_approved_by_one() -> None:
    sale = a_sale()
    sale.is_paid()
    sale.is_asked_back(5_000, by="awa")
    assert (sale.given_back, sale.refund_states) == ([], [R.ASKED])
    sale.is_approved(by="fatou")
    assert (sale.given_back, sale.state) == ([(5_000, "asked")], O.READY_FOR_SHIPMENT)


def test_a_large_refund_needs_two() -> None:
    sale = a_sale()
    sale.is_paid()
    sale.is_asked_back(25_000)
    sale.is_approved(by="fatou", needed=2)
    with pytest.raises(NotYours):
        sale.is_approved(by="fatou", needed=2)
    assert sale.refund_states == [R.ASKED]
    sale.is_approved(by="koffi", needed=2)
    assert sale.refund_states == [R.REQUESTED]


def test_a_refund_that_is_declined_moves_nothing() -> None:
    sale = a_sale()
    sale.is_paid()
    sale.is_asked_back()
    before = sale.books
    sale.shop.do(refunding.decline_refund, sale.id)
    assert (sale.refund_states, sale.given_back, sale.books) == ([R.DECLINED], [], before)
    assert sale.payment.refundable == francs(25_500)


def test_an_order_that_is_cancelled_while_a_refund_waits_gives_everything_back_once() -> None:
    sale = a_sale()
    sale.is_paid()
    sale.is_asked_back(5_000)
    sale.is_cancelled("shop")
    assert sale.given_back == [(5_000, "asked"), (20_500, "cancelled_by_shop")]


def test_what_no_wallet_gives_back_the_shop_pays_by_hand() -> None:
    sale = a_sale()
    sale.is_paid()
    sale.is_cancelled()
    shop, payment, [refund] = sale.shop, sale.payment, sale.payment.refunds
    shop.do(refunding.begin_refund_look, payment.id, refund.id)
    shop.do(refunding.record_refund_answer, payment.id, refund.id, Rejected("refunds-off"))
    assert (sale.refund_states, [each.payer for each in shop.said(RefundFailed)]) == ([R.BY_HAND], [awa.number])

    shop.clock.pass_by(days=1)
    assert shop.do(refunding.begin_refund_look, payment.id, refund.id)[1] == R.BY_HAND
    assert len(shop.said(RefundFailed)) == 2

    shop.do(refunding.pay_out_by_hand, sale.id, "OM-4711")
    shop.do(refunding.record_refund_answer, payment.id, refund.id, RefundReport(R.DONE))
    assert (sale.payment.refunds[0].receipt, sale.refund_states) == ("OM-4711", [R.DONE])
    assert len(shop.said(RefundCompleted)) == 1


def test_cash_that_was_taken_is_handed_in_whatever_becomes_of_the_rest() -> None:
    sale = a_sale()
    sale.is_paid_at_the_door(20_000)
    deposit = sale.is_paid()
    sale.is_shipped(issa)
    sale.is_delivered()
    sale.is_taken_back(deposit)
    assert sale.shop.do(payments.hand_in_cash, sale.id) == francs(20_000)
    assert (sale.state, sale.payment.paid) == (O.CLOSED, francs(20_000))
