"""Several orders of one buyer, over the real reactions, in any order of events: who has no goods has paid nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.ordering.order_state import OrderState
from domain.payment import refunding
from domain.payment import use_cases as payments
from domain.payment.events import CreditUsed, MoneyMoved
from domain.payment.gateway import RefundReport, RefundState, Rejected
from domain.payment.ledger import Account, Balances
from domain.payment.transaction import PaymentTransaction
from domain.payment.values import AttemptState, PaymentState
from domain.shared.errors import Refusal
from domain.shared.ids import AttemptId
from domain.shared.money import Money
from tests.domain.builders import Sale, open_shop
from tests.domain.invariants import books_agree, both_sides_are_the_same, money_adds_up
from tests.people import awa
from tests.shops import a_shop, wax

O, P = OrderState, PaymentState  # noqa: E741 - an order's word, a payment's word
OFF = {O.EXPIRED, O.CANCELLED, O.RETURNED}
GOES_ON = {O.CONFIRMED, O.PAID, O.READY_FOR_SHIPMENT, O.SHIPPED, O.DELIVERED, O.CLOSED}
MOST_ORDERS = 4
ends = st.sampled_from([AttemptState.SUCCEEDED] * 4 + [AttemptState.FAILED, AttemptState.PENDING, None])
too_much = st.sampled_from([0, 0, -9_000, -1, 1, 9_000])
currencies = st.sampled_from(["XOF"] * 6 + ["KES"])


class Street(RuleBasedStateMachine):
    """A small shop and one buyer who orders again and again. What people may not do is refused, and changes nothing;
    what a wallet says is never refused."""

    def __init__(self) -> None:
        super().__init__()
        self.shop = open_shop(a_shop().selling(wax, stock=3))
        self.sales: list[Sale] = []

    def people(self, do: Callable[..., Any], *given: Any) -> None:
        before = self.shop.facts()
        try:
            do(*given)
        except Refusal:
            assert self.shop.facts() == before

    def one(self, data: st.DataObject) -> Sale:
        return data.draw(st.sampled_from(self.sales))

    def an_attempt(self, data: st.DataObject) -> tuple[Sale, AttemptId]:
        tried = [(sale, attempt.id) for sale in self.sales for attempt in sale.payment.attempts]
        return data.draw(st.sampled_from(tried))

    @property
    def tried(self) -> bool:
        return any(sale.payment.attempts for sale in self.sales)

    @precondition(lambda self: len(self.sales) < MOST_ORDERS)
    @rule(quantity=st.integers(1, 2))
    def awa_orders(self, quantity: int) -> None:
        with suppress(Refusal):
            self.sales.append(self.shop.sells_to(awa, {wax: quantity}))

    @rule(minutes=st.integers(1, 40))
    def time_passes(self, minutes: int) -> None:
        self.shop.clock.pass_by(minutes=minutes)

    # -- wallets

    @precondition(lambda self: self.sales)
    @rule(data=st.data())
    def she_tries(self, data: st.DataObject) -> None:
        self.people(self.one(data).tries)

    @precondition(lambda self: self.tried)
    @rule(data=st.data(), end=ends, more=too_much, currency=currencies, twin=st.booleans())
    def the_wallet_says(
        self, data: st.DataObject, end: AttemptState | None, more: int, currency: str, twin: bool
    ) -> None:
        sale, attempt = self.an_attempt(data)
        money = Money(max(sale.attempt(attempt).amount.minor + more, 1), currency)
        ref = f"{attempt}-twin" if twin else None
        sale.hears(attempt, end, money=money, ref=ref)
        before, happened = self.shop.facts(), len(self.shop.store.events)
        sale.hears(attempt, end, money=money, ref=ref)
        assert (self.shop.store.events[happened:], self.shop.facts()) == ([], before)

    @precondition(lambda self: self.tried)
    @rule(data=st.data())
    def the_wallet_takes_back(self, data: st.DataObject) -> None:
        sale, attempt = self.an_attempt(data)
        sale.is_taken_back(attempt)

    # -- the buyer, the shop, the rider

    @precondition(lambda self: self.sales)
    @rule(data=st.data())
    def she_pays_with_credit(self, data: st.DataObject) -> None:
        self.people(self.one(data).is_paid_with_credit)

    @precondition(lambda self: self.sales)
    @rule(data=st.data(), minor=st.sampled_from([None, 5_000]))
    def she_pays_at_the_door(self, data: st.DataObject, minor: int | None) -> None:
        self.people(self.one(data).is_paid_at_the_door, minor)

    @precondition(lambda self: self.sales)
    @rule(data=st.data(), step=st.sampled_from([Sale.is_shipped, Sale.is_shipped, Sale.is_delivered, Sale.comes_back]))
    def the_parcel_goes(self, data: st.DataObject, step: Callable[[Sale], None]) -> None:
        self.people(step, self.one(data))

    @precondition(lambda self: self.sales)
    @rule(data=st.data(), end=st.sampled_from([Sale.is_cancelled, Sale.expires]))
    def it_ends(self, data: st.DataObject, end: Callable[[Sale], None]) -> None:
        self.people(end, self.one(data))

    @precondition(lambda self: self.sales)
    @rule(data=st.data())
    def the_cash_is_handed_in(self, data: st.DataObject) -> None:
        self.people(self.shop.do, payments.hand_in_cash, self.one(data).id)

    # -- money back

    @precondition(lambda self: self.sales)
    @rule(data=st.data(), minor=st.sampled_from([None, 1_000]))
    def money_is_asked_back(self, data: st.DataObject, minor: int | None) -> None:
        self.people(self.one(data).is_asked_back, minor)

    @precondition(lambda self: self.sales)
    @rule(data=st.data(), by=st.sampled_from(["fatou", "koffi"]), needed=st.integers(1, 2))
    def it_is_approved(self, data: st.DataObject, by: str, needed: int) -> None:
        self.people(self.one(data).is_approved, by, needed)

    @precondition(lambda self: self.sales)
    @rule(data=st.data())
    def it_is_declined(self, data: st.DataObject) -> None:
        self.people(self.shop.do, refunding.decline_refund, self.one(data).id)

    @precondition(lambda self: self.sales)
    @rule(data=st.data())
    def her_credit_is_paid_back(self, data: st.DataObject) -> None:
        self.people(self.shop.do, refunding.refund_credit, self.one(data).id, awa.customer_id)

    @precondition(lambda self: self.sales)
    @rule(data=st.data())
    def what_is_held_is_given_back(self, data: st.DataObject) -> None:
        self.people(self.shop.do, refunding.give_back_held, self.one(data).id)

    @precondition(lambda self: any(refund.has_begun for sale in self.sales for refund in sale.payment.refunds))
    @rule(data=st.data(), outcome=st.sampled_from([Rejected("no"), RefundReport(RefundState.DONE), RefundReport(None)]))
    def the_wallet_answers_a_refund(self, data: st.DataObject, outcome: Rejected | RefundReport) -> None:
        begun = [(sale.payment.id, each.id) for sale in self.sales for each in sale.payment.refunds if each.has_begun]
        payment_id, refund_id = data.draw(st.sampled_from(begun))
        self.shop.do(refunding.begin_refund_look, payment_id, refund_id)
        self.shop.do(refunding.record_refund_answer, payment_id, refund_id, outcome)

    @precondition(lambda self: self.sales)
    @rule(data=st.data())
    def the_shop_pays_it_out(self, data: st.DataObject) -> None:
        self.people(self.shop.do, refunding.pay_out_by_hand, self.one(data).id, "receipt")

    # -- what always holds

    @invariant()
    def every_bill_is_as_the_books_have_it(self) -> None:
        for sale in self.sales:
            money_adds_up(sale.payment)
            books_agree(sale.payment, [each for each in self.shop.said(MoneyMoved) if each.order_id == sale.id])

    @invariant()
    def the_books_owe_what_is_on_her_account(self) -> None:
        books = self.shop.books()
        both_sides_are_the_same(books)
        assert books == Balances.of(books.currency, self.shop.said(MoneyMoved))
        assert books[Account.CREDITED].minor == self.shop.credit_of(awa) >= 0

    @invariant()
    def no_credit_is_spent_twice(self) -> None:
        spent = sum(each.amount.minor for each in self.shop.said(CreditUsed))
        came = sum(each.amount.minor for each in self.shop.said(MoneyMoved) if each.credit == Account.CREDITED)
        assert 0 <= spent <= came

    @invariant()
    def an_order_goes_on_only_with_its_money(self) -> None:
        for sale in self.sales:
            if sale.state in GOES_ON:
                assert sale.payment.state in (P.CONFIRMED, P.ON_DELIVERY) and not sale.payment.called_off

    @invariant()
    def who_has_no_goods_has_paid_nothing(self) -> None:
        for sale in self.sales:
            if sale.state in OFF:
                payment = sale.payment
                assert payment.called_off and not payment.paid and not payment.credits
                assert kept(payment) == 0
                assert RefundState.ASKED not in sale.refund_states

    @invariant()
    def goods_are_never_sold_that_are_not_there(self) -> None:
        on_hand, held = self.shop.stock(wax)
        assert 0 <= held <= on_hand


def kept(payment: PaymentTransaction) -> int:
    """What is neither the buyer's credit nor on its way back to her, in the order's currency."""
    mine = [each for each in payment.captures if each.money.currency == payment.amount.currency]
    return sum(each.allocated.minor + each.free(payment.refunds).minor for each in mine)


TestStreet = Street.TestCase
TestStreet.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
