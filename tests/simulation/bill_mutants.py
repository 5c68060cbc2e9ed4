"""Bugs about what a bill is paid with, whose the rest is, and the ledger."""

from __future__ import annotations

from domain.ordering.events import OrderCancelled, OrderExpired
from domain.payment.bill import Bill
from domain.payment.events import PaymentPartlyReceived, PaymentTakenBack
from domain.payment.other_means import PaidOtherwise
from domain.payment.paying_back import PaidBack
from domain.payment.refund import Refund
from domain.payment.values import Cash
from domain.processes.commands import CreditMoney
from integrations.store.repositories.credits import SqlCredits
from integrations.store.repositories.ledger import SqlLedger
from integrations.store.unit_of_work import SqlUnitOfWork
from tests.simulation.goods_mutants import deciding, without
from tests.simulation.mutants import instead, mutant
from tests.simulation.patching import Sabotage
from tests.simulation.talk_mutants import another

# -- wallets ----------------------------------------------------------------------------------------------------------


@mutant(caught_by=6)
def a_part_counts_as_the_whole():
    """What is missing is not looked at."""
    pay_with = Bill._pay_with

    def generous(bill, capture, now):
        pay_with(bill, capture, now)
        if bill.due:
            bill._complete(now, capture.reference.provider, capture.reference.reference)

    return instead(Bill, "_pay_with", generous)


@mutant(caught_by=11)
def too_much_is_kept():
    credit = Bill._credit

    def greedy(bill, capture, why, now):
        if why != "overpaid":
            credit(bill, capture, why, now)

    return instead(Bill, "_credit", greedy)


@mutant(caught_by=14)
def late_money_for_gone_goods_is_kept():
    """Or a part that comes, or was there, when nobody waits for the rest any more."""

    def keeps(event):
        return isinstance(event, OrderCancelled | OrderExpired | PaymentPartlyReceived)

    return Sabotage((deciding(without(keeps, CreditMoney)),))


@mutant(caught_by=34)
def what_was_taken_back_still_pays():
    """It is noted, and that is all."""

    def lose(bill, capture, now):
        if not capture.taken_back:
            capture.taken_back = True
            facts = {"reference": capture.reference.reference, "paid": bool(capture.allocated)}
            bill._say(PaymentTakenBack, now, amount=capture.money, **facts)

    return instead(Bill, "lose", lose)


# -- credit, cash -----------------------------------------------------------------------------------------------------


@mutant(caught_by=11)
def credit_is_spent_without_its_lock_or_twice():
    """As it was when somebody last looked, minutes ago."""
    of, remembered = SqlCredits.of, {}

    def stale(credits, customer_id):
        account, now = of(credits, customer_id), credits._scope.clock.now()
        lots, at = remembered.get(customer_id, ((), None))
        if at is not None and at <= now and (now - at).total_seconds() <= 600:
            account.lots = list(lots)
        else:
            remembered[customer_id] = tuple(account.lots), now
        return account

    return instead(SqlCredits, "of", stale)


@mutant(caught_by=0)
def cash_counts_as_paid_before_the_door():
    agree = PaidOtherwise.agree_on_cash

    def hasty(bill, cash, now):
        agree(bill, cash, now)
        bill.cash = Cash(cash, "nobody yet")
        if not bill.due:
            bill._complete(now, "cash", "")

    return instead(PaidOtherwise, "agree_on_cash", hasty)


# -- back, and the books ----------------------------------------------------------------------------------------------


@mutant(caught_by=3)
def a_refund_needs_nobodys_yes():
    ask = PaidBack.ask_refund

    def quick(bill, ids, amount, words, by, now):
        asked = ask(bill, ids, amount, words, by, now)
        for refund in asked:
            refund.begin(now)
            bill._begin(refund, now)
        return asked

    return instead(PaidBack, "ask_refund", quick)


@mutant(caught_by=11)
def the_same_person_says_yes_twice():
    def approve(refund, by, needed, now):
        refund.approved_by.append(by)
        if len(refund.approved_by) >= needed:
            refund.begin(now)
        return refund.has_begun

    def approve_refunds(bill, by, needed, now):
        asked = bill.asked
        for refund in asked:
            if refund.approve(by, needed, now):
                bill._begin(refund, now)
        return asked

    return Sabotage(((Refund, "approve", approve), (PaidBack, "approve_refunds", approve_refunds)))


@mutant(caught_by=0)
def the_ledger_is_posted_after_the_commit():
    """By whoever is still alive then."""
    post = SqlLedger.post

    def later(ledger, movement):
        waiting.append(movement)

    waiting: list[object] = []
    wake = SqlUnitOfWork._wake

    def posts(work):
        movements = list(waiting)
        waiting.clear()
        wake(work)
        if movements:
            with another(work) as next_one:
                for movement in movements:
                    post(next_one.ledger, movement)

    return Sabotage(((SqlLedger, "post", later), (SqlUnitOfWork, "_wake", posts)))
