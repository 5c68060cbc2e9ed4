"""Back in stock: first come first told, one piece kept for each, and never more than there are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.catalog import use_cases as shelf
from domain.catalog.errors import BelowHeld, OutOfStock
from domain.catalog.events import BackInStock
from domain.catalog.waiting import KEPT_FOR
from domain.catalog.waiting_line import serve_line, wait_for, wait_no_longer
from domain.shared.errors import Invalid, NotFound
from domain.shared.ids import CustomerId, OrderId
from domain.shared.sku import ProductSKU
from tests.domain.builders import HOLD, OpenShop, open_shop
from tests.shops import a_shop, bag, wax

AWA, MOUSSA, ADJOA = (CustomerId(name) for name in ("awa", "moussa", "adjoa"))


def sold_out() -> OpenShop:
    return open_shop(a_shop().selling(wax, stock=0).selling(bag, stock=9))


def waits(shop: OpenShop, *people: CustomerId) -> None:
    for person in people:
        shop.clock.pass_by(seconds=1)
        shop.do(wait_for, person, wax.sku)


def comes_back(shop: OpenShop, pieces: int) -> None:
    shop.do(shelf.adjust_stock, wax.sku, pieces, "fatou")
    shop.do(serve_line, wax.sku)


def told(shop: OpenShop) -> list[str]:
    return [event.customer_id for event in shop.said(BackInStock)]


def buy(shop: OpenShop, who: CustomerId, quantity: int = 1, order: str = "") -> None:
    with shop.work() as work:
        id = OrderId(order or f"order of {who}")
        work.allocator.hold(id, {wax.sku: quantity}, shop.clock.now() + HOLD, who)


def test_the_first_in_line_are_told_as_many_as_there_are() -> None:
    shop = sold_out()
    waits(shop, MOUSSA, AWA, ADJOA)
    comes_back(shop, 2)
    assert told(shop) == [MOUSSA, AWA]
    assert shop.stock(wax) == (2, 2)


def test_nobody_is_told_while_there_is_none_and_nobody_twice() -> None:
    shop = sold_out()
    waits(shop, AWA, AWA)
    shop.do(serve_line, wax.sku)
    assert told(shop) == []
    comes_back(shop, 5)
    shop.do(serve_line, wax.sku)
    assert told(shop) == [AWA]
    assert shop.stock(wax) == (5, 1), "what nobody waits for is for everybody"


def test_who_has_one_kept_gets_no_second_by_asking_again() -> None:
    shop = sold_out()
    waits(shop, AWA)
    comes_back(shop, 1)
    waits(shop, AWA)
    comes_back(shop, 1)
    assert (told(shop), shop.stock(wax)) == ([AWA], (2, 1))


def test_whoever_asks_twice_keeps_their_place() -> None:
    shop = sold_out()
    waits(shop, AWA, MOUSSA, AWA)
    comes_back(shop, 1)
    assert told(shop) == [AWA]


def test_what_is_kept_is_theirs_to_order_and_nobody_elses() -> None:
    shop = sold_out()
    waits(shop, AWA)
    comes_back(shop, 1)
    with pytest.raises(OutOfStock):
        buy(shop, MOUSSA)
    buy(shop, AWA)
    assert shop.stock(wax) == (1, 1), "her order holds it now, once"
    with pytest.raises(OutOfStock):
        buy(shop, AWA, order="another")


def test_of_two_that_she_wants_only_one_was_kept() -> None:
    shop = sold_out()
    waits(shop, AWA)
    comes_back(shop, 1)
    with pytest.raises(OutOfStock) as short:
        buy(shop, AWA, 2)
    assert short.value.left == 1
    assert shop.stock(wax) == (1, 1), "and it still is"


def test_what_was_let_lapse_goes_to_the_next_and_then_to_everybody() -> None:
    shop = sold_out()
    waits(shop, AWA, MOUSSA)
    comes_back(shop, 1)
    shop.clock.pass_by(seconds=KEPT_FOR.total_seconds())
    shop.do(serve_line, wax.sku)
    assert (told(shop), shop.stock(wax)) == ([AWA, MOUSSA], (1, 1))
    shop.clock.pass_by(seconds=KEPT_FOR.total_seconds())
    shop.do(serve_line, wax.sku)
    assert (told(shop), shop.stock(wax)) == ([AWA, MOUSSA], (1, 0))


def test_who_waits_no_longer_is_not_told_and_gives_back_what_was_kept() -> None:
    shop = sold_out()
    waits(shop, AWA, MOUSSA)
    shop.do(wait_no_longer, AWA, wax.sku)
    comes_back(shop, 1)
    assert told(shop) == [MOUSSA]
    shop.do(wait_no_longer, MOUSSA, bag.sku)
    assert shop.stock(wax) == (1, 1)
    shop.do(wait_no_longer, MOUSSA, wax.sku)
    assert shop.stock(wax) == (1, 0)


def test_nobody_waits_for_what_the_shop_does_not_know() -> None:
    with pytest.raises(NotFound):
        sold_out().do(wait_for, AWA, ProductSKU("NOTHING"))


people = st.sampled_from([CustomerId(f"buyer-{n}") for n in range(6)])


class Line(RuleBasedStateMachine):
    """People ask, buy, give up; pieces come and go; time passes; the line is served now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.shop = sold_out()
        self.asked: list[CustomerId] = []
        self.orders = 0

    @rule(who=people)
    def asks(self, who: CustomerId) -> None:
        self.shop.clock.pass_by(seconds=1)
        self.shop.do(wait_for, who, wax.sku)
        with self.shop.work() as work:
            has_one = any(not hold.has_lapsed(self.shop.clock.now()) for hold in work.holds.kept_for(who))
        if who not in self.asked and not has_one:
            self.asked.append(who)

    @rule(who=people)
    def gives_up(self, who: CustomerId) -> None:
        self.shop.do(wait_no_longer, who, wax.sku)
        self.asked = [each for each in self.asked if each != who]

    @rule(who=people, quantity=st.integers(1, 3))
    def buys(self, who: CustomerId, quantity: int) -> None:
        self.orders += 1
        try:
            buy(self.shop, who, quantity, f"order {self.orders}")
        except OutOfStock:
            return

    @rule(change=st.integers(-3, 3))
    def stock_changes(self, change: int) -> None:
        try:
            self.shop.do(shelf.adjust_stock, wax.sku, change, "fatou")
        except (Invalid, BelowHeld):
            return

    @rule(minutes=st.integers(1, 40))
    def time_passes(self, minutes: int) -> None:
        self.shop.clock.pass_by(seconds=timedelta(minutes=minutes).total_seconds())

    @rule()
    def the_line_is_served(self) -> None:
        before = len(told(self.shop))
        self.shop.do(serve_line, wax.sku)
        now_told = told(self.shop)[before:]
        assert now_told == self.asked[: len(now_told)], "first come first told"
        self.asked = self.asked[len(now_told) :]
        on_hand, held = self.shop.stock(wax)
        assert not (self.asked and on_hand > held), "nobody waits beside a free piece"

    @invariant()
    def what_is_held_is_what_holds_say(self) -> None:
        with self.shop.work() as work:
            held = sum(hold.quantities[wax.sku] for hold in work.holds.still_held())
        assert self.shop.stock(wax)[1] == held <= self.shop.stock(wax)[0]


TestLine = Line.TestCase
TestLine.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
