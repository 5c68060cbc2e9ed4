"""Payment under any interleaving of calls, answers, callbacks, credit, cash and refunds: money is counted once."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.payment.attempt import PaymentAttempt
from domain.payment.credit import CreditAccount, Lot
from domain.payment.errors import AttemptUnderWay, NothingToPay, NotYours, RefundTooLarge
from domain.payment.events import (
    CreditReturned,
    DuplicatePaymentReceived,
    MoneyCredited,
    MoneyMoved,
    PaymentConfirmed,
    PaymentOnDelivery,
)
from domain.payment.gateway import Accepted, PushPrompt, RefundReport, RefundState, Rejected, StatusReport, Unknown
from domain.payment.ledger import Account, Balances
from domain.payment.transaction import PaymentTransaction
from domain.payment.values import AttemptState, MobileMoneyReference, PaymentState
from domain.shared.errors import IllegalTransition, Invalid, NotFound
from domain.shared.events import DomainEvent
from domain.shared.ids import AttemptId, FakeIds, OrderId, PaymentId
from domain.shared.money import Money
from tests.domain.builders import NOW, SHOP
from tests.domain.invariants import books_agree, money_adds_up
from tests.people import awa
from tests.shops import francs

AMOUNT = 1_000
OLD_CREDIT = 700
answers = st.sampled_from([Accepted("", PushPrompt()), Rejected("no"), Unknown()])
states = st.sampled_from([None, *AttemptState, AttemptState.SUCCEEDED, AttemptState.SUCCEEDED])
moneys = st.sampled_from([AMOUNT, AMOUNT, AMOUNT - 1, AMOUNT + 1, 400, 600, 0])
currencies = st.sampled_from(["XOF"] * 5 + ["KES"])
people = st.sampled_from(["fatou", "koffi"])
R = RefundState
refund_answers = st.sampled_from(
    [
        Accepted("", PushPrompt()),
        Rejected("no"),
        Unknown(),
        *(RefundReport(state) for state in [None, R.SUBMITTED, R.UNKNOWN, R.REJECTED, R.DONE, R.FAILED]),
        RefundReport(None, known=False),
    ]
)


class Wallet(RuleBasedStateMachine):
    """One payment and its buyer's credit; anything may be said of any attempt at any time, again and out of order."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.ids = NOW, FakeIds()
        old = Lot(PaymentId("before"), MobileMoneyReference("sandbox", "ref-before"), francs(OLD_CREDIT))
        self.account = CreditAccount(SHOP, awa.customer_id, [old])
        id, order = PaymentId("p"), OrderId("o")
        self.payment = PaymentTransaction.initiate(id, SHOP, order, awa.customer_id, francs(AMOUNT), "link", NOW)
        self.moved: list[MoneyMoved] = []
        self.settled = 0
        self.succeeded: set[str] = set()
        self.hear()

    def hear(self) -> list[DomainEvent]:
        """As the reactions do: credit goes onto the account, a second collection goes back."""
        heard = self.payment.collect()
        for event in heard:
            match event:
                case MoneyMoved():
                    self.moved.append(event)
                case PaymentConfirmed() | PaymentOnDelivery():
                    self.settled += 1
                case MoneyCredited(payment_id=source) | CreditReturned(source=source):
                    self.account.put(Lot(source, MobileMoneyReference(event.provider, event.reference), event.amount))
                case DuplicatePaymentReceived(provider=provider, reference=reference):
                    self.payment.give_back(self.ids, "duplicate", self.now, MobileMoneyReference(provider, reference))
                    heard = heard + self.hear()
        return heard

    @rule(minutes=st.integers(0, 90))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    # -- wallets

    @rule()
    def begin(self) -> None:
        id, due = AttemptId(f"a{len(self.payment.attempts)}"), self.payment.due
        try:
            self.payment.begin(PaymentAttempt(id, f"t{id}", "wave", "sandbox", "fatou", due, awa.phone, self.now))
        except AttemptUnderWay:
            assert self.payment.live is not None
        except NothingToPay:
            assert self.payment.state != PaymentState.OPEN or self.payment.held

    @precondition(lambda self: self.payment.attempts)
    @rule(data=st.data(), outcome=answers)
    def answer(self, data: st.DataObject, outcome: Accepted | Rejected | Unknown) -> None:
        attempt = self.one_of(data)
        if isinstance(outcome, Accepted):
            outcome = Accepted(f"ref-{attempt.id}", PushPrompt(), self.now + timedelta(minutes=5))
        self.payment.answered(attempt.id, outcome, self.now)

    @precondition(lambda self: self.payment.attempts)
    @rule(data=st.data(), state=states, minor=moneys, currency=currencies, twin=st.booleans(), taken_back=st.booleans())
    def report(
        self, data: st.DataObject, state: AttemptState | None, minor: int, currency: str, twin: bool, taken_back: bool
    ) -> None:
        attempt = self.one_of(data)
        report = StatusReport(state, Money(minor, currency), attempt.id, taken_back=taken_back)
        ref = f"ref-{attempt.id}{'-twin' if twin else ''}"
        self.payment.reported(attempt.id, ref, report, self.now)
        self.hear()
        self.payment.reported(attempt.id, ref, report, self.now)
        assert self.hear() == []

    @precondition(lambda self: self.payment.attempts)
    @rule(data=st.data(), ref=st.sampled_from([None, "ref-a0", "forged"]))
    def callback(self, data: st.DataObject, ref: str | None) -> None:
        self.one_of(data).signalled(ref, self.now)
        assert self.hear() == []

    @precondition(lambda self: self.payment.attempts)
    @rule(data=st.data())
    def look_and_find_nothing(self, data: st.DataObject) -> None:
        attempt = self.one_of(data)
        attempt.looking(self.now)
        self.payment.not_found(attempt.id, timedelta(minutes=2), self.now)

    # -- the order is off

    @rule(credited=st.booleans())
    def call_off(self, credited: bool) -> None:
        """What the saga does with the money of an order that expired, or was cancelled."""
        self.settled *= self.payment.called_off
        self.payment.call_off(self.now)
        for _ in range(2):
            if credited:
                self.payment.credit("expired", self.now)
            else:
                self.payment.give_back(self.ids, "cancelled", self.now)
        if not self.payment.cash:
            assert self.payment.paid == francs(0)

    # -- credit and cash

    @rule()
    def use_credit(self) -> None:
        self.payment.use_credit(self.account.take(self.payment.due, self.payment.id, self.now), self.now)

    @rule()
    def pay_credit_back(self) -> None:
        self.payment.refund_credit(self.ids, self.account.withdraw(self.payment.id), self.now)

    @rule(minor=st.integers(0, AMOUNT + 1))
    def agree_on_cash(self, minor: int) -> None:
        with suppress(Invalid):
            self.payment.agree_on_cash(francs(minor), self.now)

    @rule()
    def collect_cash(self) -> None:
        self.payment.collect_cash("issa", self.now)

    @rule()
    def hand_in_cash(self) -> None:
        with suppress(IllegalTransition):
            self.payment.hand_in_cash(self.now)

    # -- money back

    @rule(minor=st.integers(-1, 2 * AMOUNT), by=people)
    def ask_for_money_back(self, minor: int, by: str) -> None:
        most = self.payment.refundable
        try:
            self.payment.ask_refund(self.ids, francs(minor), "test", by, self.now)
        except RefundTooLarge:
            assert not 0 < minor <= most.minor

    @rule(by=people, needed=st.integers(1, 2))
    def approve(self, by: str, needed: int) -> None:
        with suppress(NotFound, NotYours):
            self.payment.approve_refunds(by, needed, self.now)

    @rule()
    def decline(self) -> None:
        with suppress(NotFound):
            self.payment.decline_refunds(self.now)

    @precondition(lambda self: any(refund.has_begun for refund in self.payment.refunds))
    @rule(data=st.data(), outcome=refund_answers)
    def answer_refund(self, data: st.DataObject, outcome: Accepted | Rejected | Unknown | RefundReport) -> None:
        refund = data.draw(st.sampled_from([refund for refund in self.payment.refunds if refund.has_begun]))
        self.payment.look_at_refund(refund.id, self.now)
        self.payment.refund_answered(refund.id, outcome, self.now)

    @rule()
    def pay_out_by_hand(self) -> None:
        with suppress(NotFound):
            self.payment.paid_out_by_hand("receipt", self.now)

    @precondition(lambda self: self.payment.held)
    @rule()
    def give_back_what_is_held(self) -> None:
        self.payment.give_back(self.ids, "currency", self.now, self.payment.held[0].reference)

    # -- what always holds

    @invariant()
    def every_franc_is_somewhere_once(self) -> None:
        self.hear()
        money_adds_up(self.payment)

    @invariant()
    def the_books_say_how_the_bill_stands(self) -> None:
        self.hear()
        books_agree(self.payment, self.moved)

    @invariant()
    def credit_is_what_the_books_owe_and_never_negative(self) -> None:
        self.hear()
        owed = Balances.of("XOF", self.moved)[Account.CREDITED].minor
        assert self.account.balance("XOF").minor == OLD_CREDIT + owed >= 0

    @invariant()
    def it_is_settled_at_most_once_between_two_times_it_is_called_off(self) -> None:
        self.hear()
        assert self.settled <= 1
        stands = self.payment.state in (PaymentState.CONFIRMED, PaymentState.ON_DELIVERY)
        assert stands == bool(self.settled) or self.payment.called_off

    @invariant()
    def no_reference_is_counted_twice(self) -> None:
        references = [capture.reference for capture in self.payment.captures]
        assert len(references) == len(set(references))

    @invariant()
    def succeeded_never_moves_back(self) -> None:
        succeeded = {attempt.id for attempt in self.payment.attempts if attempt.state == AttemptState.SUCCEEDED}
        assert self.succeeded <= succeeded
        self.succeeded = set(succeeded)

    @invariant()
    def at_most_one_attempt_is_live_and_it_will_be_asked_about(self) -> None:
        live = [attempt for attempt in self.payment.attempts if attempt.state.is_live]
        assert len(live) <= 1
        assert all(attempt.next_look_at is not None for attempt in live)

    def one_of(self, data: st.DataObject) -> PaymentAttempt:
        return data.draw(st.sampled_from(self.payment.attempts))


TestWallet = Wallet.TestCase
TestWallet.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
