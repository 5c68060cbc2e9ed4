"""What the chat, the pages and the clock read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.ordering.order_state import OrderState
from domain.ordering.use_cases import expire_order
from domain.payment.gateway import RefundState
from domain.payment.ports import DueAttempt
from domain.payment.refunding import approve_refund, ask_refund
from domain.payment.use_cases import agree_on_cash
from domain.payment.values import AttemptState, Cash
from domain.shared.ids import ShopId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from integrations.store.queries.due import SqlLateShipments, SqlOverdueOrders, SqlPaymentsToLookAt
from tests.integrations.store.shop import AWA, SHOP, WAX, ShopFloor
from tests.integrations.store.test_life_of_an_order import begin, pay

NAMES = {
    "A1": "Écharpe en soie",
    "B1": "Boubou brodé",
    "C1": "Pagne wax",
    "D1": "Chaussures de cuir",
    "E1": "Œufs frais",
}


@pytest.fixture
def stocked(floor: ShopFloor) -> ShopFloor:
    for sku, name in NAMES.items():
        floor.put_on_shelf(stock=3, sku=ProductSKU(sku), name=name)
    return floor


def test_the_shelf_is_turned_page_by_page(stocked: ShopFloor) -> None:
    with stocked.work() as work:
        first = work.shelf.page(None, None, 2)
        second = work.shelf.page("Tissus", first.after, 2)
        third = work.shelf.page(None, second.after, 2)
        assert [p.name for page in (first, second, third) for p in page.products] == [
            "Boubou brodé", "Chaussures de cuir", "Écharpe en soie", "Œufs frais", "Pagne wax",
        ]  # fmt: skip
        assert third.after is None
        assert work.shelf.page("Vaisselle", None, 2).products == ()
        assert work.shelf.categories() == ("Tissus",)


def test_what_is_archived_is_gone_from_the_shelf_but_not_from_its_page(stocked: ShopFloor) -> None:
    with stocked.work() as work:
        first = work.shelf.page(None, None, 2)
        gone = work.products.get(first.products[-1].id)
        gone.archive(stocked.clock.now())
        work.products.save(gone)
        assert work.shelf.product(gone.id) is None and work.offers.find(ProductSKU("D1")) is None
        assert [p.name for p in work.shelf.page(None, first.after, 1).products] == ["Écharpe en soie"]


def test_an_item_and_its_stock(stocked: ShopFloor) -> None:
    stocked.fill_cart(buyer := stocked.buyer(), 2, ProductSKU("C1"))
    stocked.check_out(buyer, minutes=30)
    with stocked.work() as work:
        item, [level] = work.shelf.item(ProductSKU("C1")), work.shelf.levels("pagne wax")
        assert item is not None and (item.name, item.available) == ("Pagne wax bleu", 1)
        assert (level.on_hand, level.held, level.available) == (3, 2, 1)
        assert len(work.shelf.levels()) == 5 and len(work.shelf.levels("boub")) == 1


def test_a_lapsed_hold_no_longer_counts_swept_or_not(stocked: ShopFloor) -> None:
    stocked.fill_cart(buyer := stocked.buyer(), 3, ProductSKU("C1"))
    stocked.check_out(buyer, minutes=30)
    stocked.clock.pass_by(minutes=30)
    with stocked.work() as work:
        offer = work.offers.find(ProductSKU("C1"))
        assert offer is not None and offer.available == 3


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("echarpe", "Écharpe en soie"),
        ("ÉCHARPES", "Écharpe en soie"),
        ("chausures", "Chaussures de cuir"),
        ("cuir chaussure", "Chaussures de cuir"),
        ("oeuf", "Œufs frais"),
        ("bubou", "Boubou brodé"),
        ("c1", "Pagne wax"),
        ("bou", "Boubou brodé"),
    ],
)
def test_search_forgives(stocked: ShopFloor, typed: str, found: str) -> None:
    with stocked.work() as work:
        assert work.shelf.search(typed, 5)[0].name == found


@pytest.mark.parametrize("typed", ["", "   ", "😀", "telephone", "pagne telephone", "zz"])
def test_search_does_not_guess_wildly(stocked: ShopFloor, typed: str) -> None:
    with stocked.work() as work:
        assert work.shelf.search(typed, 5) == ()


def test_orders_as_people_see_them(floor: ShopFloor) -> None:
    floor.put_on_shelf(stock=9)
    first, second = floor.order(2), floor.order(1)
    with floor.work() as work:
        view = work.order_queries.by_number(first.number)
        assert view is not None
        assert (view.buyer, view.contact, view.is_pickup) == ("Awa", AWA, False)
        assert (view.total, view.items, view.state) == (first.total, first.items, OrderState.AWAITING_PAYMENT)
        assert view.address.startswith("Cocody, Derrière la pharmacie")
        assert [v.number for v in work.order_queries.of_customer(first.customer_id, 9)] == [second.number, first.number]
        assert [v.number for v in work.order_queries.listing([], 1)] == [second.number]
        assert work.order_queries.listing([OrderState.PAID], 9) == ()
        assert work.order_queries.by_number(99) is None


def test_a_cart_as_its_buyer_sees_it(floor: ShopFloor) -> None:
    floor.put_on_shelf()
    buyer = floor.buyer()
    with floor.work() as work:
        assert work.order_queries.cart_of(buyer) is None
    floor.fill_cart(buyer, 2)
    with floor.work() as work:
        cart = work.order_queries.cart_of(buyer)
        assert cart is not None and cart.total.minor == 24000 and cart.lines[0].sku == WAX


def test_a_payment_is_found_from_every_side(floor: ShopFloor) -> None:
    floor.put_on_shelf()
    order = floor.order()
    payment_id, attempt_id = begin(floor, order)
    with floor.work() as work:
        view = work.payment_queries.of_order(order.id)
        assert view is not None and view == work.payment_queries.by_link(view.link)
        assert view.latest is not None and view.latest.state == AttemptState.PENDING
        token = work.payments.get(payment_id).attempts[0].token
        due = SqlPaymentsToLookAt(work.connection)
        found = due.by_attempt(attempt_id)
        assert found is not None and found[0].payment_id == payment_id and found[0].shop_id == SHOP
        assert found == due.by_attempt_token(token) == due.by_reference("sandbox", "ref-1")
        since = floor.clock.now()
        assert due.by_link(view.link, since) == found[0] and due.by_link("x", since) is None
        assert due.by_link(view.link, since + timedelta(days=1)) is None and due.by_attempt("x") is None
        assert due.attempts_due(floor.clock.now(), 9) == []
        at_fatous = DueAttempt(*found, "sandbox", "acct")
        assert due.attempts_due(floor.clock.now() + timedelta(minutes=1), 9) == [at_fatous]
        assert due.refunds_due(floor.clock.now(), 9) == []


def test_what_a_shop_still_has_to_give_back(floor: ShopFloor) -> None:
    floor.put_on_shelf(stock=9)
    asked, begun, nothing = floor.order(), floor.order(), floor.order()
    for n, order in enumerate((asked, begun)):
        floor.clock.pass_by(minutes=1)
        pay(floor, order, f"ref-{n}")
        with floor.work() as work:
            ask_refund(work, order.id, Money(500, "XOF"), "goodwill", "awa")
    with floor.work() as work:
        approve_refund(work, begun.id, "fatou", 1)
    with floor.work() as work:
        found = work.payment_queries.refunds_in([RefundState.ASKED], 9)
        assert [(order_id, refund.amount, refund.asked_by) for order_id, refund in found] == [
            (asked.id, Money(500, "XOF"), "awa")
        ]
        both = work.payment_queries.refunds_in([RefundState.ASKED, RefundState.REQUESTED], 9)
        assert [order_id for order_id, _ in both] == [asked.id, begun.id] and nothing.id not in dict(both)
        assert work.payment_queries.refunds_in([RefundState.ASKED, RefundState.REQUESTED], 1) == both[:1]
        assert work.payment_queries.refunds_in([], 9) == ()
    with floor.work(ShopId("njeri-home")) as work:
        assert work.payment_queries.refunds_in(list(RefundState), 9) == ()


def test_how_a_bill_stands(floor: ShopFloor) -> None:
    floor.open()
    floor.put_on_shelf()
    order = floor.order()
    pay(floor, order, money=Money(10_000, "XOF"))
    pay(floor, order, "ref-2", money=Money(2_500, "XOF"))
    with floor.work() as work:
        agree_on_cash(work, order.id, Money(1_000, "XOF"))
        view = work.payment_queries.of_order(order.id)
    assert view is not None and view.paid_by is not None
    assert (view.state, view.due, view.refundable, view.held) == (
        "on_delivery",
        Money(0, "XOF"),
        Money(12_500, "XOF"),
        None,
    )
    assert (view.cash, view.paid_by.reference, view.paid_by.payer) == (Cash(Money(1_000, "XOF")), "ref-2", AWA)


def test_what_the_clock_must_see_to(floor: ShopFloor) -> None:
    floor.put_on_shelf(stock=9)
    unpaid, paid = floor.order(), floor.order()
    pay(floor, paid)
    floor.clock.pass_by(days=3)
    with floor.work() as work:
        now = floor.clock.now()
        assert SqlOverdueOrders(work.connection).unpaid_at(now, 9) == [(SHOP, unpaid.id)]
        [(_, late)] = SqlLateShipments(work.connection).promised_before(now, 9)
        shipment = work.shipments.get(late)
        shipment.check_promise(now)
        work.shipments.save(shipment)
        assert SqlLateShipments(work.connection).promised_before(now, 9) == []
        expire_order(work, unpaid.id)
        assert SqlOverdueOrders(work.connection).unpaid_at(now, 9) == []


def test_a_parcel_as_its_buyer_sees_it(floor: ShopFloor) -> None:
    floor.put_on_shelf()
    order = floor.order()
    with floor.work() as work:
        assert work.tracking_queries.of_order(order.id) is None
    pay(floor, order)
    with floor.work() as work:
        view = work.tracking_queries.of_order(order.id)
        assert view is not None and view.order_number == order.number and view.customer_id == order.customer_id
        assert view == work.tracking_queries.by_code(view.tracking_code)
        assert view == work.tracking_queries.by_token(view.track_token)
        assert work.tracking_queries.by_token("x") is None
