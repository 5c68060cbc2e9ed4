"""Bugs about money."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import bot.collecting
from bot.webhooks import payments as door
from domain.payment import use_cases as payments
from domain.payment.attempt import ENDED_UNPAID, PaymentAttempt
from domain.payment.capture import Capture
from domain.payment.events import (
    DuplicatePaymentReceived,
    PaymentConfirmed,
    PaymentHeldForReview,
)
from domain.payment.gateway import Accepted, RefundReport, RefundRequest, RefundState, Rejected, StatusReport, Unknown
from domain.payment.refund import Refund
from domain.payment.transaction import PaymentTransaction
from domain.payment.values import MobileMoneyReference, PaymentState
from domain.shared.ids import AttemptId
from domain.shared.money import Money
from tests.simulation.mutants import instead, mutant
from tests.simulation.patching import Sabotage

# -- attempts ---------------------------------------------------------------------------------------------------------


@mutant
def a_second_attempt_beside_a_live_one():
    """Neither the payment nor the database minds."""
    change = PaymentTransaction, "live", property(lambda payment: None)
    return Sabotage((change,), ("DROP INDEX uq_payment_attempts_live",))


@mutant
def the_wallet_is_called_before_the_attempt_is_kept():
    def start(it, key, wallet_code, payer, language):
        wallet = it.directory.shop(key.shop_id).wallet(wallet_code)
        with it.look(key.shop_id) as work:
            payment = work.payments.get(key.payment_id)
            order = work.order_queries.by_id(payment.order_id)
            names = AttemptId(it.ids.new()), it.ids.token(), wallet.code, wallet.provider, wallet.account
            attempt = PaymentAttempt(*names, payer, it.clock.now())
            payment.begin(attempt)
        request = bot.collecting._request(it, attempt, payment, order, language)
        outcome = it.wallets.named(wallet.provider).start(request)
        with it.work(key.shop_id) as work:
            payment = work.payments.get(key.payment_id)
            payment.begin(attempt)
            work.payments.save(payment)
            payments.record_answer(work, key.payment_id, attempt.id, outcome)

    return instead(bot.collecting, "start_payment", start)


@mutant
def what_is_unknown_is_tried_again_under_a_new_id():
    def start(it, key, wallet_code, payer, language):
        wallet = it.directory.shop(key.shop_id).wallet(wallet_code)
        with it.work(key.shop_id) as work:
            names = wallet.code, wallet.provider, wallet.account
            attempt = payments.begin_attempt(work, key.payment_id, *names, payer)
            payment = work.payments.get(key.payment_id)
            order = work.order_queries.by_id(payment.order_id)
        request = bot.collecting._request(it, attempt, payment, order, language)
        outcome = it.wallets.named(wallet.provider).start(request)
        if isinstance(outcome, Unknown):
            outcome = it.wallets.named(wallet.provider).start(replace(request, attempt_id=AttemptId(it.ids.new())))
        bot.collecting._record(it, key, attempt.id, outcome)

    return instead(bot.collecting, "start_payment", start)


@mutant
def what_the_wallet_has_not_heard_of_yet_is_given_up_at_once():
    not_found = PaymentTransaction.not_found

    def impatient(payment, attempt_id, believed_after, now):
        not_found(payment, attempt_id, timedelta(0), now)

    return instead(PaymentTransaction, "not_found", impatient)


@mutant
def whoever_asks_leaves_no_date_for_the_next():
    """Should he die meanwhile, nobody asks again."""

    def looking(attempt, now):
        attempt.looks += 1
        attempt.next_look_at = None

    return instead(PaymentAttempt, "looking", looking)


@mutant
def after_three_looks_nobody_asks_any_more():
    wait = PaymentAttempt._wait
    return instead(PaymentAttempt, "_wait", lambda attempt: wait(attempt) if attempt.looks < 3 else None)


@mutant
def a_callback_while_somebody_asks_is_forgotten():
    return instead(PaymentAttempt, "answered_for", lambda attempt, ref, report, now: None)


# -- what is believed -------------------------------------------------------------------------------------------------


@mutant
def a_callback_is_believed():
    def keep(it, provider, account, http, claim):
        found = door.attempt_of(it, provider, http, claim)
        with it.work(found[0].shop_id if found else "") as work:
            now = it.clock.now()
            work.inbox.keep(f"wallet:{provider}:{account}", claim.event_key, "payment", {}, None, now)
            if found:
                key, attempt_id = found
                amount = work.payments.get(key.payment_id).amount
                report = StatusReport(claim.claimed_state, amount, attempt_id)
                payments.confirm_payment(work, key.payment_id, attempt_id, claim.ref, report)

    return instead(door, "keep", keep)


@mutant
def callbacks_are_remembered_in_memory():
    """Noted before they are kept: one that comes again after a crash is taken for known."""
    keep, seen = door.keep, set()

    def remembered(it, provider, account, http, claim):
        if claim.event_key not in seen:
            seen.add(claim.event_key)
            keep(it, provider, account, http, claim)

    return instead(door, "keep", remembered)


@mutant
def a_callback_of_nobody_is_dropped():
    keep = door.keep

    def choosy(it, provider, account, http, claim):
        if door.attempt_of(it, provider, http, claim) is not None:
            keep(it, provider, account, http, claim)

    return instead(door, "keep", choosy)


@mutant
def what_the_wallet_holds_for_another_attempt_is_believed_too():
    """And no key says that a collection counts for one payment."""
    loose = "CREATE TABLE loose AS SELECT * FROM payment_captures"
    return Sabotage(
        ((PaymentAttempt, "may_be_told_of", lambda attempt, report: True),),
        (loose, "DROP TABLE payment_captures", "ALTER TABLE loose RENAME TO payment_captures"),
    )


@mutant
def failed_overrides_succeeded():
    reported = PaymentTransaction.reported

    def forgetful(payment, attempt_id, ref, report, now):
        reported(payment, attempt_id, ref, report, now)
        if report.state in ENDED_UNPAID:
            payment.attempt(attempt_id).ended(report.state, report.reason, now)

    return instead(PaymentTransaction, "reported", forgetful)


@mutant
def a_collection_counts_each_time_it_is_reported():
    def captured(payment, attempt, ref, report, now):
        attempt.succeeded(ref, now)
        name = MobileMoneyReference(attempt.provider, ref)
        capture = Capture(name, attempt.id, attempt.account, report.money, report.payer or "", now)
        payment.captures.append(capture)
        payment._accept(capture, now)

    return instead(PaymentTransaction, "_captured", captured)


# -- how much ---------------------------------------------------------------------------------------------------------


def accepting(fits):
    def accept(payment, capture, now):
        ref = capture.reference
        if payment.state in (PaymentState.CONFIRMED, PaymentState.IN_REVIEW):
            payment._say(DuplicatePaymentReceived, now, amount=capture.money, reference=ref.reference)
        elif fits(capture.money, payment.amount):
            payment.state = PaymentState.CONFIRMED
            payment._say(PaymentConfirmed, now, amount=capture.money, provider=ref.provider, reference=ref.reference)
        else:
            payment.state = PaymentState.IN_REVIEW
            payment._say(PaymentHeldForReview, now, expected=payment.amount, received=capture.money)

    return instead(PaymentTransaction, "_accept", accept)


@mutant
def the_amount_is_not_compared():
    return accepting(lambda came, due: came.currency == due.currency)


@mutant
def the_currency_is_not_compared():
    return accepting(lambda came, due: came.minor == due.minor)


# -- giving back ------------------------------------------------------------------------------------------------------


@mutant
def a_refund_is_repeated_under_a_new_id():
    tries = Counter()

    def request(refund_id, account, ref, amount):
        tries[refund_id] += 1
        again = f"{refund_id}-{tries[refund_id]}" if tries[refund_id] > 1 else refund_id
        return RefundRequest(again, account, ref, amount)

    return instead(bot.collecting, "RefundRequest", request)


@mutant
def more_goes_back_than_came():
    refundable = Capture.refundable
    one = Money(1, "XOF")
    return instead(Capture, "refundable", lambda capture, refunds: refundable(capture, refunds) + one)


@mutant
def a_refund_that_never_left_counts_as_refused():
    after = Refund._after

    def hasty(refund, outcome):
        return RefundState.REJECTED if isinstance(outcome, Rejected) else after(refund, outcome)

    return instead(Refund, "_after", hasty)


@mutant
def a_refund_that_was_taken_on_counts_as_done():
    after = Refund._after

    def hasty(refund, outcome):
        taken_on = isinstance(outcome, Accepted) or outcome == RefundReport(RefundState.SUBMITTED, ref=refund.id)
        return RefundState.DONE if taken_on else after(refund, outcome)

    return instead(Refund, "_after", hasty)


@mutant
def an_ended_refund_is_asked_about_for_ever():
    """Two asked at once, and the second one's date stood."""
    answered = Refund.answered

    def restless(refund, *how):
        before = refund.next_look_at
        said = answered(refund, *how)
        if said is None and refund.next_look_at is None:
            refund.next_look_at = before
        return said

    return instead(Refund, "answered", restless)
