"""Bugs about what is believed."""

from __future__ import annotations

from bot.webhooks import payments as door
from domain.payment import use_cases as payments
from domain.payment.attempt import ENDED_UNPAID
from domain.payment.bill import Bill
from domain.payment.capture import Capture
from domain.payment.gateway import StatusReport
from domain.payment.transaction import PaymentTransaction
from domain.payment.values import MobileMoneyReference
from domain.shared.money import Money
from tests.simulation.mutants import instead, mutant


@mutant(caught_by=0)
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


@mutant(caught_by=71)
def callbacks_are_remembered_in_memory():
    """Noted before they are kept: one that comes again after a crash is taken for known."""
    keep, seen = door.keep, set()

    def remembered(it, provider, account, http, claim):
        if claim.event_key not in seen:
            seen.add(claim.event_key)
            keep(it, provider, account, http, claim)

    return instead(door, "keep", remembered)


@mutant(caught_by=4)
def a_callback_of_nobody_is_dropped():
    keep = door.keep

    def choosy(it, provider, account, http, claim):
        if door.attempt_of(it, provider, http, claim) is not None:
            keep(it, provider, account, http, claim)

    return instead(door, "keep", choosy)


@mutant(caught_by=0)
def failed_overrides_succeeded():
    reported = PaymentTransaction.reported

    def forgetful(payment, attempt_id, ref, report, now):
        reported(payment, attempt_id, ref, report, now)
        if report.state in ENDED_UNPAID:
            payment.attempt(attempt_id).ended(report.state, report.reason, now)

    return instead(PaymentTransaction, "reported", forgetful)


@mutant(caught_by=0)
def a_collection_counts_each_time_it_is_reported():
    def captured(payment, attempt, ref, report, money, now):
        attempt.succeeded(ref, now)
        nothing, name = Money.zero(money.currency), MobileMoneyReference(attempt.provider, ref)
        capture = Capture(name, attempt.id, attempt.account, money, report.payer or "", now, nothing, nothing)
        payment.receive(capture, now)

    return instead(PaymentTransaction, "_captured", captured)


@mutant(caught_by=73)
def the_currency_is_not_compared():
    receive = Bill.receive

    def careless(bill, capture, now):
        nothing = Money.zero(bill.amount.currency)
        same = Money(capture.money.minor, bill.amount.currency)
        capture.money, capture.allocated, capture.credited = same, nothing, nothing
        receive(bill, capture, now)

    return instead(Bill, "receive", careless)
