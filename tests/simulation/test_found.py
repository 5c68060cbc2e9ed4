"""What the simulation has found, each as small as it can be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import pytest

from bot.bootstrap import Installation, install
from bot.collecting import look_at_all, start_payment
from bot.counter import Counter
from bot.pages.pay import bill_of
from domain.customer.use_cases import register_customer
from domain.ordering.order import Delivery
from domain.payment import use_cases as payments
from domain.payment.gateway import RefundReport, RefundState, StatusReport, Unknown
from domain.payment.ports import PaymentKey
from domain.payment.values import AttemptState
from domain.shared.clock import FakeClock
from domain.shared.errors import Temporary
from domain.shared.ids import AttemptId
from domain.shared.money import Money
from integrations.mobile_money.fake import FakeGateway
from tests.bot.running import KeptWakeups
from tests.domain.builders import a_sale
from tests.people import awa
from tests.shops import wax
from tests.simulation.chance import SeededIds
from tests.simulation.premises import PUSH, premises, shop


def test_late_money_is_asked_about_until_the_wallet_has_told_its_end() -> None:
    """The payer paid after he had declined. His callback came while the wallet gave no usable answer: nobody asked a
    second time, and the money was lost."""
    sale = a_sale()
    attempt = sale.tries()
    sale.hears(attempt, AttemptState.CANCELLED)
    sale.shop.do(payments.signal_attempt, sale.payment.id, attempt, sale.attempt(attempt).ref)
    sale.hears(attempt, None)
    assert sale.attempt(attempt).next_look_at is not None
    sale.hears(attempt, AttemptState.SUCCEEDED)
    assert sale.order.is_paid
    assert sale.attempt(attempt).next_look_at is None


def test_a_refund_that_has_ended_is_asked_about_no_more() -> None:
    """Two set out to ask. The one who came when it had ended put a date on it: asked about for ever after."""
    sale = a_sale()
    sale.is_paid()
    sale.is_cancelled()
    [refund] = sale.payment.refunds
    for _ in range(2):
        sale.shop.do(payments.begin_refund_look, sale.payment.id, refund.id)
        sale.shop.do(payments.record_refund_answer, sale.payment.id, refund.id, RefundReport(RefundState.DONE))
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
        messengers={},
    )
    with it.work(shop().id) as work:
        customer = register_customer(work, awa.identity, awa.name, "fr")
        counter = Counter(work, shop(), customer, it.front)
        counter.add_to_cart(wax.sku, 1)
        link = counter.place_order(Delivery(Money.zero("XOF")), PUSH.code, awa.phone).link
    bill = bill_of(it, link.rpartition("/")[2])
    assert bill is not None
    return it, bill.key
