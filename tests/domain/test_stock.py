"""Stock in any order of things: never below nothing, never more held than there is, and the ledger agrees."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.catalog.errors import BelowHeld, OutOfStock
from domain.catalog.events import InventoryUpdated, StockTaken, StockUnavailable
from domain.catalog.hold import HoldState
from domain.catalog.product import Product
from domain.catalog.variant import ProductVariant
from domain.ordering import use_cases as ordering
from domain.shared.errors import Conflict, Invalid, NotFound
from domain.shared.ids import OrderId, ProductId
from tests.domain.builders import HOLD, NOW, SHOP, OpenShop, open_shop
from tests.people import awa
from tests.shops import a_shop, bag, bazin, wax

pieces = st.integers(-3, 12)


class Shelf(RuleBasedStateMachine):
    """One product of one variant, its root called in any order with any figure."""

    def __init__(self) -> None:
        super().__init__()
        variant = ProductVariant(wax.sku, "", wax.price, 8, low_at=2)
        self.product = Product.create(ProductId("p1"), SHOP, wax.name, wax.category, [variant], NOW)
        self.ledger: list[InventoryUpdated] = []

    @rule(quantity=pieces)
    def hold(self, quantity: int) -> None:
        self.refused_or_done(lambda: self.product.hold(wax.sku, quantity, NOW))

    @rule(quantity=pieces)
    def release(self, quantity: int) -> None:
        self.refused_or_done(lambda: self.product.release(wax.sku, quantity))

    @rule(quantity=pieces)
    def sell(self, quantity: int) -> None:
        self.refused_or_done(lambda: self.product.sell(wax.sku, quantity, "order", NOW))

    @rule(quantity=pieces)
    def restock(self, quantity: int) -> None:
        self.refused_or_done(lambda: self.product.restock(wax.sku, quantity, "order", NOW))

    @rule(change=pieces)
    def adjust(self, change: int) -> None:
        self.refused_or_done(lambda: self.product.adjust_stock(wax.sku, change, "fatou", NOW))

    @rule(counted=pieces)
    def count(self, counted: int) -> None:
        self.refused_or_done(lambda: self.product.set_stock(wax.sku, counted, "fatou", NOW))

    @rule()
    def archive(self) -> None:
        self.product.archive(NOW)

    @invariant()
    def nothing_is_below_nothing(self) -> None:
        [variant] = self.product.variants
        assert 0 <= variant.held <= variant.on_hand

    @invariant()
    def the_ledger_agrees(self) -> None:
        self.ledger += [event for event in self.product.collect() if isinstance(event, InventoryUpdated)]
        assert sum(event.after - event.before for event in self.ledger) == self.product.variants[0].on_hand

    def refused_or_done(self, move: object) -> None:
        before = self.product.variants
        try:
            move()  # type: ignore[operator]
        except (Invalid, OutOfStock, BelowHeld):
            assert self.product.variants == before


class Allocation(RuleBasedStateMachine):
    """Orders over three products hold, extend, confirm and release while time passes and shelves are counted."""

    def __init__(self) -> None:
        super().__init__()
        self.shop = open_shop(a_shop().selling(wax, stock=6).selling(bazin, stock=3).selling(bag, stock=2))
        self.orders: list[OrderId] = []

    @rule(quantities=st.dictionaries(st.sampled_from([wax.sku, bazin.sku, bag.sku]), st.integers(1, 4), min_size=1))
    def hold(self, quantities: dict) -> None:  # type: ignore[type-arg]
        order = OrderId(f"order-{len(self.orders)}")
        held = self.try_to(lambda work: work.allocator.hold(order, quantities, work.clock.now() + HOLD))
        self.orders += [order] if held else []

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), what=st.sampled_from(["confirm", "release", "extend"]))
    def move(self, data: st.DataObject, what: str) -> None:
        order = data.draw(st.sampled_from(self.orders))
        until = (self.shop.clock.now() + HOLD,) if what == "extend" else ()
        assert self.try_to(lambda work: getattr(work.allocator, what)(order, *until))

    @rule(minutes=st.integers(1, 40))
    def time_passes(self, minutes: int) -> None:
        self.shop.clock.pass_by(minutes=minutes)

    @rule(thing=st.sampled_from([wax, bazin, bag]), pieces=st.integers(0, 8))
    def count(self, thing: object, pieces: int) -> None:
        with self.shop.work() as work:
            [product] = work.products.with_skus([thing.sku])  # type: ignore[attr-defined]
            try:
                product.set_stock(thing.sku, pieces, "fatou", NOW)  # type: ignore[attr-defined]
            except BelowHeld:
                return
            work.products.save(product)

    @invariant()
    def what_is_held_is_what_holds_say(self) -> None:
        with self.shop.work() as work:
            held: Counter[str] = Counter()
            for hold in work.holds.still_held():
                held.update({str(sku): quantity for sku, quantity in hold.quantities.items()})
        for thing in (wax, bazin, bag):
            variant = self.shop.variant(thing)
            assert variant.held == held[thing.code] <= variant.on_hand

    @invariant()
    def the_ledger_agrees(self) -> None:
        moved: Counter[str] = Counter()
        for event in self.shop.said(InventoryUpdated):
            moved[event.sku] += event.after - event.before
        for thing in (wax, bazin, bag):
            assert moved[thing.code] == self.shop.variant(thing).on_hand

    def try_to(self, move: object) -> bool:
        try:
            with self.shop.work() as work:
                move(work)  # type: ignore[operator]
        except OutOfStock:
            return False
        return True


TestShelf = Shelf.TestCase
TestShelf.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAllocation = Allocation.TestCase
TestAllocation.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)


# -- the allocator, case by case


def a_shelf() -> OpenShop:
    return open_shop(a_shop().selling(wax, stock=4).selling(bag, stock=1))


ONE, TWO = OrderId("order-1"), OrderId("order-2")


def hold(shop: OpenShop, order: OrderId, quantities: dict) -> None:  # type: ignore[type-arg]
    with shop.work() as work:
        things = {thing.sku: quantity for thing, quantity in quantities.items()}
        work.allocator.hold(order, things, shop.clock.now() + HOLD)


def allocator(shop: OpenShop, what: str, order: OrderId) -> None:
    with shop.work() as work:
        getattr(work.allocator, what)(order)


def test_all_lines_are_held_or_none_and_every_short_one_is_named() -> None:
    shop = open_shop(a_shop().selling(wax, stock=4).selling(bag, stock=1).selling(bazin, stock=0))
    with pytest.raises(OutOfStock) as short:
        hold(shop, ONE, {wax: 2, bag: 2, bazin: 1})
    assert short.value.short == {"SAC-CUIR": 1, "BAZIN": 0}
    assert short.value.left == 0
    assert [shop.stock(thing) for thing in (wax, bag, bazin)] == [(4, 0), (1, 0), (0, 0)]


def test_a_hold_lapses_at_its_minute_and_not_before() -> None:
    shop = a_shelf()
    hold(shop, ONE, {wax: 4})
    shop.clock.pass_by(minutes=30, microseconds=-1)
    with pytest.raises(OutOfStock):
        hold(shop, TWO, {wax: 1})
    shop.clock.pass_by(microseconds=1)
    hold(shop, TWO, {wax: 4})
    assert shop.stock(wax) == (4, 4)


def test_a_lapsed_hold_goes_whole_with_what_it_holds_of_other_products() -> None:
    shop = a_shelf()
    hold(shop, ONE, {wax: 4, bag: 1})
    shop.clock.pass_by(minutes=30)
    hold(shop, TWO, {wax: 1})
    assert (shop.stock(wax), shop.stock(bag)) == ((4, 1), (1, 0))


def test_an_extended_hold_stands_and_is_never_shortened() -> None:
    shop = a_shelf()
    hold(shop, ONE, {wax: 4})
    for minutes in (60, 1):
        with shop.work() as work:
            work.allocator.extend(ONE, NOW + timedelta(minutes=minutes))
    shop.clock.pass_by(minutes=59)
    with pytest.raises(OutOfStock):
        hold(shop, TWO, {wax: 1})


def test_a_released_hold_is_not_extended_and_an_unknown_one_not_found() -> None:
    shop = a_shelf()
    hold(shop, ONE, {wax: 4})
    allocator(shop, "release", ONE)
    with shop.work() as work:
        work.allocator.extend(ONE, NOW + timedelta(days=1))
        assert work.holds.find(ONE).state == HoldState.RELEASED
        for move in (lambda: work.allocator.confirm(TWO), lambda: work.allocator.extend(TWO, NOW)):
            with pytest.raises(NotFound):
                move()
        work.allocator.release(TWO)


def test_confirming_and_releasing_twice_is_once() -> None:
    shop = a_shelf()
    hold(shop, ONE, {wax: 3})
    allocator(shop, "confirm", ONE)
    allocator(shop, "confirm", ONE)
    assert (shop.stock(wax), len(shop.said(StockTaken))) == ((1, 0), 1)
    allocator(shop, "release", ONE)
    allocator(shop, "release", ONE)
    assert shop.stock(wax) == (4, 0)


def test_a_lapsed_hold_that_nobody_took_is_confirmed() -> None:
    shop = a_shelf()
    hold(shop, ONE, {wax: 4})
    shop.clock.pass_by(hours=5)
    allocator(shop, "confirm", ONE)
    assert shop.stock(wax) == (0, 0)


def test_a_released_hold_is_taken_again_or_said_to_be_unavailable() -> None:
    shop = a_shelf()
    hold(shop, ONE, {wax: 3})
    hold(shop, TWO, {wax: 1})
    for order in (ONE, TWO):
        allocator(shop, "release", order)
    allocator(shop, "confirm", ONE)
    with shop.work() as work:
        [product] = work.products.with_skus([wax.sku])
        product.set_stock(wax.sku, 0, "fatou", NOW)
        work.products.save(product)
    allocator(shop, "confirm", TWO)
    assert [event.skus for event in shop.said(StockUnavailable)] == [("WAX6",)]
    assert shop.stock(wax) == (0, 0)


def test_an_order_holds_once() -> None:
    shop = a_shelf()
    hold(shop, ONE, {wax: 1})
    with pytest.raises(Conflict):
        hold(shop, ONE, {wax: 1})
    assert shop.stock(wax) == (4, 1)


def test_ten_pieces_for_forty_buyers_are_sold_ten_times() -> None:
    shop = open_shop(a_shop().selling(wax, stock=10))
    sold = 0
    for number in range(40):
        try:
            hold(shop, OrderId(f"order-{number}"), {wax: 1})
            sold += 1
        except OutOfStock:
            pass
    assert (sold, shop.stock(wax)) == (10, (10, 10))


def test_a_sale_walks_through_its_hold() -> None:
    shop = a_shelf()
    sale = shop.sells_to(awa, {wax: 3})
    assert shop.stock(wax) == (4, 3)
    sale.is_paid()
    assert shop.stock(wax) == (1, 0)
    with pytest.raises(Exception, match="1 of WAX6 left"):
        shop.do(ordering.add_item_to_cart, awa.customer_id, wax.sku, 2)
