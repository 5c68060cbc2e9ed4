"""A cart is the draft of an order: it counts, it discounts, and it asks the shelf."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ordering import use_cases as ordering
from domain.ordering.cart import MOST_LINES, MOST_OF_ONE, Cart
from domain.ordering.coupon import Coupon
from domain.ordering.errors import CouponRefused, NotEnough, NotSold, TooMany
from domain.ordering.events import (
    CartCreated,
    CartRepriced,
    CouponApplied,
    ItemAdded,
    ItemRemoved,
    QuantityUpdated,
)
from domain.shared.errors import Invalid, NotFound
from domain.shared.ids import CartId
from domain.shared.money import CurrencyMismatch, Money
from domain.shared.sku import ProductSKU
from tests.domain.builders import NOW, SHOP, names, open_shop
from tests.people import awa, moussa
from tests.shops import a_shop, bag, francs, shillings, wax


def a_cart(quantity: int = 0) -> Cart:
    cart = Cart(CartId("c1"), SHOP, awa.customer_id, "XOF")
    if quantity:
        cart.add(wax.sku, wax.name, wax.price, quantity, NOW)
    cart.collect()
    return cart


# -- lines


def test_an_opened_cart_says_so() -> None:
    cart = Cart.open(CartId("c1"), SHOP, awa.customer_id, "XOF", NOW)
    [created] = cart.collect()
    assert isinstance(created, CartCreated)
    assert (cart.is_empty, cart.subtotal) == (True, francs(0))


def test_more_of_the_same_is_one_line_at_the_present_price() -> None:
    cart = a_cart(2)
    cart.add(wax.sku, wax.name, francs(10_000), 1, NOW)
    assert [(line.quantity, line.price) for line in cart.lines] == [(3, francs(10_000))]
    [added] = cart.collect()
    assert isinstance(added, ItemAdded) and added.quantity == 1


def test_lines_stay_in_the_order_in_which_they_came() -> None:
    cart = a_cart()
    for code in ("Z", "A", "M"):
        cart.add(ProductSKU(code), code, francs(1), 1, NOW)
    cart.add(ProductSKU("Z"), "Z", francs(1), 1, NOW)
    assert [line.sku.code for line in cart.lines] == ["Z", "A", "M"]


def test_a_line_has_its_most_and_so_has_a_cart() -> None:
    cart = a_cart(MOST_OF_ONE)
    with pytest.raises(TooMany) as refused:
        cart.add(wax.sku, wax.name, wax.price, 1, NOW)
    assert refused.value.most == MOST_OF_ONE
    for number in range(MOST_LINES - 1):
        cart.add(ProductSKU(f"T{number}"), "", francs(1), 1, NOW)
    with pytest.raises(TooMany) as refused:
        cart.add(bag.sku, bag.name, bag.price, 1, NOW)
    assert refused.value.most == MOST_LINES
    cart.add(ProductSKU("T1"), "", francs(1), 1, NOW)


@pytest.mark.parametrize("quantity", [0, -1])
def test_nothing_less_than_one_is_added(quantity: int) -> None:
    with pytest.raises(Invalid):
        a_cart().add(wax.sku, wax.name, wax.price, quantity, NOW)


def test_a_price_of_another_currency_does_not_come_in() -> None:
    cart = a_cart(1)
    with pytest.raises(CurrencyMismatch):
        cart.add(bag.sku, bag.name, shillings("1"), 1, NOW)
    assert cart.subtotal == wax.price


@pytest.mark.parametrize(("quantity", "refusal"), [(-1, Invalid), (MOST_OF_ONE + 1, TooMany)])
def test_a_quantity_lies_between_none_and_the_most(quantity: int, refusal: type[Exception]) -> None:
    cart = a_cart(2)
    with pytest.raises(refusal):
        cart.set_quantity(wax.sku, quantity, NOW)
    assert cart.quantity_of(wax.sku) == 2


@pytest.mark.parametrize(("quantity", "said"), [(MOST_OF_ONE, ["QuantityUpdated"]), (2, []), (0, ["ItemRemoved"])])
def test_a_quantity_is_set_and_said(quantity: int, said: list[str]) -> None:
    cart = a_cart(2)
    cart.set_quantity(wax.sku, quantity, NOW)
    assert cart.quantity_of(wax.sku) == quantity
    assert names(cart.collect()) == said


def test_a_changed_quantity_carries_old_and_new() -> None:
    cart = a_cart(2)
    cart.set_quantity(wax.sku, 5, NOW)
    [changed] = cart.collect()
    assert isinstance(changed, QuantityUpdated) and (changed.old, changed.new) == (2, 5)


def test_a_line_that_is_not_there_is_none_already() -> None:
    cart = a_cart(2)
    for quantity in (0, 3):
        cart.set_quantity(bag.sku, quantity, NOW)
    cart.remove(bag.sku, NOW)
    assert (len(cart.lines), cart.collect()) == (1, [])


def test_the_last_line_that_goes_leaves_the_cart_empty() -> None:
    cart = a_cart(2)
    cart.add(bag.sku, bag.name, bag.price, 1, NOW)
    cart.collect()
    cart.clear(NOW)
    assert [event.empty for event in cart.collect() if isinstance(event, ItemRemoved)] == [False, True]


def test_a_new_price_is_told_once() -> None:
    cart = a_cart(2)
    for _ in range(2):
        cart.reprice(wax.sku, francs(11_000), NOW)
    cart.reprice(bag.sku, francs(1), NOW)
    [told] = cart.collect()
    assert isinstance(told, CartRepriced)
    assert (cart.subtotal, told.old, told.new) == (francs(22_000), wax.price, francs(11_000))


# -- coupons


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"percent": 10, "amount": francs(500)},
        {"percent": -1},
        {"percent": 101},
        {"amount": francs(0)},
        {"amount": francs(-500)},
    ],
)
def test_a_coupon_is_a_per_cent_or_an_amount(words: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        Coupon("NOEL", **words)


@pytest.mark.parametrize(
    ("coupon", "off"),
    [
        (Coupon("A", percent=10), 999),
        (Coupon("A", percent=100), 9_999),
        (Coupon("A", percent=1), 99),
        (Coupon("A", amount=francs(500)), 500),
        (Coupon("A", amount=francs(50_000)), 9_999),
    ],
)
def test_a_discount_is_rounded_down_and_never_more_than_the_goods(coupon: Coupon, off: int) -> None:
    assert coupon.discount_on(francs(9_999), NOW) == francs(off)


def test_a_coupon_ends_at_its_minute() -> None:
    coupon = Coupon("NOEL", percent=10, until=NOW)
    assert coupon.discount_on(francs(100), NOW - timedelta(microseconds=1)) == francs(10)
    with pytest.raises(CouponRefused) as refused:
        coupon.discount_on(francs(100), NOW)
    assert (refused.value.why, refused.value.coupon) == ("expired", "NOEL")


def test_a_coupon_begins_at_its_minimum() -> None:
    coupon = Coupon("NOEL", percent=10, minimum=francs(100))
    assert coupon.discount_on(francs(100), NOW) == francs(10)
    with pytest.raises(CouponRefused) as refused:
        coupon.discount_on(francs(99), NOW)
    assert refused.value.why == "minimum"


def test_an_applied_coupon_counts_as_long_as_it_holds() -> None:
    cart = a_cart(2)
    assert cart.apply(Coupon("NOEL", percent=10, minimum=francs(20_000)), NOW) == francs(2_400)
    [applied] = cart.collect()
    assert isinstance(applied, CouponApplied) and (applied.code, applied.discount) == ("NOEL", francs(2_400))
    cart.set_quantity(wax.sku, 1, NOW)
    assert cart.discount(NOW) == francs(0)
    cart.set_quantity(wax.sku, 3, NOW)
    assert cart.discount(NOW) == francs(3_600)


def test_a_refused_coupon_leaves_the_one_that_was_there() -> None:
    cart = a_cart(1)
    cart.apply(Coupon("NOEL", percent=10), NOW)
    with pytest.raises(CouponRefused):
        cart.apply(Coupon("GRAND", percent=50, minimum=francs(1_000_000)), NOW)
    assert cart.coupon is not None and cart.coupon.code == "NOEL"


@given(st.integers(0, 10**9), st.integers(1, 100))
def test_a_per_cent_never_makes_money_nor_eats_more_than_there_is(subtotal: int, percent: int) -> None:
    off = Coupon("A", percent=percent).discount_on(francs(subtotal), NOW)
    assert 0 <= off.minor <= subtotal
    assert off.minor * 100 <= subtotal * percent < (off.minor + 1) * 100


# -- what a buyer does


def test_the_first_item_opens_the_one_cart() -> None:
    shop = open_shop(a_shop().selling(wax, stock=9).selling(bag, stock=9))
    for thing in (wax, bag):
        shop.do(ordering.add_item_to_cart, awa.customer_id, thing.sku, 1)
    shop.do(ordering.add_item_to_cart, moussa.customer_id, wax.sku, 1)
    assert len(shop.said(CartCreated)) == 2
    with shop.work() as work:
        cart = work.carts.open_of(awa.customer_id)
    assert cart is not None and cart.subtotal == wax.price + bag.price


def test_no_more_goes_in_than_can_be_bought() -> None:
    shop = open_shop(a_shop().selling(wax, stock=3))
    shop.do(ordering.add_item_to_cart, awa.customer_id, wax.sku, 2)
    with pytest.raises(NotEnough) as short:
        shop.do(ordering.add_item_to_cart, awa.customer_id, wax.sku, 2)
    assert (short.value.left, short.value.name) == (3, wax.name)
    shop.do(ordering.add_item_to_cart, awa.customer_id, wax.sku, 1)


def test_what_is_not_sold_does_not_go_in() -> None:
    shop = open_shop(a_shop().selling(wax, stock=3))
    with pytest.raises(NotSold):
        shop.do(ordering.add_item_to_cart, awa.customer_id, bag.sku, 1)


def test_quantities_change_up_to_the_shelf_and_down_without_asking_it() -> None:
    shop = open_shop(a_shop().selling(wax, stock=3))
    shop.do(ordering.add_item_to_cart, awa.customer_id, wax.sku, 3)
    shop.sells_to(moussa, {wax: 2}).is_paid()
    with pytest.raises(NotEnough):
        shop.do(ordering.change_quantity, awa.customer_id, wax.sku, 4)
    assert shop.do(ordering.change_quantity, awa.customer_id, wax.sku, 2).quantity_of(wax.sku) == 2
    assert shop.do(ordering.change_quantity, awa.customer_id, wax.sku, 0).is_empty
    with pytest.raises(NotFound):
        shop.do(ordering.change_quantity, moussa.customer_id, wax.sku, 1)


def test_a_cart_is_cleared_and_no_cart_is_clear_already() -> None:
    shop = open_shop(a_shop().selling(wax, stock=3))
    shop.do(ordering.clear_cart, awa.customer_id)
    shop.do(ordering.add_item_to_cart, awa.customer_id, wax.sku, 3)
    shop.do(ordering.clear_cart, awa.customer_id)
    with shop.work() as work:
        cart = work.carts.open_of(awa.customer_id)
    assert cart is not None and cart.is_empty


def test_a_coupon_is_found_as_it_is_typed() -> None:
    shop = open_shop(a_shop().selling(wax, stock=3))
    with shop.work() as work:
        work.coupons.add(Coupon("NOEL", percent=10))
    with pytest.raises(NotFound):
        shop.do(ordering.apply_coupon, awa.customer_id, "NOEL")
    shop.do(ordering.add_item_to_cart, awa.customer_id, wax.sku, 1)
    assert shop.do(ordering.apply_coupon, awa.customer_id, " noel ") == Money(1_200, "XOF")
    with pytest.raises(CouponRefused) as refused:
        shop.do(ordering.apply_coupon, awa.customer_id, "PAQUES")
    assert refused.value.why == "unknown"
