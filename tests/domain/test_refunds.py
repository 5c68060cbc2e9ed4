"""Giving back: never more than came in, asked and approved, on its way, arrived, or paid out by hand."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from domain.payment import refunding
from domain.payment.capture import Capture
from domain.payment.errors import NotYours, RefundTooLarge
from domain.payment.events import RefundAsked, RefundCompleted, RefundFailed, RefundInitiated, RefundSeconded
from domain.payment.gateway import Accepted, PushPrompt, RefundReport, RefundState, Rejected, Unknown
from domain.payment.refund import LEASE, REMIND_EVERY, Refund
from domain.payment.transaction import PaymentTransaction
from domain.payment.values import AttemptState, MobileMoneyReference, Reason
from domain.shared.errors import IllegalTransition, NotFound
from domain.shared.ids import RefundId
from tests.domain.builders import NOW, a_sale
from tests.domain.one_payment import AMOUNT, FIRST, IDS, LATER, collects, facts, gives_back, paid, pending, said, says
from tests.people import awa
from tests.shops import francs, shillings

R = RefundState


def on_its_way() -> tuple[PaymentTransaction, Refund]:
    payment = paid()
    payment.give_back(IDS, "returned", NOW)
    payment.collect()
    return payment, payment.refunds[0]


# -- asked and approved


def test_what_is_asked_for_is_reserved_and_moves_nothing() -> None:
    payment = paid()
    payment.ask_refund(IDS, francs(500), "goodwill", "awa", NOW)
    [asked] = facts(payment.collect(), RefundAsked)
    assert (asked.amount, asked.by) == (francs(500), "awa")
    assert (payment.refundable, payment.paid, payment.refunds[0].next_look_at) == (francs(25_000), AMOUNT, None)


def test_refunds_up_to_what_was_captured_and_not_one_franc_more() -> None:
    payment = paid()
    gives_back(payment, 25_000)
    with pytest.raises(RefundTooLarge) as refused:
        gives_back(payment, 501)
    assert refused.value.most == francs(500)
    gives_back(payment, 500)
    assert (payment.refundable, payment.paid) == (francs(0), francs(0))


@pytest.mark.parametrize("minor", [0, -1])
def test_a_refund_of_nothing_is_refused(minor: int) -> None:
    with pytest.raises(RefundTooLarge):
        paid().ask_refund(IDS, francs(minor), "goodwill", "awa", NOW)


def test_what_came_in_two_parts_goes_back_in_two() -> None:
    payment = pending()
    collects(payment, 10_000)
    collects(payment, 15_500, ref="ref-2")
    gives_back(payment, 12_000)
    assert [(each.reference.reference, each.amount.minor) for each in payment.refunds] == [
        ("ref-1", 10_000),
        ("ref-2", 2_000),
    ]


@pytest.mark.parametrize("refused_first", [True, False])
def test_what_the_wallet_took_back_by_itself_is_not_paid_out_by_hand_too(refused_first: bool) -> None:
    """It refuses our refund because the payer has the money already."""
    payment = paid()
    [refund] = gives_back(payment, AMOUNT.minor)
    refused = partial(payment.refund_answered, refund.id, Rejected("reversed"), NOW)
    told = partial(collects, payment, AMOUNT.minor, taken_back=True)
    for happens in (refused, told) if refused_first else (told, refused, told):
        happens()
    assert (refund.state, refund.receipt, payment.refundable) == (RefundState.DONE, "taken back", francs(0))
    assert payment.attempt(FIRST).is_signalled, "why it was refused is asked about"
    assert said(payment).count("RefundCompleted") == 1


def test_what_came_in_another_currency_is_not_taken_for_a_part() -> None:
    payment = pending()
    payment.reported(FIRST, "ref-kes", says(AttemptState.SUCCEEDED, shillings("10")), NOW)
    collects(payment, AMOUNT.minor, ref="ref-2")
    gives_back(payment, 500)
    assert [(each.reference.reference, each.amount) for each in payment.refunds] == [("ref-2", francs(500))]


def test_one_approval_is_enough_where_one_is_needed() -> None:
    payment = paid()
    payment.ask_refund(IDS, francs(500), "goodwill", "awa", NOW)
    [refund] = payment.approve_refunds("fatou", 1, LATER)
    assert (refund.state, refund.next_look_at, refund.approved_by) == (R.REQUESTED, LATER, ["fatou"])
    assert said(payment) == ["RefundAsked", "RefundInitiated"]


def test_where_two_are_needed_the_second_must_be_somebody_else() -> None:
    payment = paid()
    payment.ask_refund(IDS, francs(500), "goodwill", "awa", NOW)
    payment.approve_refunds("fatou", 2, NOW)
    with pytest.raises(NotYours):
        payment.approve_refunds("fatou", 2, NOW)
    assert payment.refunds[0].state == R.ASKED
    payment.approve_refunds("koffi", 2, NOW)
    events = payment.collect()
    assert [event.by for event in facts(events, RefundSeconded)] == ["fatou"]
    assert (payment.refunds[0].state, len(facts(events, RefundInitiated))) == (R.REQUESTED, 1)


def test_what_is_declined_is_free_to_be_asked_for_again() -> None:
    payment = paid()
    payment.ask_refund(IDS, AMOUNT, "goodwill", "awa", NOW)
    payment.decline_refunds(NOW)
    assert (payment.refundable, payment.paid, said(payment)) == (AMOUNT, AMOUNT, ["RefundAsked", "RefundDeclined"])
    with pytest.raises(NotFound):
        payment.approve_refunds("fatou", 1, NOW)
    gives_back(payment, 25_500)


def test_what_is_no_longer_asked_for_is_neither_approved_nor_declined() -> None:
    payment = paid()
    [refund] = gives_back(payment, 500)
    for late in (lambda: refund.approve("koffi", 1, NOW), refund.decline, lambda: refund.paid_by_hand("R-1")):
        with pytest.raises(IllegalTransition):
            late()


# -- an order that is off


def test_giving_back_twice_is_giving_back_once() -> None:
    payment = paid()
    for _ in range(2):
        payment.give_back(IDS, "returned", NOW)
    assert [(refund.amount, refund.reason, refund.state) for refund in payment.refunds] == [
        (AMOUNT, "returned", R.REQUESTED)
    ]


def test_what_was_asked_for_needs_no_approval_when_everything_goes_back() -> None:
    payment = paid()
    payment.ask_refund(IDS, francs(500), "goodwill", "awa", NOW)
    payment.give_back(IDS, "cancelled_by_shop", LATER)
    assert [(refund.amount.minor, refund.state, refund.next_look_at) for refund in payment.refunds] == [
        (500, R.REQUESTED, LATER),
        (25_000, R.REQUESTED, LATER),
    ]


def test_what_was_asked_for_cannot_be_approved_once_it_is_credit() -> None:
    payment = pending()
    collects(payment, 10_000)
    payment.ask_refund(IDS, francs(10_000), "goodwill", "awa", NOW)
    payment.call_off(NOW)
    payment.credit("expired", NOW)
    with pytest.raises(NotFound):
        payment.approve_refunds("fatou", 1, NOW)
    assert (payment.captures[0].credited, payment.refunds[0].state) == (francs(10_000), R.DECLINED)


def test_a_part_that_goes_back_while_the_order_waits_is_due_again() -> None:
    payment = pending()
    collects(payment, 10_000)
    gives_back(payment, 4_000)
    assert (payment.due, payment.paid) == (francs(19_500), francs(6_000))


def test_what_goes_back_of_a_paid_order_is_not_due_again() -> None:
    payment = paid()
    gives_back(payment, 4_000)
    assert (payment.due, payment.paid) == (francs(0), francs(21_500))


# -- on its way

OUTCOMES = [
    (Accepted("r1", PushPrompt()), R.SUBMITTED, []),
    (Rejected("down", Reason.PROVIDER_DOWN), R.REQUESTED, []),
    (Rejected("no"), R.BY_HAND, ["RefundFailed"]),
    (Unknown(), R.UNKNOWN, []),
    (RefundReport(R.DONE), R.DONE, ["RefundCompleted"]),
    (RefundReport(R.FAILED), R.BY_HAND, ["RefundFailed"]),
    (RefundReport(R.REJECTED), R.BY_HAND, ["RefundFailed"]),
    (RefundReport(R.SUBMITTED), R.SUBMITTED, []),
    (RefundReport(None, known=False), R.REQUESTED, []),
    (RefundReport(None), R.UNKNOWN, []),
]
Outcome = Accepted | Rejected | Unknown | RefundReport


@pytest.mark.parametrize(("outcome", "state", "news"), OUTCOMES)
def test_each_answer_to_a_refund(outcome: Outcome, state: RefundState, news: list[str]) -> None:
    payment, refund = on_its_way()
    assert payment.look_at_refund(refund.id, NOW) == (refund, R.REQUESTED)
    assert (refund.state, refund.next_look_at) == (R.UNKNOWN, NOW + LEASE)

    payment.refund_answered(refund.id, outcome, NOW)

    assert (refund.state, said(payment)) == (state, news)
    assert (refund.next_look_at is None) == (state == R.DONE)


@pytest.mark.parametrize("end", [R.DONE, R.BY_HAND, R.DECLINED, R.ASKED])
@pytest.mark.parametrize("outcome", [outcome for outcome, *_ in OUTCOMES])
def test_what_is_not_with_a_wallet_hears_nothing_of_it(end: RefundState, outcome: Outcome) -> None:
    payment, refund = on_its_way()
    refund.state = end
    payment.refund_answered(refund.id, outcome, NOW)
    assert (refund.state, said(payment)) == (end, [])


def test_only_a_refund_that_was_never_sent_is_submitted() -> None:
    _, refund = on_its_way()
    assert [refund.looking(NOW) for _ in range(3)] == [R.REQUESTED, R.UNKNOWN, R.UNKNOWN]


def test_refunds_count_against_their_own_capture_only() -> None:
    one, other = MobileMoneyReference("sandbox", "ref-1"), MobileMoneyReference("sandbox", "ref-2")
    capture = Capture(one, FIRST, "fatou", AMOUNT, "", NOW, AMOUNT, francs(0))
    mine = Refund(RefundId("r1"), one, "fatou", "", francs(500), "")
    others = Refund(RefundId("r2"), other, "fatou", "", francs(900), "")
    assert capture.refundable([mine, others]) == francs(25_000)


# -- by hand


def test_what_no_wallet_brings_is_the_shops_to_pay_and_it_is_told_every_day() -> None:
    payment, refund = on_its_way()
    refund.looking(NOW)
    payment.refund_answered(refund.id, Rejected("no"), NOW)
    tomorrow = NOW + REMIND_EVERY
    assert refund.next_look_at == tomorrow
    for day in range(3):
        now = tomorrow + timedelta(days=day)
        assert payment.look_at_refund(refund.id, now)[1] == R.BY_HAND
        assert refund.next_look_at == now + REMIND_EVERY
    failed = facts(payment.collect(), RefundFailed)
    assert [(each.amount, each.payer) for each in failed] == [(AMOUNT, awa.number)] * 4


def test_the_shop_has_paid_it_with_a_receipt_once() -> None:
    payment, refund = on_its_way()
    payment.refund_answered(refund.id, Rejected("no"), NOW)
    payment.collect()
    payment.paid_out_by_hand("OM-4711", NOW)
    assert (refund.state, refund.receipt, refund.next_look_at) == (R.DONE, "OM-4711", None)
    assert said(payment) == ["RefundCompleted"]
    with pytest.raises(NotFound):
        payment.paid_out_by_hand("OM-4711", NOW)


# -- the use cases


def test_a_refund_is_asked_for_approved_submitted_and_done() -> None:
    sale = a_sale()
    sale.is_paid()
    shop, payment_id = sale.shop, sale.payment.id
    sale.is_asked_back(500)
    sale.is_approved(by="fatou")
    [refund] = sale.payment.refunds
    assert shop.do(refunding.begin_refund_look, payment_id, refund.id)[1] == R.REQUESTED
    shop.do(refunding.record_refund_answer, payment_id, refund.id, Accepted("r", PushPrompt()))
    assert shop.do(refunding.begin_refund_look, payment_id, refund.id)[1] == R.SUBMITTED
    for _ in range(2):
        shop.do(refunding.record_refund_answer, payment_id, refund.id, RefundReport(R.DONE))
    assert [event.amount for event in shop.said(RefundInitiated)] == [francs(500)]
    assert [event.amount for event in shop.said(RefundCompleted)] == [francs(500)]
    assert shop.said(RefundFailed) == []


def test_a_refund_without_an_amount_is_all_that_is_left() -> None:
    sale = a_sale()
    sale.is_paid()
    sale.is_asked_back(500)
    assert sale.shop.do(refunding.ask_refund, sale.id, None, "goodwill", "awa") == francs(25_000)
    sale.is_approved(by="fatou")
    assert sale.given_back == [(500, "asked"), (25_000, "asked")]


def test_what_was_never_paid_is_not_given_back() -> None:
    sale = a_sale()
    with pytest.raises(RefundTooLarge):
        sale.is_asked_back()
    with pytest.raises(NotFound):
        sale.shop.do(refunding.give_back_held, sale.id)
