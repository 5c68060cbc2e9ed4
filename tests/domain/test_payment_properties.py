"""Payment under any interleaving of calls, answers, callbacks and refunds: money is counted once."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.payment.attempt import PaymentAttempt
from domain.payment.errors import AttemptUnderWay, NothingToPay, RefundTooLarge
from domain.payment.events import DuplicatePaymentReceived, PaymentConfirmed, PaymentHeldForReview
from domain.payment.gateway import Accepted, PushPrompt, RefundReport, RefundState, Rejected, StatusReport, Unknown
from domain.payment.transaction import PaymentTransaction
from domain.payment.values import AttemptState, PaymentState
from domain.shared.errors import NotFound
from domain.shared.ids import AttemptId, OrderId, PaymentId, RefundId
from tests.domain.builders import NOW, SHOP
from tests.people import awa
from tests.shops import francs

AMOUNT = 1_000
answers = st.sampled_from([Accepted("", PushPrompt()), Rejected("no"), Unknown()])
states = st.sampled_from([None, *AttemptState])
moneys = st.sampled_from([AMOUNT, AMOUNT, AMOUNT, AMOUNT - 1, AMOUNT + 1, 0])
refund_answers = st.sampled_from(
    [
        Accepted("", PushPrompt()),
        Rejected("no"),
        Unknown(),
        *(RefundReport(state) for state in [None, *RefundState]),
        RefundReport(None, known=False),
    ]
)


class Wallet(RuleBasedStateMachine):
    """One payment; anything may be said of any attempt at any time, also again and out of order."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.payment = PaymentTransaction(PaymentId("p"), SHOP, OrderId("o"), francs(AMOUNT), "link")
        self.confirmed = self.accepted = 0
        self.succeeded: set[str] = set()
        self.refunds = 0

    @rule(minutes=st.integers(0, 90))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def begin(self) -> None:
        id = AttemptId(f"a{len(self.payment.attempts)}")
        try:
            self.payment.begin(PaymentAttempt(id, f"t{id}", "wave", "sandbox", "fatou", awa.phone, self.now))
        except AttemptUnderWay:
            assert self.payment.live is not None
        except NothingToPay:
            assert self.payment.state != PaymentState.OPEN

    @precondition(lambda self: self.payment.attempts)
    @rule(data=st.data(), outcome=answers)
    def answer(self, data: st.DataObject, outcome: Accepted | Rejected | Unknown) -> None:
        attempt = self.one_of(data)
        if isinstance(outcome, Accepted):
            outcome = Accepted(f"ref-{attempt.id}", PushPrompt(), self.now + timedelta(minutes=5))
        self.payment.answered(attempt.id, outcome, self.now)

    @precondition(lambda self: self.payment.attempts)
    @rule(data=st.data(), state=states, money=moneys, twin=st.booleans(), named=st.booleans())
    def report(self, data: st.DataObject, state: AttemptState | None, money: int, twin: bool, named: bool) -> None:
        attempt = self.one_of(data)
        report = StatusReport(state, francs(money), attempt.id if named else None)
        self.payment.reported(attempt.id, f"ref-{attempt.id}{'-twin' if twin else ''}", report, self.now)

    @precondition(lambda self: self.payment.attempts)
    @rule(data=st.data(), ref=st.sampled_from([None, "ref-a0", "forged"]))
    def callback(self, data: st.DataObject, ref: str | None) -> None:
        before = self.payment.state
        self.one_of(data).signalled(ref, self.now)
        assert self.payment.state == before

    @precondition(lambda self: self.payment.attempts)
    @rule(data=st.data())
    def look_and_find_nothing(self, data: st.DataObject) -> None:
        attempt = self.one_of(data)
        attempt.looking(self.now)
        self.payment.not_found(attempt.id, timedelta(minutes=2), self.now)

    @rule()
    def close(self) -> None:
        self.payment.close()

    @precondition(lambda self: self.payment.captures)
    @rule(data=st.data(), minor=st.integers(-1, 2 * AMOUNT), everything=st.booleans())
    def refund(self, data: st.DataObject, minor: int, everything: bool) -> None:
        reference = data.draw(st.sampled_from(self.payment.captures)).reference.reference
        self.refunds += 1
        id = RefundId(f"r{self.refunds}")
        try:
            if everything:
                self.payment.give_back(id, reference, "test", self.now)
            else:
                self.payment.refund(id, reference, francs(minor), "test", self.now)
        except (RefundTooLarge, NotFound):
            pass

    @precondition(lambda self: self.payment.refunds)
    @rule(data=st.data(), outcome=refund_answers)
    def answer_refund(self, data: st.DataObject, outcome: Accepted | Rejected | Unknown | RefundReport) -> None:
        refund = data.draw(st.sampled_from(self.payment.refunds))
        refund.looking(self.now)
        self.payment.refund_answered(refund.id, outcome, self.now)

    # -- what always holds

    @invariant()
    def it_is_confirmed_at_most_once_with_the_exact_money_and_every_capture_is_said_once(self) -> None:
        said = self.payment.collect()
        self.confirmed += sum(isinstance(event, PaymentConfirmed) for event in said)
        kinds = (PaymentConfirmed, DuplicatePaymentReceived, PaymentHeldForReview)
        self.accepted += sum(isinstance(event, kinds) for event in said)
        assert self.confirmed <= 1
        assert self.accepted == len(self.payment.captures)
        assert (self.payment.state == PaymentState.CONFIRMED) == bool(self.confirmed)
        if self.confirmed:
            assert francs(AMOUNT) in {capture.money for capture in self.payment.captures}

    @invariant()
    def no_reference_is_counted_twice(self) -> None:
        references = [capture.reference for capture in self.payment.captures]
        assert len(references) == len(set(references))

    @invariant()
    def refunds_never_exceed_captures(self) -> None:
        for capture in self.payment.captures:
            given = [r for r in self.payment.refunds if r.reference == capture.reference and not r.is_void]
            assert 0 <= sum(refund.amount.minor for refund in given) <= max(capture.money.minor, 0)

    @invariant()
    def succeeded_never_moves_back(self) -> None:
        succeeded = {attempt.id for attempt in self.payment.attempts if attempt.state == AttemptState.SUCCEEDED}
        assert self.succeeded <= succeeded
        self.succeeded = set(succeeded)

    @invariant()
    def at_most_one_attempt_is_live(self) -> None:
        assert sum(attempt.state.is_live for attempt in self.payment.attempts) <= 1

    @invariant()
    def whoever_is_live_will_be_asked_about(self) -> None:
        live = self.payment.live
        assert live is None or live.next_look_at is not None

    def one_of(self, data: st.DataObject) -> PaymentAttempt:
        return data.draw(st.sampled_from(self.payment.attempts))


TestWallet = Wallet.TestCase
TestWallet.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
