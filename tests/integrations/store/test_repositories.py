"""Every aggregate comes back from the rows as it went in, and only what changed is written."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from domain.catalog.errors import DuplicateSKU
from domain.catalog.hold import Hold, HoldState
from domain.catalog.variant import ProductVariant
from domain.catalog.waiting import Waiting
from domain.customer.customer import BillingInfo, ChannelIdentity, Consent
from domain.customer.use_cases import register_customer
from domain.fulfillment.errors import NotReady
from domain.fulfillment.shipment import ParcelCheckpoint, Shipment
from domain.fulfillment.use_cases import ParcelReport, update_shipment_status
from domain.fulfillment.values import ShipmentStatus, TrackingCode
from domain.ordering.coupon import Coupon
from domain.payment.credit import CreditAccount, Lot
from domain.payment.events import MoneyMoved
from domain.payment.gateway import Rejected
from domain.payment.ledger import Account
from domain.payment.values import MobileMoneyReference
from domain.processes.order_to_delivery import OrderToDelivery, Stage
from domain.shared.errors import NotFound, Overtaken
from domain.shared.ids import CustomerId, OrderId, PaymentId, ShipmentId, ShopId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from domain.shared.sku import ProductSKU
from integrations.store.repositories.numbers import FIRST_NUMBER
from tests.integrations.store.conftest import NOW
from tests.integrations.store.shop import AWA, HOME, SHOP, WAX, ShopFloor, a_product, a_shop
from tests.integrations.store.test_life_of_an_order import pay

HOUR = timedelta(hours=1)
A_LOT = Lot(PaymentId("p1"), MobileMoneyReference("sandbox", "ref-0"), Money(500, "XOF"))


def same(one: Any, other: Any) -> bool:
    """Aggregates are equal when everything in them is, but for events that are not collected yet."""
    left, right = (dict(vars(each)) for each in (one, other))
    return {**left, "_happened": []} == {**right, "_happened": []}


def test_a_shop_with_all_that_is_its(floor: ShopFloor) -> None:
    with floor.work() as work:
        work.shops.add(a_shop())
    with floor.work() as work:
        assert same(work.shops.get(SHOP), a_shop())
        for found in (
            work.shops.find(ShopId("chez-fatou")),
            work.shops.find_by_courier("moto-fatou"),
            work.shops.find_by_wallet("sandbox", "acct-fatou"),
            *work.shops.all(),
        ):
            assert found is not None and found.id == SHOP
        assert work.shops.find(ShopId("nobody")) is None
        assert work.shops.find_by_courier("moto") is None


def test_a_shop_that_changed(floor: ShopFloor) -> None:
    with floor.work() as work:
        work.shops.add(shop := a_shop())
        shop.staff, shop.zones, shop.hours = shop.staff[1:], tuple(reversed(shop.zones)), "24h"
        work.shops.save(shop)
    with floor.work() as work:
        assert same(work.shops.get(SHOP), shop) and shop.version == 1


def test_a_product(floor: ShopFloor) -> None:
    product = a_product("p", WAX, 4, "Pagne tissé", floor.clock)
    with floor.work() as work:
        work.products.add(product)
    with floor.work() as work:
        found = work.products.get(product.id)
        assert same(found, product)
        found.set_price(WAX, Money(9000, "XOF"), NOW)
        found.adjust_stock(WAX, 3, "fatou", NOW)
        work.products.save(found)
    with floor.work() as work:
        again = work.products.get(product.id)
        assert same(again, found) and again.version == 0, "stock and price make no new version"


def test_products_come_in_sku_order_and_only_if_all_are_there(floor: ShopFloor) -> None:
    a, b = ProductSKU("A1"), ProductSKU("B1")
    for sku in (b, a):
        floor.put_on_shelf(sku=sku)
    with floor.work() as work:
        assert [product.variants[0].sku for product in work.products.with_skus([b, a])] == [a, b]
        with pytest.raises(NotFound, match="C1"):
            work.products.with_skus([a, ProductSKU("C1")])


def test_a_sku_is_sold_once_in_a_shop(floor: ShopFloor) -> None:
    floor.put_on_shelf()
    with pytest.raises(DuplicateSKU) as refused:
        floor.put_on_shelf()
    assert refused.value.sku == str(WAX)


def test_a_second_variant_is_added(floor: ShopFloor) -> None:
    product_id = floor.put_on_shelf()
    with floor.work() as work:
        product = work.products.get(product_id)
        product._variants[ProductSKU("WAX6-ROUGE")] = ProductVariant(ProductSKU("WAX6-ROUGE"), "rouge", Money(1, "XOF"))
        work.products.save(product)
    with floor.work() as work:
        assert [variant.label for variant in work.products.get(product_id).variants] == ["bleu", "rouge"]


def test_holds(floor: ShopFloor) -> None:
    holds = [Hold(OrderId(f"o{n}"), SHOP, {WAX: n, ProductSKU("KITA"): 1}, NOW + n * HOUR) for n in (1, 2, 3)]
    with floor.work() as work:
        for hold in holds:
            work.holds.add(hold)
        holds[0].state = HoldState.RELEASED
        work.holds.save(holds[0])
    with floor.work() as work:
        assert work.holds.find(OrderId("o1")) == holds[0] and work.holds.find(OrderId("o9")) is None
        assert work.holds.lapsed(NOW + 2 * HOUR) == [holds[1]]
        assert work.holds.lapsed(NOW + 9 * HOUR, [WAX]) == holds[1:]
        assert work.holds.lapsed(NOW + 9 * HOUR, [ProductSKU("BAZIN")]) == []


def test_a_cart_and_its_coupon(floor: ShopFloor) -> None:
    floor.put_on_shelf(stock=9)
    floor.put_on_shelf(stock=9, sku=ProductSKU("KITA"))
    buyer = floor.buyer()
    floor.fill_cart(buyer, 2)
    floor.fill_cart(buyer, 1, ProductSKU("KITA"))
    with floor.work() as work:
        work.coupons.add(coupon := Coupon("FETE", percent=10, minimum=Money(1000, "XOF"), until=NOW + HOUR))
        assert work.coupons.find("FETE") == coupon and work.coupons.find("NON") is None
        cart = work.carts.open_of(buyer)
        assert cart is not None
        cart.apply(coupon, NOW)
        cart.remove(WAX, NOW)
        work.carts.save(cart)
    with floor.work() as work:
        found = work.carts.open_of(buyer)
        assert found is not None and same(found, cart)
        assert [each.id for each in work.carts.with_sku(ProductSKU("KITA"))] == [cart.id]
        assert work.carts.with_sku(WAX) == []


def test_a_buyer_has_one_open_cart(floor: ShopFloor) -> None:
    floor.put_on_shelf()
    buyer = floor.buyer()
    floor.fill_cart(buyer)
    floor.check_out(buyer)
    with floor.work() as work:
        assert work.carts.open_of(buyer) is None
    floor.fill_cart(buyer)


def test_an_order(floor: ShopFloor) -> None:
    floor.put_on_shelf()
    order = floor.order(quantity=2)
    with floor.work() as work:
        assert same(work.orders.get(order.id), order)
        found = work.orders.find_by_number(order.number)
        assert found is not None and found.id == order.id and work.orders.find_by_number(99) is None


def test_an_order_number_is_given_once_whatever_becomes_of_the_order(floor: ShopFloor) -> None:
    floor.put_on_shelf()
    assert floor.order().number == FIRST_NUMBER
    with pytest.raises(ZeroDivisionError), floor.work() as work:
        assert work.numbers.next() == FIRST_NUMBER + 1
        raise ZeroDivisionError
    assert floor.order().number == FIRST_NUMBER + 2


def test_a_payment_with_everything(floor: ShopFloor) -> None:
    floor.put_on_shelf()
    order = floor.order()
    pay(floor, order)
    with floor.work() as work:
        payment = work.payments.of_order(order.id)
        payment.attempts[0].signalled("other-ref", NOW)
        [refund] = payment.ask_refund(work.ids, Money(500, "XOF"), "goodwill", "awa", NOW)
        payment.approve_refunds("fatou", 2, NOW)
        payment.approve_refunds("koffi", 2, NOW)
        payment.refund_answered(refund.id, Rejected("no"), NOW)
        payment.paid_out_by_hand("OM-4711", NOW)
        payment.ask_refund(work.ids, Money(700, "XOF"), "goodwill", "awa", NOW)
        payment.captures[0].fee = Money(135, "XOF")
        work.payments.save(payment)
    with floor.work() as work:
        again = work.payments.get(payment.id)
        assert same(again, payment)
        assert again.attempts[0].also_seen == {"other-ref", "ref-1"} and again.attempts[0].payer == PhoneNumber(AWA)
        assert again.refunds[0].approved_by == ["fatou", "koffi"] and again.captures[0].provider_txn == "txn-1"


def test_a_payment_with_credit_and_cash(floor: ShopFloor) -> None:
    floor.put_on_shelf()
    order = floor.order()
    with floor.work() as work:
        payment = work.payments.of_order(order.id)
        payment.use_credit([A_LOT], NOW)
        payment.agree_on_cash(payment.due, NOW)
        work.payments.save(payment)
    with floor.work() as work:
        again = work.payments.get(payment.id)
        assert same(again, payment)
        assert (again.credits, again.cash) == ([A_LOT], payment.cash)


def test_a_credit_account(floor: ShopFloor) -> None:
    buyer, somebody_else = floor.buyer(), floor.buyer("+2250700000002")
    with floor.work() as work:
        work.credits.save(work.credits.of(buyer))
        account = work.credits.of(buyer)
        account.put(A_LOT)
        account.put(replace(A_LOT, reference=MobileMoneyReference("mpesa", "ref-2"), amount=Money(900, "KES")))
        work.credits.save(account)
    with floor.work() as work:
        account = work.credits.of(buyer)
        assert (account.balance("XOF"), account.balance("KES")) == (A_LOT.amount, Money(900, "KES"))
        assert account.take(Money(200, "XOF"), PaymentId("p2"), NOW) == [replace(A_LOT, amount=Money(200, "XOF"))]
        work.credits.save(account)
    with floor.work() as work:
        assert same(work.credits.of(buyer), account)
        assert work.payment_queries.credit_of(buyer, "XOF") == Money(300, "XOF")
        assert work.payment_queries.credit_of(somebody_else, "XOF") == Money(0, "XOF")
        account = work.credits.of(buyer)
        account.withdraw(A_LOT.payment_id)
        work.credits.save(account)
    with floor.work() as work:
        assert work.credits.of(buyer).lots == []


def test_an_account_that_two_open_at_once_is_opened_once(floor: ShopFloor) -> None:
    buyer = floor.buyer()
    with pytest.raises(Overtaken), floor.work() as mine, floor.work() as yours:
        for work in (mine, yours):
            account = CreditAccount(SHOP, buyer)
            account.put(A_LOT)
            work.credits.add(account)


def test_the_ledger_takes_each_movement_once_and_adds_up_by_currency_and_time(floor: ShopFloor) -> None:
    def moved(event_id: str, minor: int, currency: str = "XOF", hours: int = 0) -> MoneyMoved:
        return MoneyMoved(
            event_id=event_id, shop_id=SHOP, occurred_at=NOW + hours * HOUR, payment_id=PaymentId("p"),
            order_id=OrderId("o"), debit=Account.CAPTURED, credit=Account.HELD, amount=Money(minor, currency),
        )  # fmt: skip

    with floor.work() as work:
        for movement in (moved("e1", 100), moved("e1", 100), moved("e2", 20, hours=1), moved("e3", 7, "KES", hours=2)):
            work.ledger.post(movement)
    with floor.work() as work:
        both = {Account.CAPTURED: 120, Account.HELD: 120}
        assert [(books.currency, books.minor) for books in work.ledger.balances()] == [
            ("KES", {Account.CAPTURED: 7, Account.HELD: 7}),
            ("XOF", both),
        ]
        assert [books.minor for books in work.ledger.balances(until=NOW + 2 * HOUR)] == [both]
        [later] = work.ledger.balances(since=NOW + HOUR, until=NOW + 2 * HOUR)
        assert later[Account.HELD] == Money(20, "XOF")
    with floor.work(ShopId("njeri-home")) as work:
        assert work.ledger.balances() == ()


def test_a_shipment_and_its_checkpoints(floor: ShopFloor) -> None:
    floor.put_on_shelf()
    order = floor.order()
    pay(floor, order)
    with floor.work() as work:
        code = work.shipments.of_order(order.id).tracking_code
        report = ParcelReport("moto", "ev1", ShipmentStatus.IN_TRANSIT, NOW, "Abobo", "en route", "rain")
        assert update_shipment_status(work, code, report)
    with floor.work() as work:
        assert not update_shipment_status(work, code, report), "the same report again is no news"
        shipment = work.shipments.find_by_tracking_code(code)
        assert shipment is not None
        assert shipment.checkpoints == [
            ParcelCheckpoint("moto", "ev1", ShipmentStatus.IN_TRANSIT, NOW, NOW, "Abobo", "en route", "rain")
        ]
        assert shipment.said == {"ShipmentDispatched", "delayed:rain"}
        assert same(work.shipments.get(shipment.id), shipment)
        assert work.shipments.find_by_tracking_code(TrackingCode("NOBODYS")) is None


def test_a_riders_parcels(floor: ShopFloor) -> None:
    floor.put_on_shelf(stock=9)
    orders = [floor.order(), floor.order()]
    for n, order in enumerate(orders):
        pay(floor, order, f"ref-{n}")
        with floor.work() as work:
            shipment = work.shipments.of_order(order.id)
            shipment.assign("Issa", "issa", None, NOW)
            work.shipments.save(shipment)
    with floor.work() as work:
        assert {parcel.order_id for parcel in work.shipments.with_rider("issa")} == {order.id for order in orders}


def test_no_parcel_for_an_order_that_is_not_ready(floor: ShopFloor) -> None:
    floor.put_on_shelf()
    order = floor.order()
    parcel = Shipment(ShipmentId("s"), SHOP, order.id, TrackingCode("P123"), "1234", "token", NOW)
    with pytest.raises(NotReady), floor.work() as work:
        work.shipments.add(parcel)


def test_a_customer(floor: ShopFloor) -> None:
    identity = ChannelIdentity("simulator", AWA)
    with floor.work() as work:
        customer = register_customer(work, identity, "Awa", "fr")
        customer.also_known_as(ChannelIdentity("meta", "CI.1349"))
        customer.pay_from("wave", PhoneNumber(AWA), NOW)
        customer.pay_from("orange", PhoneNumber("+2250700000002"), NOW)
        customer.live_at(HOME, NOW)
        customer.bill_to(BillingInfo("Awa SARL", "CI-1"), NOW)
        customer.agree(Consent("marketing", True, "chat", NOW))
        customer.ask_for_human(work.numbers.next(), "au secours", NOW)
        customer.hear_from_human("fatou", "Fatou", "j'arrive", NOW)
        work.customers.save(customer)
    with floor.work() as work:
        found = work.customers.find(ChannelIdentity("meta", "CI.1349"))
        assert found is not None and same(found, customer)
        assert list(found.profile.wallets) == ["orange", "wave"], "the one used last comes first"
        assert [waiting.id for waiting in work.customers.with_human()] == [customer.id]
        assert work.customers.find(ChannelIdentity("twilio", AWA)) is None


def test_where_a_saga_stands(floor: ShopFloor) -> None:
    order = OrderId("o1")
    with floor.work() as work:
        assert work.processes.of_order(order) == OrderToDelivery(order)
        for stage in (Stage.AWAITING_PAYMENT, Stage.TAKING_GOODS):
            work.processes.save(OrderToDelivery(order, stage, PaymentId("p")))
        assert work.processes.of_order(order) == OrderToDelivery(order, Stage.TAKING_GOODS, PaymentId("p"))


def test_only_what_changed_is_written(floor: ShopFloor) -> None:
    product_id = floor.put_on_shelf()
    with floor.work() as work:
        product = work.products.get(product_id)
        with written(floor.database) as statements:
            work.products.save(product)
            work.connection.flush()
            product.set_price(WAX, Money(9000, "XOF"), NOW)
            work.products.save(product)
            work.connection.flush()
            [statement] = statements
            assert re.findall(r"UPDATE (\w+) SET (.*?) WHERE", statement)[0][0] == "catalog_variants"
            assert re.findall(r'SET "(\w+)" = \S+ WHERE', statement) == ["price_minor"]


class written:
    """The statements that change something, while it lasts."""

    def __init__(self, database: Engine) -> None:
        self.database = database
        self.statements: list[str] = []

    def _note(self, connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith("SELECT"):
            self.statements.append(statement)

    def __enter__(self) -> list[str]:
        event.listen(self.database, "before_cursor_execute", self._note)
        return self.statements

    def __exit__(self, *error: object) -> None:
        event.remove(self.database, "before_cursor_execute", self._note)


def test_what_is_kept_for_somebody_is_free_for_them_alone(floor: ShopFloor) -> None:
    hers = Hold(OrderId("k1"), SHOP, {WAX: 1}, NOW + HOUR, kept_for=CustomerId("awa"))
    with floor.work() as work:
        work.holds.add(hers)
    with floor.work() as work:
        assert work.holds.lapsed(NOW, [WAX]) == work.holds.lapsed(NOW, [WAX], CustomerId("moussa")) == []
        assert work.holds.lapsed(NOW, [WAX], CustomerId("awa")) == work.holds.kept_for(CustomerId("awa")) == [hers]
        assert work.holds.lapsed(NOW + HOUR, [WAX]) == [hers]
        assert work.holds.kept_for(CustomerId("moussa")) == []


def test_who_waits_first_stands_first_and_once(floor: ShopFloor) -> None:
    with floor.work() as work:
        for minutes, who in ((2, "awa"), (1, "moussa"), (3, "awa")):
            work.waitings.add(Waiting(CustomerId(who), SHOP, WAX, NOW + minutes * HOUR))
    with floor.work() as work:
        assert [each.customer_id for each in work.waitings.line(WAX)] == ["moussa", "awa"]
        assert work.waitings.of_customer(CustomerId("awa")) == [Waiting(CustomerId("awa"), SHOP, WAX, NOW + 2 * HOUR)]
        work.waitings.remove(CustomerId("moussa"), WAX)
        assert [each.customer_id for each in work.waitings.line(WAX)] == ["awa"]
        assert work.waitings.line(ProductSKU("BAZIN")) == []
    with floor.work(ShopId("another")) as work:
        assert work.waitings.line(WAX) == work.waitings.of_customer(CustomerId("awa")) == []
