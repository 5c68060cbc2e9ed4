"""What every wallet must do behind the payment port: the fake and the real adapter, one suite."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.payment.capabilities import LOOKS_AT_A_LINK, LOOKS_AT_A_PUSH, RefundKind
from domain.payment.gateway import (
    Accepted,
    CallbackAuth,
    PushPrompt,
    Redirect,
    RefundRequest,
    RefundState,
    Rejected,
    StatusReport,
    Unknown,
)
from domain.payment.values import AttemptState, Reason
from domain.shared.ids import AttemptId, RefundId
from domain.shared.money import Money
from tests.integrations.mobile_money.bench import OTHER_ACCOUNT, Bench, a_refund
from tests.wallet import ACCOUNT


def started(bench: Bench, **changes: object) -> str:
    outcome = bench.gateway.start(bench.request(**changes))
    assert isinstance(outcome, Accepted)
    return outcome.ref


def paid(bench: Bench) -> str:
    ref = started(bench)
    bench.pay(ref)
    return ref


def price(bench: Bench) -> Money:
    """What every request of the bench asks for: in a currency that its wallet takes."""
    return bench.request().amount


def gives_back_parts(bench: Bench) -> bool:
    return bench.gateway.capabilities.refund is RefundKind.PARTIAL


def tells_only_state(bench: Bench) -> bool:
    """M-Pesa: its status names neither amount nor payer, receipt or attempt."""
    return getattr(bench, "only_state", False)


def amount_told(bench: Bench, asked: Money) -> Money | None:
    """What a status names: some wallets tell the state alone, and collect what was asked for or nothing."""
    return None if tells_only_state(bench) or not getattr(bench, "tells_amount", True) else asked


def refusal(bench: Bench) -> Reason | None:
    """Why the bench's payer is refused, as far as its wallet tells."""
    return getattr(bench, "refusal", Reason.INSUFFICIENT_FUNDS)


def named_by_callback(bench: Bench, ref: str, attempt_id: AttemptId) -> tuple[str | None, str | None]:
    if not getattr(bench, "callback_names", True):
        return None, None
    return ref, None if tells_only_state(bench) else attempt_id


def state_claimed(bench: Bench) -> AttemptState | None:
    return AttemptState.SUCCEEDED if getattr(bench, "callback_tells_state", True) else None


def proof(bench: Bench) -> CallbackAuth:
    """What the wallet's callbacks prove."""
    return getattr(bench, "proof", CallbackAuth.SIGNED_BODY)


def findable(bench: Bench, ref: str | None, *, is_tried: bool = False) -> str | None:
    """What `find` gives where the wallet has `ref`: nothing where it cannot search by our id, or has nothing to pay on
    any more, because its page was named in a lost answer alone."""
    is_payable = is_tried or not getattr(bench, "loses_page", False)
    return ref if bench.gateway.capabilities.can_find and is_payable else None


def given_back(bench: Bench, refund: RefundRequest) -> RefundState | None:
    """What came of it: one wallet refuses at once, another takes it on and fails it."""
    outcome = bench.gateway.refund(refund)
    if isinstance(outcome, Rejected):
        return RefundState.REJECTED
    return bench.gateway.refund_status(ACCOUNT, refund.refund_id).state


# -- collecting


def test_a_start_is_accepted_with_where_to_go_and_is_then_pending(bench: Bench) -> None:
    request = bench.request()
    outcome = bench.gateway.start(request)
    assert isinstance(outcome, Accepted)
    assert isinstance(outcome.action, PushPrompt if bench.gateway.capabilities.is_push else Redirect)
    report = bench.gateway.status(ACCOUNT, outcome.ref)
    named = (amount_told(bench, request.amount), None if tells_only_state(bench) else request.attempt_id)
    assert (report.state, report.money, report.attempt_id) == (AttemptState.PENDING, *named)
    assert report.provider_txn is None


def test_the_same_attempt_started_twice_is_one_collection(bench: Bench) -> None:
    request = bench.request()
    first, second = bench.gateway.start(request), bench.gateway.start(request)
    assert isinstance(first, Accepted)
    if bench.gateway.capabilities.can_find:  # one that knows no id of ours rings again: it is never asked twice
        assert second == first or isinstance(second, Unknown)  # a duplicate id: to be asked about
    assert bench.gateway.find(ACCOUNT, request.attempt_id) == findable(bench, first.ref)


def test_a_payment_is_reported_with_its_money_payer_and_transaction(bench: Bench) -> None:
    report = bench.gateway.status(ACCOUNT, paid(bench))
    assert report.state is AttemptState.SUCCEEDED
    request = bench.request()
    assert request.payer is not None
    assert report.money == amount_told(bench, request.amount)
    assert report.as_asked is (report.money is None)
    assert report.payer == (request.payer.e164 if bench.tells_payer else None)
    assert tells_only_state(bench) or report.provider_txn
    assert report.fee == getattr(bench, "fee", None)
    assert not report.taken_back


def test_a_refusal_is_reported_with_our_reason(bench: Bench) -> None:
    ref = started(bench)
    bench.decline(ref)
    report = bench.gateway.status(ACCOUNT, ref)
    assert (report.state, report.reason) == (AttemptState.FAILED, refusal(bench))


def test_a_late_payment_is_found_after_the_expiry_was(bench: Bench) -> None:
    ref = started(bench)
    bench.expire(ref)
    assert bench.gateway.status(ACCOUNT, ref).state is AttemptState.EXPIRED
    bench.pay_late(ref)
    assert bench.gateway.status(ACCOUNT, ref).state is AttemptState.SUCCEEDED


def test_what_the_wallet_took_back_is_the_same_payment_and_said_to_be_gone(regretter: Bench) -> None:
    ref = paid(regretter)
    before = regretter.gateway.status(ACCOUNT, ref)
    regretter.take_back(ref)
    after = regretter.gateway.status(ACCOUNT, ref)
    assert (after.state, after.money) == (AttemptState.SUCCEEDED, price(regretter))
    assert (after.provider_txn, after.attempt_id, after.fee) == (before.provider_txn, before.attempt_id, before.fee)
    assert (before.taken_back, after.taken_back) == (False, True)


def test_what_we_gave_back_was_not_taken_back(giver: Bench) -> None:
    refund = a_refund(paid(giver), amount=price(giver))
    assert isinstance(giver.gateway.refund(refund), Accepted)
    report = giver.gateway.status(ACCOUNT, refund.ref)
    assert (report.state, report.taken_back) == (AttemptState.SUCCEEDED, False)


def test_a_wallet_says_how_often_it_is_to_be_asked(bench: Bench) -> None:
    able = bench.gateway.capabilities
    assert able.looks == (LOOKS_AT_A_PUSH if getattr(bench, "asked_often", able.is_push) else LOOKS_AT_A_LINK)
    assert able.queries_a_minute > 0


@pytest.mark.parametrize("minor", [0, -1])
def test_an_amount_that_nobody_can_pay_is_rejected_without_a_call(bench: Bench, minor: int) -> None:
    request = bench.request(amount=Money(minor, price(bench).currency))
    refused = bench.gateway.precheck(request)
    assert refused is not None
    assert refused.reason is Reason.AMOUNT
    assert bench.gateway.start(request) == refused
    assert bench.gateway.find(ACCOUNT, request.attempt_id) is None


# -- not knowing


@pytest.mark.parametrize("happens", [True, False])
def test_a_lost_answer_is_unknown_and_resolved_by_asking(bench: Bench, happens: bool) -> None:
    request = bench.request()
    bench.lose_answer("start", happens=happens)
    assert isinstance(bench.gateway.start(request), Unknown)
    ref = bench.gateway.find(ACCOUNT, request.attempt_id)
    assert (ref is not None) is (happens and findable(bench, "there") is not None)
    if ref is not None:
        assert bench.gateway.status(ACCOUNT, ref).attempt_id == request.attempt_id


def test_a_page_whose_address_was_lost_is_told_again_or_is_not_found(bench: Bench) -> None:
    """Else a buyer would wait for a page that nobody can open."""
    request = bench.request()
    bench.lose_answer("start", happens=True)
    bench.gateway.start(request)
    ref = bench.gateway.find(ACCOUNT, request.attempt_id)
    if ref is not None and not bench.gateway.capabilities.is_push:
        assert bench.gateway.status(ACCOUNT, ref).url


def test_a_start_repeated_after_a_lost_answer_is_still_one_collection(bench: Bench) -> None:
    request = bench.request()
    bench.lose_answer("start", happens=True)
    bench.gateway.start(request)
    ref = bench.gateway.find(ACCOUNT, request.attempt_id)
    again = bench.gateway.start(request)
    same = isinstance(again, Accepted) and again.ref == ref
    assert same or isinstance(again, Unknown) or not bench.gateway.capabilities.can_find
    assert bench.gateway.find(ACCOUNT, request.attempt_id) == ref


def test_what_the_wallet_never_heard_of_has_no_state(bench: Bench) -> None:
    assert bench.gateway.status(ACCOUNT, "no-such-thing").state is None
    assert bench.gateway.find(ACCOUNT, AttemptId("00000000-0000-4000-8000-000000000000")) is None


def test_another_account_sees_nothing(bench: Bench) -> None:
    request = bench.request()
    outcome = bench.gateway.start(request)
    assert isinstance(outcome, Accepted)
    assert bench.gateway.status(OTHER_ACCOUNT, outcome.ref).state is None
    assert bench.gateway.find(OTHER_ACCOUNT, request.attempt_id) is None


# -- callbacks


def test_a_callback_is_proved_and_names_what_it_is_about(bench: Bench) -> None:
    request = bench.request()
    outcome = bench.gateway.start(request)
    assert isinstance(outcome, Accepted)
    bench.pay(outcome.ref)
    http = bench.callback(outcome.ref)
    claim = bench.gateway.read_callback(ACCOUNT, http)
    assert claim.auth is proof(bench)
    assert (claim.ref, claim.attempt_id) == named_by_callback(bench, outcome.ref, request.attempt_id)
    assert claim.claimed_state is state_claimed(bench)
    assert claim.provider_txn
    assert tells_only_state(bench) or claim.provider_txn == bench.gateway.status(ACCOUNT, outcome.ref).provider_txn
    assert claim.event_key
    assert bench.gateway.read_callback(ACCOUNT, http) == claim


def test_a_changed_body_a_lost_header_and_a_wrong_method_are_invalid(bench: Bench) -> None:
    http = bench.callback(paid(bench))
    changed = replace(http, body=http.body.replace(b": ", b":"))
    unproved = () if proof(bench) is CallbackAuth.NONE else (changed, replace(http, headers={}))
    for bad in (*unproved, replace(http, method="GET")):
        assert bench.gateway.read_callback(ACCOUNT, bad).auth is CallbackAuth.INVALID


def test_a_second_payment_of_one_attempt_keeps_the_first_one_found(bench: Bench) -> None:
    request = bench.request()
    outcome = bench.gateway.start(request)
    assert isinstance(outcome, Accepted)
    bench.pay_twice(outcome.ref)
    assert bench.gateway.find(ACCOUNT, request.attempt_id) == findable(bench, outcome.ref, is_tried=True)
    assert bench.gateway.status(ACCOUNT, outcome.ref).state is AttemptState.SUCCEEDED


# -- giving back


def test_a_refund_asked_for_twice_is_given_once(giver: Bench) -> None:
    whole = price(giver)
    part = Money(whole.minor * 2 // 3, whole.currency) if gives_back_parts(giver) else whole
    refund = a_refund(paid(giver), amount=part)
    first, second = giver.gateway.refund(refund), giver.gateway.refund(refund)
    assert isinstance(first, Accepted)
    assert second == first or isinstance(second, Unknown) or not giver.gateway.capabilities.can_find
    assert giver.gateway.refund_status(ACCOUNT, refund.refund_id).state is RefundState.DONE
    if gives_back_parts(giver):
        rest = giver.gateway.refund(a_refund(refund.ref, amount=whole - part))
        assert isinstance(rest, Accepted)  # so the first was counted once


def test_no_more_is_given_back_than_was_collected(giver: Bench) -> None:
    ref, whole = paid(giver), price(giver)
    assert isinstance(giver.gateway.refund(a_refund(ref, amount=whole)), Accepted)
    more = a_refund(ref, amount=Money(1, whole.currency))
    assert given_back(giver, more) in (RefundState.REJECTED, RefundState.FAILED)
    outcome = giver.gateway.refund(more)
    assert not isinstance(outcome, Rejected) or outcome.reason is Reason.AMOUNT


def test_a_part_is_given_back_only_where_the_wallet_can(giver: Bench) -> None:
    part = Money(1, price(giver).currency)
    outcome = giver.gateway.refund(a_refund(paid(giver), amount=part))
    assert isinstance(outcome, Accepted if gives_back_parts(giver) else Rejected)


def test_nothing_is_given_back_of_what_was_never_collected(giver: Bench) -> None:
    whole = price(giver)
    for ref in (started(giver), "no-such-thing"):
        assert given_back(giver, a_refund(ref, amount=whole)) in (RefundState.REJECTED, RefundState.FAILED)


@pytest.mark.parametrize("happens", [True, False])
def test_a_refund_whose_answer_is_lost_is_unknown_and_resolved_by_asking(giver: Bench, happens: bool) -> None:
    refund = a_refund(paid(giver), amount=price(giver))
    giver.lose_answer("refund", happens=happens)
    assert isinstance(giver.gateway.refund(refund), Unknown)
    report = giver.gateway.refund_status(ACCOUNT, refund.refund_id)
    assert report.known is (happens or not giver.gateway.capabilities.can_find)
    assert report.state is (RefundState.DONE if happens else None)


def test_a_refund_that_nobody_asked_for_is_not_known(giver: Bench) -> None:
    report = giver.gateway.refund_status(ACCOUNT, RefundId("00000000-0000-4000-8000-000000000000"))
    assert (report.known, report.state) == (not giver.gateway.capabilities.can_find, None)


def test_a_wallet_that_gives_nothing_back_says_so_without_a_call(keeper: Bench) -> None:
    assert keeper.gateway.capabilities.refund is RefundKind.NONE
    refund = a_refund(paid(keeper), amount=price(keeper))
    assert keeper.gateway.refund(refund) == Rejected("no_refunds")
    report = keeper.gateway.refund_status(ACCOUNT, refund.refund_id)
    assert (report.known, report.state) == (False, None)


def test_no_answer_is_ever_an_exception(bench: Bench) -> None:
    odd = "../../x?y#z\u00e9 "
    assert bench.gateway.status(ACCOUNT, odd) == StatusReport(None, raw=bench.gateway.status(ACCOUNT, odd).raw)
    assert bench.gateway.refund_status(ACCOUNT, RefundId(odd)).state is None
    assert bench.gateway.find(ACCOUNT, AttemptId(odd)) is None
