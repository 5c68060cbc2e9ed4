"""What the simulation has found, each as small as it can be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import pytest

from bot.bootstrap import Installation, install
from bot.collecting import give_back_all, look_at_all, start_payment
from bot.counter import Counter
from bot.desk import Desk
from bot.pages.bill import bill_of
from bot.telling import tell_everybody
from domain.customer.use_cases import register_customer
from domain.ordering.order import Delivery
from domain.payment import refunding
from domain.payment import use_cases as payments
from domain.payment.gateway import RefundReport, RefundState, Rejected, StatusReport, Unknown
from domain.payment.ports import PaymentKey
from domain.payment.values import AttemptState
from domain.shared.clock import FakeClock
from domain.shared.errors import Temporary
from domain.shared.ids import AttemptId
from domain.shared.money import Money
from flows.buyer.cards import Choice
from integrations.mobile_money.fake import FakeGateway
from tests.bot.running import KeptWakeups
from tests.domain.builders import a_sale
from tests.people import Person, awa, fatou, moussa
from tests.shops import wax
from tests.simulation.chance import SeededIds
from tests.simulation.people import CHANNEL
from tests.simulation.premises import PUSH, premises, shop


def test_late_money_is_asked_about_until_the_wallet_has_told_its_end() -> None:
    """The payer paid after he had declined. His callback came while the wallet gave no usable answer: nobody asked a
    second time, and the money was lost."""
    sale = a_sale()
    attempt = sale.tries()
    sale.hears(attempt, AttemptState.CANCELLED)
    sale.shop.do(payments.signal_attempt, sale.payment.id, attempt, sale.attempt(attempt).ref)
    sale.shop.do(payments.begin_look, sale.payment.id, attempt)
    sale.hears(attempt, None)
    assert sale.attempt(attempt).next_look_at is not None
    sale.hears(attempt, AttemptState.SUCCEEDED)
    assert sale.order.is_paid
    assert sale.attempt(attempt).next_look_at is None


def test_what_a_callback_has_named_is_asked_about_soon_although_a_sweep_comes_anyway() -> None:
    """The payer paid after it had expired. His callback came while the wallet gave no usable answer: nobody asked
    before the last sweep, a day later."""
    sale = a_sale()
    attempt = sale.tries()
    sale.hears(attempt, AttemptState.EXPIRED)
    sale.shop.do(payments.signal_attempt, sale.payment.id, attempt, sale.attempt(attempt).ref)
    sale.shop.do(payments.begin_look, sale.payment.id, attempt)
    sale.hears(attempt, None)
    next_look = sale.attempt(attempt).next_look_at
    assert next_look is not None
    assert next_look <= sale.shop.clock.now() + timedelta(minutes=2)


def test_what_went_back_in_two_currencies_can_be_approved_and_paid_out_by_hand() -> None:
    """The sum of both was an error: no refund of that order could be approved, and no payout be noted."""
    wallet = FakeGateway("red")
    it, key = an_order_to_pay(wallet)
    pays(it, key, wallet, Money(12_000, "XAF"))
    at_the_desk(it, fatou, lambda desk: desk.give_back_held(NUMBER))
    pays(it, key, wallet, wax.price)
    at_the_desk(it, fatou, lambda desk: desk.delivered(NUMBER))
    assert at_the_desk(it, fatou, lambda desk: desk.refund(NUMBER, None)) == wax.price
    for _ in range(2):
        wallet.next_refund(Rejected("no"))
    give_back_all(it)
    assert at_the_desk(it, fatou, lambda desk: desk.paid_out(NUMBER, "by hand")) == wax.price


def test_who_paid_for_somebody_else_in_two_currencies_is_told_of_it() -> None:
    """The sum of both was an error: the fact was never handled, and told again and again to nobody."""
    wallet = FakeGateway("red")
    it, key = an_order_to_pay(wallet)
    for money in (Money(12_000, "XAF"), wax.price):
        pays(it, key, wallet, money, by=moussa)
        with it.work(key.shop_id) as work:
            if work.payments.get(key.payment_id).held:
                refunding.give_back_held(work, work.payments.get(key.payment_id).order_id)
    tell_everybody(it)
    it.clock.pass_by(hours=1)
    with it.work() as work:
        assert work.events.unhandled(it.clock.now()) == []


def test_a_refund_that_has_ended_is_asked_about_no_more() -> None:
    """Two set out to ask. The one who came when it had ended put a date on it: asked about for ever after."""
    sale = a_sale()
    sale.is_paid()
    sale.is_cancelled()
    [refund] = sale.payment.refunds
    for _ in range(2):
        sale.shop.do(refunding.begin_refund_look, sale.payment.id, refund.id)
        sale.shop.do(refunding.record_refund_answer, sale.payment.id, refund.id, RefundReport(RefundState.DONE))
    assert sale.payment.refund_of(refund.id).next_look_at is None


def test_an_attempt_that_never_arrived_is_asked_about_no_more() -> None:
    """The same, of an attempt that no wallet has ever heard of."""
    sale = a_sale()
    attempt = sale.begins()
    sale.shop.do(payments.record_answer, sale.payment.id, attempt, Unknown())
    sale.shop.clock.pass_by(minutes=3)
    for _ in range(2):
        sale.shop.do(payments.begin_look, sale.payment.id, attempt)
        sale.shop.do(payments.record_not_found, sale.payment.id, attempt, timedelta(minutes=2))
    assert sale.attempt(attempt).state == AttemptState.FAILED
    assert sale.attempt(attempt).next_look_at is None


@pytest.mark.parametrize("falls_silent", [lambda wallet: wallet.cannot_find(), lambda wallet: wallet.cannot_tell()])
def test_our_own_collection_is_told_of_before_another_one_is_believed(falls_silent: Callable[..., None]) -> None:
    """The answer to the call was lost and the payer paid twice. The second one's callback came first, and our own
    could not be found, or not told of, at that moment: the second paid the order, and nobody looked for the first."""
    wallet = SilentOnce("red")
    it, key = an_order_to_pay(wallet)
    wallet.next_start(Unknown(), happens=True)
    start_payment(it, key, "red", awa.phone, "fr")
    [own] = wallet.collections
    twin = wallet.pay_twice(own)
    falls_silent(wallet)
    with it.work(key.shop_id) as work:
        [attempt] = work.payments.get(key.payment_id).attempts
        payments.signal_attempt(work, key.payment_id, attempt.id, twin)
    for _ in range(3):
        look_at_all(it)
        it.clock.pass_by(minutes=1)
    with it.work(key.shop_id) as work:
        assert {capture.reference.reference for capture in work.payments.get(key.payment_id).captures} == {own, twin}


NUMBER = 1001


def pays(it: Installation, key: PaymentKey, wallet: FakeGateway, money: Money, by: Person = awa) -> None:
    start_payment(it, key, PUSH.code, by.phone, "fr")
    wallet.move(list(wallet.collections)[-1], AttemptState.SUCCEEDED, money=money)
    it.clock.pass_by(minutes=1)
    look_at_all(it)


def at_the_desk(it: Installation, person: Person, act: Callable[[Desk], Money]) -> Money:
    member = shop().member(person.number)
    assert member is not None
    with it.work(shop().id) as work:
        return act(Desk(work, shop(), member, it.front))


@dataclass(slots=True)
class SilentOnce(FakeGateway):
    """The next question is not answered."""

    silent: bool = False

    def cannot_find(self) -> None:
        self.silent = True

    def cannot_tell(self) -> None:
        self.next_status(StatusReport(None))

    def find(self, account: str, attempt_id: AttemptId) -> str | None:
        if self.silent:
            self.silent = False
            raise Temporary("not now")
        return FakeGateway.find(self, account, attempt_id)


def an_order_to_pay(wallet: FakeGateway) -> tuple[Installation, PaymentKey]:
    here = premises()
    here.clean().close()
    it = install(
        here.settings,
        engine=here.engine,
        clock=FakeClock(),
        ids=SeededIds(Random(1)),
        wakeups=KeptWakeups(),
        gateways={wallet.code: wallet},
        messengers={CHANNEL: None},
    )
    with it.work(shop().id) as work:
        customer = register_customer(work, awa.identity, awa.name, "fr")
        counter = Counter(work, shop(), customer, it.front)
        counter.add_to_cart(wax.sku, 1)
        order = counter.place_order(Delivery(Money.zero("XOF")), Choice(PUSH.code, awa.number))
        payment = counter.payment(order)
    assert payment is not None
    bill = bill_of(it, payment.link)
    assert bill is not None
    return it, bill.key
