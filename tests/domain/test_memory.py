"""The unit of work in memory behaves as the one in SQL: all or nothing, and nothing that was not saved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.ordering import use_cases as ordering
from domain.ordering.events import OrderPlaced
from domain.payment.ledger import Account
from domain.shared.errors import Conflict
from domain.shared.ids import OrderId
from domain.work import ShopWork
from tests.domain.builders import NOW, SHOP, a_sale, names, open_shop
from tests.people import awa
from tests.shops import a_shop, chez_fatou, njeri_home, wax


def test_it_is_a_unit_of_work_to_the_types_and_at_run_time() -> None:
    shop = open_shop(a_shop())
    wanted = {name for kind in ShopWork.__mro__ for name in vars(kind) if not name.startswith("_")}
    with shop.work() as work:
        assert {name for name in wanted if not hasattr(work, name)} == set()


def test_who_forgets_to_save_has_changed_nothing() -> None:
    sale = a_sale()
    with sale.shop.work() as work:
        work.orders.get(sale.id).cancel("shop", NOW)
    assert sale.state == "awaiting_payment"


def test_what_is_changed_after_it_was_saved_is_not_kept() -> None:
    sale = a_sale()
    with sale.shop.work() as work:
        order = work.orders.get(sale.id)
        work.orders.save(order)
        order.cancel("shop", NOW)
    assert sale.state == "awaiting_payment"
    assert "OrderCancelled" not in names(sale.shop.store.events)


def test_a_copy_that_has_grown_stale_is_refused() -> None:
    sale = a_sale()
    with pytest.raises(Conflict), sale.shop.work() as work:
        mine, yours = work.orders.get(sale.id), work.orders.get(sale.id)
        mine.cancel("shop", NOW)
        work.orders.save(mine)
        yours.cancel("buyer", NOW)
        work.orders.save(yours)


def test_what_fails_leaves_nothing() -> None:
    shop = open_shop(a_shop().selling(wax, stock=4))
    with pytest.raises(ZeroDivisionError), shop.work() as work:
        ordering.add_item_to_cart(work, awa.customer_id, wax.sku, 1)
        _ = 1 / 0
    with shop.work() as work:
        assert work.carts.open_of(awa.customer_id) is None


def test_a_savepoint_is_all_or_nothing_of_its_block() -> None:
    shop = open_shop(a_shop().selling(wax, stock=4))
    woken: list[str] = []
    with shop.work() as work:
        ordering.add_item_to_cart(work, awa.customer_id, wax.sku, 1)
        work.on_commit(lambda: woken.append("outer"))
        with pytest.raises(ZeroDivisionError), work.savepoint():
            ordering.add_item_to_cart(work, awa.customer_id, wax.sku, 1)
            work.on_commit(lambda: woken.append("inner"))
            _ = 1 / 0
        with work.savepoint():
            ordering.add_item_to_cart(work, awa.customer_id, wax.sku, 1)
        assert woken == []
    with shop.work() as work:
        cart = work.carts.open_of(awa.customer_id)
    assert cart is not None and cart.quantity_of(wax.sku) == 2
    assert (woken, names(shop.store.events).count("ItemAdded")) == (["outer"], 2)


def test_events_are_stamped_and_their_consequences_can_be_had_before_the_end() -> None:
    shop = open_shop(chez_fatou())
    event = OrderPlaced(
        shop_id=SHOP,
        occurred_at=NOW,
        order_id=OrderId("o1"),
        number=1,
        customer_id=awa.customer_id,
        total=wax.price,
    )
    with shop.work() as work:
        work.publish(event)
        work.settle()
        assert work.payments.of_order(OrderId("o1")).amount == wax.price
        assert names(list(work.happened)) == ["OrderPlaced", "PaymentInitiated", "MoneyMoved"]
        assert work.ledger.balances()[0][Account.DUE] == wax.price
    assert all(event.event_id and event.trace_id == "trace" for event in shop.store.events)
    assert len({event.event_id for event in shop.store.events}) == len(shop.store.events)


def test_shops_do_not_see_each_other() -> None:
    shop = open_shop(chez_fatou().selling(wax, stock=4))
    with shop.store.work("njeri-home") as work:
        work.shops.add(njeri_home().shop)
        assert work.offers.find(wax.sku) is None
        assert len(work.shops.all()) == 2


def test_a_lapsed_hold_can_be_bought() -> None:
    sale = a_sale(stock=2, quantity=2)
    sale.shop.clock.pass_by(minutes=30)
    with sale.shop.work() as work:
        offer = work.offers.find(wax.sku)
    assert offer is not None and offer.available == 2
    assert sale.order.pay_by - NOW == timedelta(minutes=30)
