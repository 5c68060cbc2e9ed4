"""What has gone wrong in other shops' software, and does not here: each is named after where it happened.

The numbers are those of the list that we keep of them; what needs a real door or two processes (T1, T4 to T7, T13 and
later) is tested there.
"""

from __future__ import annotations

import pytest

from domain.ordering.errors import CannotCancel
from domain.ordering.order_state import OrderState
from domain.payment import refunding
from domain.payment import use_cases as payments
from domain.payment.errors import AttemptUnderWay, NothingToPay
from domain.payment.events import CreditUsed, PaymentConfirmed
from domain.payment.gateway import Unknown
from domain.payment.ledger import Account
from domain.payment.values import AttemptState
from tests.domain.builders import Sale, a_sale, moussa_takes, names
from tests.people import awa
from tests.shops import francs, wax

A, O = AttemptState, OrderState  # noqa: E741 - a wallet's word, an order's word


def times(sale: Sale, event: str) -> int:
    return names(sale.shop.store.events).count(event)


def test_two_requests_to_pay_are_one_attempt() -> None:
    """T2, saleor/saleor #19220: a second payment was opened while the first was under way."""
    sale = a_sale()
    first = sale.begins()
    with pytest.raises(AttemptUnderWay) as refused:
        sale.begins("orange")
    assert refused.value.attempt_id == first
    assert [attempt.id for attempt in sale.payment.attempts] == [first]


def test_one_success_heard_of_three_ways_is_one_capture() -> None:
    """T3, medusajs/medusa #13301: captured by the webhook and again by whoever asked."""
    sale = a_sale()
    attempt = sale.tries()
    sale.shop.do(payments.signal_attempt, sale.payment.id, attempt, sale.attempt(attempt).ref)
    for _ in ("the callback", "the clock", "the buyer says so"):
        sale.shop.do(payments.begin_look, sale.payment.id, attempt)
        sale.hears(attempt, A.SUCCEEDED)
    assert [capture.money for capture in sale.payment.captures] == [francs(25_500)]
    assert sale.state == O.READY_FOR_SHIPMENT


def test_fifty_identical_callbacks_pay_and_take_the_goods_once() -> None:
    """T8, Automattic/woocommerce-payments #3520: paid twice meant two mails and twice the stock."""
    sale = a_sale(stock=4, quantity=2)
    attempt = sale.tries()
    for _ in range(50):
        sale.shop.do(payments.signal_attempt, sale.payment.id, attempt, sale.attempt(attempt).ref)
        sale.hears(attempt, A.SUCCEEDED)
    once = ("PaymentConfirmed", "StockTaken", "OrderPaid", "OrderReadyForShipment", "ShipmentCreated")
    assert [times(sale, event) for event in once] == [1] * len(once)
    assert (sale.shop.stock(wax), sale.books[Account.CAPTURED]) == ((2, 0), francs(25_500))


def test_who_saw_a_failure_first_learns_what_became_of_it() -> None:
    """T9, PrestaShopCorp/ps_checkout #1546: the buyer saw an error, tried again, and paid twice."""
    sale = a_sale()
    first = sale.begins()
    sale.shop.do(payments.record_answer, sale.payment.id, first, Unknown(why="time-out"))
    with pytest.raises(AttemptUnderWay):
        sale.begins()
    sale.hears(first, A.SUCCEEDED)
    with pytest.raises(NothingToPay):
        sale.begins()
    assert times(sale, "PaymentConfirmed") == 1


def test_who_paid_twice_after_all_gets_the_second_back_by_itself() -> None:
    """T9 again, mollie/PrestaShop #1251: two successes for one order."""
    sale = a_sale()
    first = sale.tries("wave")
    sale.hears(first, A.FAILED)
    sale.is_paid()
    sale.hears(first, A.SUCCEEDED)
    assert (sale.state, sale.given_back) == (O.READY_FOR_SHIPMENT, [(25_500, "duplicate")])


@pytest.mark.parametrize(
    ("goods_are", "state", "credited"),
    [("there", O.READY_FOR_SHIPMENT, []), ("gone", O.CANCELLED, [(25_500, "stock")])],
)
def test_a_late_success_buys_or_is_credit_and_is_never_lost(
    goods_are: str, state: OrderState, credited: list[tuple[int, str]]
) -> None:
    """T10, mercadopago/cart-woocommerce #73: paid after the hold had lapsed, and the paid order stayed cancelled."""
    sale = a_sale(stock=2, quantity=2)
    attempt = sale.tries()
    sale.expires()
    if goods_are == "gone":
        moussa_takes(sale.shop, wax, 1)
    sale.hears(attempt, A.SUCCEEDED)
    assert (sale.state, sale.credited) == (state, credited)
    assert sale.shop.said(PaymentConfirmed)[-1].late


def test_a_late_success_never_opens_a_cancelled_order_again() -> None:
    """T10 again, moshthepitt/woocommerce-lipa-na-mpesa #2."""
    sale = a_sale()
    attempt = sale.tries()
    sale.is_cancelled()
    sale.hears(attempt, A.SUCCEEDED)
    assert (sale.state, sale.given_back) == (O.CANCELLED, [(25_500, "cancelled")])
    with pytest.raises(CannotCancel):
        sale.is_cancelled()


@pytest.mark.parametrize("end", [end for end in (None, *AttemptState) if end != A.SUCCEEDED])
def test_no_word_but_success_pays(end: AttemptState | None) -> None:
    """T11, osenco/osen-wc-mpesa #55: the buyer cancelled the prompt, and the order went through."""
    sale = a_sale()
    sale.hears(sale.tries(), end)
    assert (sale.state, sale.payment.captures, sale.payment.paid) == (O.AWAITING_PAYMENT, [], francs(0))


def test_credit_is_not_spent_from_two_carts() -> None:
    """T12, spree/spree #11284: store credit spent twice from two tabs. The race is in tests/integrations/store."""
    first = a_sale(stock=9)
    first.pays(25_500 + 13_500)
    one, other = (first.shop.sells_to(awa, {wax: 1}) for _ in range(2))
    assert (one.is_paid_with_credit(), other.is_paid_with_credit()) == (13_500, 0)
    assert (one.state, other.state) == (O.READY_FOR_SHIPMENT, O.AWAITING_PAYMENT)
    assert [each.amount for each in first.shop.said(CreditUsed)] == [francs(13_500)]


def test_credit_that_was_spent_is_not_paid_back_too() -> None:
    """T12 again: spent in one tab, refunded in the other."""
    first = a_sale(stock=9)
    first.pays(25_500 + 13_500)
    one = first.shop.sells_to(awa, {wax: 1})
    one.is_paid_with_credit()
    assert first.shop.do(refunding.refund_credit, first.id, awa.customer_id) == francs(0)
    assert first.given_back == []
