"""Bugs about money on its way back."""

from __future__ import annotations

from collections import Counter

import bot.collecting
from domain.payment.capture import Capture
from domain.payment.gateway import Accepted, RefundReport, RefundRequest, RefundState, Rejected
from domain.payment.refund import Refund
from domain.shared.money import Money
from tests.simulation.mutants import instead, mutant


@mutant(caught_by=1)
def a_refund_is_repeated_under_a_new_id():
    tries = Counter()

    def request(refund_id, account, ref, amount):
        tries[refund_id] += 1
        again = f"{refund_id}-{tries[refund_id]}" if tries[refund_id] > 1 else refund_id
        return RefundRequest(again, account, ref, amount)

    return instead(bot.collecting, "RefundRequest", request)


@mutant(caught_by=1)
def more_goes_back_than_came():
    refundable = Capture.refundable

    def generous(capture, refunds):
        return refundable(capture, refunds) + Money(1, capture.money.currency)

    return instead(Capture, "refundable", generous)


@mutant(caught_by=33)
def a_refund_that_never_left_counts_as_refused():
    after = Refund._after

    def hasty(refund, outcome):
        return RefundState.BY_HAND if isinstance(outcome, Rejected) else after(refund, outcome)

    return instead(Refund, "_after", hasty)


@mutant(caught_by=7)
def a_refund_that_was_taken_on_counts_as_done():
    after = Refund._after

    def hasty(refund, outcome):
        taken_on = isinstance(outcome, Accepted) or outcome == RefundReport(RefundState.SUBMITTED, ref=refund.id)
        return RefundState.DONE if taken_on else after(refund, outcome)

    return instead(Refund, "_after", hasty)
