"""An order goes its way and no other, keeps what was sold, and adds up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalog import use_cases as shelf
from domain.catalog.errors import OutOfStock
from domain.ordering import use_cases as ordering
from domain.ordering.coupon import Coupon
from domain.ordering.errors import CannotCancel, EmptyCart
from domain.ordering.events import OrderCancelled, OrderConfirmed, OrderPlaced
from domain.ordering.order import Delivery, Order, OrderItem
from domain.ordering.order_state import CANCELLABLE, MAY_BECOME, OrderState
from domain.payment.events import PaymentInitiated
from domain.shared.errors import IllegalTransition, Invalid
from domain.shared.ids import OrderId, PaymentId, ProductId
from domain.shared.money import CurrencyMismatch, Money
from domain.shared.sku import ProductSKU
from tests.domain.builders import HOLD, HOME, NOW, SHOP, a_sale, names, open_shop
from tests.people import awa
from tests.shops import a_shop, bag, francs, shillings, wax

S = OrderState
PAYMENT, CASH = PaymentId("payment-1"), francs(20_000)


def an_order(state: OrderState = S.AWAITING_PAYMENT, paid_with: PaymentId | None = None) -> Order:
    items = (OrderItem(wax.sku, wax.name, wax.price, 2),)
    delivery = Delivery(francs(1_500), HOME)
    id = OrderId("order-1")
    return Order(id, SHOP, 7, awa.customer_id, items, delivery, NOW, NOW + HOLD, state=state, payment_id=paid_with)


# -- every way there is, and every way there is not

MOVES: dict[OrderState, Callable[[Order], None]] = {
    S.CONFIRMED: lambda order: order.confirm(PAYMENT, CASH, NOW),
    S.PAID: lambda order: order.mark_paid(PAYMENT, NOW),
    S.READY_FOR_SHIPMENT: lambda order: order.make_ready(NOW),
    S.SHIPPED: lambda order: order.mark_shipped(NOW),
    S.DELIVERED: lambda order: order.mark_delivered(NOW),
    S.CLOSED: lambda order: order.close(NOW),
    S.CANCELLED: lambda order: order.give_up(PAYMENT, NOW),
    S.RETURNED: lambda order: order.mark_returned(NOW),
}
ALLOWED = {
    (S.AWAITING_PAYMENT, S.CONFIRMED),
    (S.AWAITING_PAYMENT, S.PAID),
    (S.AWAITING_PAYMENT, S.EXPIRED),
    (S.AWAITING_PAYMENT, S.CANCELLED),
    (S.CONFIRMED, S.READY_FOR_SHIPMENT),
    (S.CONFIRMED, S.CANCELLED),
    (S.PAID, S.READY_FOR_SHIPMENT),
    (S.PAID, S.CANCELLED),
    (S.READY_FOR_SHIPMENT, S.SHIPPED),
    (S.READY_FOR_SHIPMENT, S.CANCELLED),
    (S.SHIPPED, S.DELIVERED),
    (S.SHIPPED, S.RETURNED),
    (S.DELIVERED, S.CLOSED),
    (S.EXPIRED, S.CONFIRMED),
    (S.EXPIRED, S.PAID),
    (S.EXPIRED, S.CANCELLED),
}


@pytest.mark.parametrize(("before", "after"), list(product(OrderState, MOVES)))
def test_every_pair_of_states(before: OrderState, after: OrderState) -> None:
    order = an_order(before)
    if (before, after) in ALLOWED:
        MOVES[after](order)
        assert order.state == after
    else:
        with pytest.raises(IllegalTransition) as refused:
            MOVES[after](order)
        assert (refused.value.state, refused.value.wanted, order.state) == (before, after, before)
        assert order.collect() == []


@pytest.mark.parametrize(("before", "after"), list(product(OrderState, OrderState)))
def test_the_table_says_the_same(before: OrderState, after: OrderState) -> None:
    assert (after in MAY_BECOME[before]) == ((before, after) in ALLOWED)


@pytest.mark.parametrize("state", OrderState)
def test_an_order_expires_only_while_it_waits(state: OrderState) -> None:
    order = an_order(state)
    order.expire(NOW + HOLD)
    assert order.state == (S.EXPIRED if state == S.AWAITING_PAYMENT else state)


def test_an_order_expires_at_its_minute_and_not_before() -> None:
    order = an_order()
    order.expire(order.pay_by - timedelta(microseconds=1))
    assert order.state == S.AWAITING_PAYMENT
    order.expire(order.pay_by)
    assert order.state == S.EXPIRED
    order.expire(order.pay_by)
    assert names(order.collect()) == ["OrderExpired"]


@pytest.mark.parametrize("state", OrderState)
def test_only_what_has_not_left_is_cancelled(state: OrderState) -> None:
    order = an_order(state)
    if state in CANCELLABLE:
        order.cancel("buyer", NOW)
        assert order.state == S.CANCELLED
    else:
        with pytest.raises(CannotCancel) as refused:
            order.cancel("buyer", NOW)
        assert refused.value.state == state


@pytest.mark.parametrize(("paid_with", "was_paid"), [(None, False), (PAYMENT, True)])
def test_a_cancellation_says_whether_money_must_go_back(paid_with: PaymentId | None, was_paid: bool) -> None:
    order = an_order(S.PAID if paid_with else S.AWAITING_PAYMENT, paid_with)
    order.cancel("shop", NOW)
    [cancelled] = order.collect()
    assert isinstance(cancelled, OrderCancelled)
    assert (cancelled.by, cancelled.was_paid) == ("shop", was_paid)


def test_the_same_payment_again_changes_nothing() -> None:
    order = an_order()
    order.mark_paid(PAYMENT, NOW)
    order.mark_paid(PAYMENT, NOW)
    order.make_ready(NOW)
    order.mark_paid(PAYMENT, NOW)
    assert (order.is_paid, order.state) == (True, S.READY_FOR_SHIPMENT)
    assert names(order.collect()) == ["OrderPaid", "OrderReadyForShipment"]


def test_another_payment_does_not_pay_it_again() -> None:
    order = an_order()
    order.mark_paid(PAYMENT, NOW)
    with pytest.raises(IllegalTransition):
        order.mark_paid(PaymentId("payment-2"), NOW)


@pytest.mark.parametrize("settle", [MOVES[S.PAID], MOVES[S.CONFIRMED]])
def test_what_is_settled_is_settled_once_however(settle: Callable[[Order], None]) -> None:
    order = an_order()
    for _ in range(3):
        settle(order)
    before = order.state
    MOVES[S.PAID](order)
    MOVES[S.CONFIRMED](order)
    assert (order.state, len(order.collect())) == (before, 1)


@pytest.mark.parametrize(("cash", "is_paid"), [(0, True), (20_000, True), (25_499, True), (25_500, False)])
def test_what_is_paid_only_at_the_door_is_not_paid_yet(cash: int, is_paid: bool) -> None:
    order = an_order()
    order.confirm(PAYMENT, francs(cash), NOW)
    order.cancel("buyer", NOW)
    [confirmed, cancelled] = order.collect()
    assert isinstance(confirmed, OrderConfirmed) and isinstance(cancelled, OrderCancelled)
    assert (confirmed.cash, confirmed.total) == (francs(cash), francs(25_500))
    assert (order.is_paid, cancelled.was_paid) == (is_paid, is_paid)


def test_a_part_that_comes_gives_more_time_and_never_less() -> None:
    order = an_order()
    order.wait_until(NOW + 2 * HOLD)
    order.wait_until(NOW)
    assert order.pay_by == NOW + 2 * HOLD
    order.expire(NOW + HOLD)
    assert order.state == S.AWAITING_PAYMENT


@pytest.mark.parametrize("state", [state for state in OrderState if state != S.AWAITING_PAYMENT])
def test_what_no_longer_waits_gets_no_more_time(state: OrderState) -> None:
    order = an_order(state)
    order.wait_until(NOW + 2 * HOLD)
    assert order.pay_by == NOW + HOLD


# -- what it holds


def test_an_order_of_nothing_is_none() -> None:
    with pytest.raises(EmptyCart):
        Order(OrderId("o"), SHOP, 1, awa.customer_id, (), Delivery(francs(0)), NOW, NOW)
    with pytest.raises(Invalid):
        OrderItem(wax.sku, wax.name, wax.price, 0)


def test_a_fee_of_another_currency_does_not_add_up() -> None:
    items = (OrderItem(wax.sku, wax.name, wax.price, 1),)
    with pytest.raises(CurrencyMismatch):
        _ = Order(OrderId("o"), SHOP, 1, awa.customer_id, items, Delivery(shillings("1")), NOW, NOW).total


def test_what_is_fetched_has_no_address() -> None:
    assert Delivery(francs(0)).is_pickup
    assert not Delivery(francs(0), HOME).is_pickup


lines = st.lists(st.tuples(st.integers(1, 10**7), st.integers(1, 999)), min_size=1, max_size=8)


@given(lines, st.integers(1, 100), st.integers(0, 10**6))
def test_the_total_is_the_items_minus_the_discount_plus_the_fee(
    bought: list[tuple[int, int]], percent: int, fee: int
) -> None:
    items = tuple(OrderItem(ProductSKU(f"T{n}"), "", francs(price), many) for n, (price, many) in enumerate(bought))
    worth = sum(price * many for price, many in bought)
    discount = Coupon("A", percent=percent).discount_on(francs(worth), NOW)

    order = Order(
        OrderId("o"), SHOP, 1, awa.customer_id, items, Delivery(francs(fee)), NOW, NOW + HOLD, discount=discount
    )

    assert order.subtotal == francs(worth)
    assert order.total == Money(worth - discount.minor + fee, "XOF")
    assert order.total.minor >= fee


# -- checkout


def test_checkout_places_holds_and_starts_one_payment() -> None:
    sale = a_sale(stock=4, quantity=2)
    [placed], [initiated] = sale.shop.said(OrderPlaced), sale.shop.said(PaymentInitiated)
    assert (placed.number, placed.total, placed.customer_id) == (sale.order.number, francs(25_500), awa.customer_id)
    assert (initiated.amount, initiated.order_id) == (placed.total, sale.id)
    assert (sale.state, sale.shop.stock(wax)) == (S.AWAITING_PAYMENT, (4, 2))
    assert sale.order.pay_by == NOW + HOLD


def test_the_carts_total_is_the_orders_without_its_fee() -> None:
    shop = open_shop(a_shop().selling(wax, stock=4).selling(bag, stock=2))
    with shop.work() as work:
        work.coupons.add(Coupon("NOEL", percent=7))
    shop.do(ordering.add_item_to_cart, awa.customer_id, wax.sku, 1)
    shop.do(ordering.apply_coupon, awa.customer_id, "noel")
    cart = shop.do(ordering.add_item_to_cart, awa.customer_id, bag.sku, 1)

    order = shop.do(ordering.checkout, awa.customer_id, Delivery(francs(1_000), HOME), HOLD)

    assert order.total == cart.subtotal - cart.discount(NOW) + francs(1_000)
    assert (order.coupon, order.discount) == ("NOEL", francs(2_135))


def test_a_checked_out_cart_is_gone_and_the_next_order_has_the_next_number() -> None:
    sale = a_sale(stock=4, quantity=1)
    with sale.shop.work() as work:
        assert work.carts.open_of(awa.customer_id) is None
    with pytest.raises(EmptyCart):
        sale.shop.do(ordering.checkout, awa.customer_id, Delivery(francs(0)), HOLD)
    assert sale.shop.sells_to(awa, {wax: 1}).order.number == sale.order.number + 1


def test_an_empty_cart_is_not_checked_out() -> None:
    shop = open_shop(a_shop().selling(wax, stock=4))
    shop.do(ordering.add_item_to_cart, awa.customer_id, wax.sku, 1)
    shop.do(ordering.clear_cart, awa.customer_id)
    with pytest.raises(EmptyCart):
        shop.do(ordering.checkout, awa.customer_id, Delivery(francs(0)), HOLD)


def test_a_checkout_that_is_short_leaves_everything_as_it_was() -> None:
    shop = open_shop(a_shop().selling(wax, stock=4).selling(bag, stock=1))
    for thing in (wax, bag):
        shop.do(ordering.add_item_to_cart, awa.customer_id, thing.sku, 1)
    shop.do(shelf.set_stock, bag.sku, 0, "fatou")
    before = shop.facts(), len(shop.store.events)
    with pytest.raises(OutOfStock) as short:
        shop.do(ordering.checkout, awa.customer_id, Delivery(francs(0)), HOLD)
    assert short.value.short == {"SAC-CUIR": 0}
    assert (shop.facts(), len(shop.store.events)) == before


def test_a_placed_order_keeps_the_name_and_price_it_was_sold_for() -> None:
    sale = a_sale()
    sale.shop.do(shelf.update_product, ProductId("product-wax6"), 0, name="Autre chose")
    sale.shop.do(shelf.set_product_price, wax.sku, francs(99_000))
    [item] = sale.order.items
    assert (item.name, item.price) == (wax.name, wax.price)
