"""The Paystack adapter against a wire that breaks in every way, and what is its own: subunits, notes, lists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.payment.capabilities import RefundKind
from domain.payment.gateway import (
    Accepted,
    Redirect,
    RefundReport,
    RefundState,
    Rejected,
    StatusReport,
    Unknown,
)
from domain.payment.values import AttemptState, Reason
from domain.shared.clock import FakeClock
from domain.shared.ids import AttemptId, RefundId
from domain.shared.money import Money
from integrations.mobile_money.paystack.account import PaystackAccount
from integrations.mobile_money.paystack.client import PaystackGateway
from integrations.mobile_money.paystack.codes import REASONS, SUBUNITS, reason
from tests.integrations.mobile_money.bench import a_refund
from tests.integrations.mobile_money.benches.paystack import (
    ACCOUNTS,
    PaystackBench,
    a_shilling_request,
    running_paystack,
)
from tests.sockets import Answer, closed_port, hangs_up, peer, resets, says, says_raw
from tests.wallet import ACCOUNT

JSON = "Content-Type: application/json"
REF = "attempt-1"
PAID = {
    "id": 302961, "status": "success", "reference": REF, "amount": 125050, "currency": "KES", "message": None,
    "gateway_response": "Approved", "paid_at": "2026-11-20T09:01:00.000Z", "created_at": "2026-11-20T08:59:00.000Z",
}  # fmt: skip
TODAY = date(2026, 11, 20)
WHOLE = Money(125050, "KES")


@pytest.fixture
def paystack(clock: FakeClock) -> Iterator[PaystackBench]:
    with running_paystack(clock) as bench:
        yield bench


def gateway(url: str) -> PaystackGateway:
    return PaystackGateway(url, {ACCOUNT: PaystackAccount("key", "shop.example")}, FakeClock(), timeout=(1, 1))


def granted(data: object, **more: object) -> Answer:
    return says(200, json.dumps({"status": True, "message": "Done", "data": data, **more}).encode(), JSON)


def told(**changes: object) -> Answer:
    return granted({**PAID, **changes})


def refusal(status: int, message: str, code: str | None = None) -> Answer:
    fields = {"status": False, "message": message} | ({"code": code, "type": "api_error"} if code else {})
    return says(status, json.dumps(fields).encode(), JSON)


def begun(bench: PaystackBench) -> str:
    outcome = bench.gateway.start(bench.request())
    assert isinstance(outcome, Accepted)
    return outcome.ref


def begun_and_paid(bench: PaystackBench) -> str:
    ref = begun(bench)
    bench.pay(ref)
    return ref


NO_USABLE_ANSWER = {
    "reset": resets,
    "hung up": hangs_up,
    "500": refusal(500, "An error occurred", "unknown"),
    "503 of a proxy": says(503, b"<html>Bad gateway</html>"),
    "html": says(200, b"<html>maintenance</html>"),
    "truncated": says(200, json.dumps({"status": True, "data": PAID}).encode()[:60], JSON),
    "cut off": says_raw(b'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{"status":'),
    "a list": says(200, b"[]", JSON),
    "no data": says(200, b'{"status": true}', JSON),
    "granted by nobody": says(200, b'{"data": {"id": 1, "status": "success"}}', JSON),
    "refused with 200": refusal(200, "Invalid key"),
    "a redirect": says(302, b"", "Location: http://127.0.0.1:9/"),
    "409": refusal(409, "Conflict", "conflict"),
    "408": refusal(408, "Timeout", "timeout"),
    "404 of a proxy": says(404, b"<html>Not Found</html>"),
    "error of another shape": says(400, b'{"error": "no"}', JSON),
}


@pytest.mark.parametrize("answer", NO_USABLE_ANSWER.values(), ids=NO_USABLE_ANSWER)
def test_whatever_is_not_an_answer_leaves_the_outcome_unknown(answer: Answer) -> None:
    with peer(answer) as wire:
        assert isinstance(gateway(wire.url).start(a_shilling_request()), Unknown)
        assert len(wire.requests) == 1
    with peer(told(), granted([]), answer) as wire:
        assert isinstance(gateway(wire.url).refund(a_refund(REF, amount=WHOLE)), Unknown)
        assert [request.partition(b" ")[0] for request in wire.requests] == [b"GET", b"GET", b"POST"]


@pytest.mark.parametrize("answer", NO_USABLE_ANSWER.values(), ids=NO_USABLE_ANSWER)
def test_whatever_is_not_an_answer_tells_no_state_and_no_absence(answer: Answer) -> None:
    with peer(answer) as wire:
        client = gateway(wire.url)
        assert client.status(ACCOUNT, REF).state is None
        assert client.find(ACCOUNT, AttemptId(REF)) == REF  # to be asked about again, not to be given up
        assert client.refund_status(ACCOUNT, RefundId("r")) == RefundReport(None)
        assert client.collected(ACCOUNT, TODAY) is None


@pytest.mark.parametrize("fault", ["lost", "lost_before", "http_500", "html", "truncated"])
def test_after_any_fault_nobody_can_pay_on_the_page_whose_address_was_lost(paystack: PaystackBench, fault: str) -> None:
    request = paystack.request()
    paystack.server.goes_wrong("start", fault)
    assert isinstance(paystack.gateway.start(request), Unknown)
    assert paystack.gateway.find(ACCOUNT, request.attempt_id) is None
    for ref in paystack.server.transactions:
        paystack.pay(ref)  # should somebody have found it all the same
        assert paystack.gateway.find(ACCOUNT, request.attempt_id) == ref


def test_silence_is_unknown(clock: FakeClock) -> None:
    with running_paystack(clock, timeout=(2, 0.3)) as paystack:
        paystack.server.goes_wrong("start", "slow")
        assert isinstance(paystack.gateway.start(paystack.request()), Unknown)


def test_a_refused_connection_is_a_no() -> None:
    closed = gateway(closed_port())
    assert closed.start(a_shilling_request()) == Rejected("unreachable", Reason.PROVIDER_DOWN)
    assert closed.refund(a_refund(REF, amount=WHOLE)) == Rejected("unreachable", Reason.PROVIDER_DOWN)
    assert closed.status(ACCOUNT, REF).state is None


@pytest.mark.parametrize(
    ("status", "message", "code", "expected"),
    [
        (401, "Invalid key", "invalid_Key", Reason.MERCHANT_CONFIG),
        (400, "Invalid key", None, Reason.MERCHANT_CONFIG),
        (403, "Currency not supported by merchant", "unsupported_currency", Reason.MERCHANT_CONFIG),
        (400, "Transaction amount limit exceeded", "invalid_params", Reason.AMOUNT),
        (429, "Please wait a few minutes and try again.", None, Reason.PROVIDER_DOWN),
        (400, "Something new", None, Reason.OTHER),
    ],
)
def test_paystacks_own_no_is_a_no_with_our_reason(
    status: int, message: str, code: str | None, expected: Reason
) -> None:
    with peer(refusal(status, message, code)) as wire:
        assert gateway(wire.url).start(a_shilling_request()) == Rejected(code or message, expected)


@pytest.mark.parametrize("old_errors", [True, False])
def test_a_reference_used_before_is_unknown_and_found_once_it_was_tried(
    paystack: PaystackBench, old_errors: bool
) -> None:
    paystack.server.old_errors = old_errors
    request = paystack.request()
    first = paystack.gateway.start(request)
    assert isinstance(paystack.gateway.start(request), Unknown)
    assert isinstance(first, Accepted)
    paystack.decline(first.ref)
    assert paystack.gateway.find(ACCOUNT, request.attempt_id) == first.ref == request.attempt_id
    assert len(paystack.server.transactions) == 1


@pytest.mark.parametrize("old_errors", [True, False])
def test_only_paystack_can_say_that_it_has_no_such_attempt(paystack: PaystackBench, old_errors: bool) -> None:
    paystack.server.old_errors = old_errors
    assert paystack.gateway.find(ACCOUNT, paystack.request().attempt_id) is None


def test_an_account_we_do_not_have_asks_nobody() -> None:
    with peer(told()) as wire:
        stranger, nobody = gateway(wire.url), Rejected("no_account", Reason.MERCHANT_CONFIG)
        assert stranger.start(a_shilling_request(account="nobody")) == nobody
        assert stranger.refund(a_refund(REF, account="nobody", amount=WHOLE)) == nobody
        assert stranger.status("nobody", REF).state is None
        assert stranger.find("nobody", AttemptId(REF)) is None
        assert stranger.refund_status("nobody", RefundId("r")) == RefundReport(None)
        assert stranger.collected("nobody", TODAY) is None
        assert not stranger.is_up("nobody")
        assert not wire.requests


def test_each_account_has_a_breaker_of_its_own(paystack: PaystackBench) -> None:
    other = next(name for name in ACCOUNTS if name != ACCOUNT)
    paystack.server.goes_wrong("verify", *["http_500"] * 20)
    for _ in range(5):
        paystack.gateway.status(ACCOUNT, REF)
    assert not paystack.gateway.is_up(ACCOUNT)
    assert paystack.gateway.is_up(other)


# -- what is sent


def test_what_is_sent_is_what_paystack_asks_for_and_no_more() -> None:
    request = a_shilling_request()
    with peer(granted({"authorization_url": "https://p", "access_code": "x", "reference": request.attempt_id})) as wire:
        outcome = gateway(wire.url).start(request)
        head, _, body = wire.requests[0].partition(b"\r\n\r\n")
    end = FakeClock().now() + timedelta(minutes=30)
    assert outcome == Accepted(request.attempt_id, Redirect("https://p"), end)
    assert head.startswith(b"POST /transaction/initialize HTTP/1.1\r\n")
    assert b"Authorization: Bearer key\r\n" in head + b"\r\n"
    assert json.loads(body) == {
        "email": "254711000001@shop.example",
        "amount": 125050,
        "currency": "KES",
        "reference": request.attempt_id,
        "channels": ["mobile_money"],
        "callback_url": request.return_url,
        "metadata": {"order": "CF-0042", "shop": "Chez Fatou"},
    }


def test_a_payer_without_a_number_gets_an_address_all_the_same(paystack: PaystackBench) -> None:
    request = paystack.request(payer=None)
    assert isinstance(paystack.gateway.start(request), Accepted)
    assert paystack.server.calls[-1].json()["email"] == f"{request.attempt_id}@shop.example"


@pytest.mark.parametrize("currency", sorted(SUBUNITS))
def test_every_currency_goes_there_and_back_in_subunits(paystack: PaystackBench, currency: str) -> None:
    amount = Money.of("1250.50", currency)
    outcome = paystack.gateway.start(paystack.request(amount=amount))
    assert isinstance(outcome, Accepted)
    assert paystack.server.calls[-1].json()["amount"] == 125050
    assert paystack.gateway.status(ACCOUNT, outcome.ref).money == amount


@pytest.mark.parametrize("amount", [Money.of(10_000_001, "KES"), Money(0, "KES"), Money(7500, "XOF")])
def test_what_paystack_does_not_take_is_refused_without_a_call(amount: Money) -> None:
    """XOF too: its subunit is unverified, and a guess may ask for a hundred times the price."""
    with peer(told()) as wire:
        refused = gateway(wire.url).start(a_shilling_request(amount=amount))
        assert isinstance(refused, Rejected)
        assert refused.reason in (Reason.AMOUNT, Reason.MERCHANT_CONFIG)
        assert not wire.requests


def test_what_it_is_able_to_do() -> None:
    able = gateway(closed_port()).capabilities
    assert able.takes(Money(125050, "KES"))
    assert not able.takes(Money(7500, "XOF"))
    assert able.serves("KE")
    assert not able.serves("CI")
    assert (able.refund, able.can_find, able.can_cancel, able.is_push) == (RefundKind.PARTIAL, True, False, False)
    assert gateway(closed_port()).cancel(ACCOUNT, REF) is False


# -- reading


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("success", AttemptState.SUCCEEDED),
        ("failed", AttemptState.FAILED),
        ("abandoned", AttemptState.PENDING),
        ("ongoing", AttemptState.PENDING),
        ("settled", None),
        ("SUCCESS", None),
        (True, None),
        (None, None),
    ],
)
def test_only_listed_states_are_states(status: object, state: AttemptState | None) -> None:
    with peer(told(status=status)) as wire:
        assert gateway(wire.url).status(ACCOUNT, REF).state is state


@pytest.mark.parametrize(
    ("fees", "fee"), [(1876, Money(1876, "KES")), (0, Money(0, "KES")), (None, None), ("1876", None), (18.76, None)]
)
def test_a_fee_is_exact_or_not_known(fees: object, fee: Money | None) -> None:
    with peer(told(fees=fees)) as wire:
        assert gateway(wire.url).status(ACCOUNT, REF).fee == fee


@pytest.mark.parametrize(
    ("receipt", "txn"), [("SKV7RX01", "SKV7RX01"), ("10101", "302961"), (None, "302961"), ("", "302961")]
)
def test_the_operators_number_is_told_where_paystack_has_it(receipt: object, txn: str) -> None:
    """In test mode every payment has the same."""
    with peer(told(receipt_number=receipt)) as wire:
        assert gateway(wire.url).status(ACCOUNT, REF).provider_txn == txn


def test_what_went_back_in_part_through_us_and_then_without_us_was_taken_back(paystack: PaystackBench) -> None:
    ref = begun_and_paid(paystack)
    paystack.gateway.refund(a_refund(ref, amount=Money(25050, "KES")))
    assert not paystack.gateway.status(ACCOUNT, ref).taken_back
    paystack.take_back(ref)
    assert paystack.gateway.status(ACCOUNT, ref).taken_back


def test_a_reversal_is_no_answer_while_it_is_not_known_who_asked_for_it(paystack: PaystackBench) -> None:
    ref = begun_and_paid(paystack)
    paystack.take_back(ref)
    paystack.server.goes_wrong("refunds", "html")
    assert paystack.gateway.status(ACCOUNT, ref).state is None
    assert paystack.gateway.status(ACCOUNT, ref).taken_back


def test_the_sentence_that_it_was_verified_is_not_that_it_was_paid() -> None:
    """`status` at the top is of the question; what counts is the status in the data."""
    with peer(granted({**PAID, "status": "abandoned"}, message="Verification successful")) as wire:
        assert gateway(wire.url).status(ACCOUNT, REF).state is AttemptState.PENDING


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("125050", "KES"), (125050.0, "KES"), (True, "KES"), (-1, "KES"), (10**40, "KES"), (None, "KES"), (125050, None),
     (125050, "XOF"), (125050, "ABC"), (125050, ["KES"])],
)  # fmt: skip
def test_a_payment_of_an_unreadable_amount_is_no_answer(amount: object, currency: object) -> None:
    with peer(told(amount=amount, currency=currency)) as wire:
        report = gateway(wire.url).status(ACCOUNT, REF)
        assert (report.state, report.money) == (None, None)


@pytest.mark.parametrize(("amount", "currency"), [(1000, "KES"), (125050, "NGN")])
def test_another_amount_or_currency_than_ours_is_reported_as_it_is(amount: int, currency: str) -> None:
    with peer(told(amount=amount, currency=currency)) as wire:
        report = gateway(wire.url).status(ACCOUNT, REF)
        assert (report.state, report.money) == (AttemptState.SUCCEEDED, Money(amount, currency))


def test_an_answer_about_another_transaction_is_no_answer() -> None:
    with peer(told(reference="attempt-2")) as wire:
        assert gateway(wire.url).status(ACCOUNT, REF).state is None
    with peer(granted({"authorization_url": "https://p", "reference": "attempt-2"})) as wire:
        assert isinstance(gateway(wire.url).start(a_shilling_request()), Unknown)


@pytest.mark.parametrize("word", sorted(REASONS))
def test_every_listed_sentence_is_read_in_any_case(word: str) -> None:
    assert reason(word.upper()) is REASONS[word]
    assert reason("new", word) is REASONS[word]
    assert reason(None, "new") is Reason.OTHER


# -- a page has no end of its own


def test_a_page_that_nobody_paid_on_has_expired_when_its_time_is_over(
    paystack: PaystackBench, clock: FakeClock
) -> None:
    ref = begun(paystack)
    clock.pass_by(minutes=30)
    assert paystack.gateway.status(ACCOUNT, ref).state is AttemptState.PENDING
    clock.pass_by(seconds=1)
    assert paystack.gateway.status(ACCOUNT, ref).state is AttemptState.EXPIRED


def test_a_payment_under_way_does_not_expire(paystack: PaystackBench, clock: FakeClock) -> None:
    ref = begun(paystack)
    paystack.server.transactions[ref][1]["status"] = "ongoing"
    clock.pass_by(hours=2)
    assert paystack.gateway.status(ACCOUNT, ref).state is AttemptState.PENDING


# -- giving back


def test_parts_are_given_back_up_to_the_whole(paystack: PaystackBench) -> None:
    ref = begun_and_paid(paystack)
    assert isinstance(paystack.gateway.refund(a_refund(ref, amount=Money(50, "KES"))), Accepted)
    assert isinstance(paystack.gateway.refund(a_refund(ref, amount=Money(125000, "KES"))), Accepted)
    over = paystack.gateway.refund(a_refund(ref, amount=Money(1, "KES")))
    assert over == Rejected("transaction_reversed", Reason.AMOUNT)
    assert [refund["amount"] for _, refund in paystack.server.refunds] == [50, 125000]


def test_a_wrong_key_is_no_outage() -> None:
    with peer(refusal(401, "Invalid key")) as wire:
        no = Rejected("Invalid key", Reason.MERCHANT_CONFIG)
        assert gateway(wire.url).refund(a_refund(REF, amount=WHOLE)) == no


def test_more_than_is_left_is_refused_in_paystacks_words(paystack: PaystackBench) -> None:
    ref = begun_and_paid(paystack)
    paystack.gateway.refund(a_refund(ref, amount=Money(125000, "KES")))
    paystack.server.old_errors = True
    over = paystack.gateway.refund(a_refund(ref, amount=Money(51, "KES")))
    assert over == Rejected("Total refund amount cannot exceed original transaction amount", Reason.AMOUNT)


def test_a_refund_sent_again_after_a_lost_answer_is_given_once(paystack: PaystackBench, clock: FakeClock) -> None:
    """Paystack has no key against doubles: the note is one. A restart in between changes nothing."""
    refund = a_refund(begun_and_paid(paystack), amount=Money(100, "KES"))
    paystack.server.goes_wrong("refund", "lost")
    assert isinstance(paystack.gateway.refund(refund), Unknown)
    again = PaystackGateway(paystack.server.url, ACCOUNTS, clock)
    assert again.refund(refund) == Accepted("7000", again.refund(refund).action)  # type: ignore[union-attr]
    assert len(paystack.server.refunds) == 1


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("pending", RefundState.SUBMITTED),
        ("processing", RefundState.SUBMITTED),
        ("needs-attention", RefundState.SUBMITTED),
        ("processed", RefundState.DONE),
        ("failed", RefundState.FAILED),
        ("returned", None),
    ],
)
def test_a_refund_is_known_by_its_listed_states_only(
    paystack: PaystackBench, status: str, state: RefundState | None
) -> None:
    paystack.server.refunds_end_as = status
    refund = a_refund(begun_and_paid(paystack), amount=WHOLE)
    paystack.gateway.refund(refund)
    assert paystack.gateway.refund_status(ACCOUNT, refund.refund_id) == RefundReport(state, "7000")


def test_a_refund_is_looked_for_on_every_page(paystack: PaystackBench) -> None:
    refund = a_refund(begun_and_paid(paystack), amount=Money(100, "KES"))
    for number in range(150):
        row = {"id": number, "transaction": 1, "amount": 1, "status": "processed", "merchant_note": f"other {number}"}
        paystack.server.refunds.append((ACCOUNTS[ACCOUNT].key, row))
    paystack.gateway.refund(refund)
    assert paystack.gateway.refund_status(ACCOUNT, refund.refund_id).state is RefundState.DONE
    assert paystack.gateway.refund_status(ACCOUNT, RefundId("another")).known is False
    paystack.server.goes_wrong("refunds", "", "html")
    assert paystack.gateway.refund_status(ACCOUNT, RefundId("another")) == RefundReport(None)


# -- the day's list


def test_the_days_payments_are_those_paid_on_it(paystack: PaystackBench, clock: FakeClock) -> None:
    """Paystack lists by the day they were made: one made before midnight and paid after it is found too."""
    clock.pass_by(hours=14, minutes=55)
    over_midnight = begun(paystack)
    begun_and_paid(paystack)  # at 23:55, of the day before
    clock.pass_by(minutes=10)
    paystack.pay(over_midnight)
    paystack.decline(begun(paystack))
    today = begun_and_paid(paystack)
    clock.pass_by(days=1)
    begun_and_paid(paystack)
    listed = paystack.gateway.collected(ACCOUNT, TODAY + timedelta(days=1))
    assert listed is not None
    assert {report.ref for report in listed} == {over_midnight, today}
    assert listed[0] == StatusReport(
        AttemptState.SUCCEEDED,
        WHOLE,
        today,
        provider_txn="SKV1003",
        raw="success",
        ref=today,
        fee=Money(1876, "KES"),
    )


def test_what_went_back_since_is_in_its_days_list(paystack: PaystackBench) -> None:
    ours, theirs = begun_and_paid(paystack), begun_and_paid(paystack)
    paystack.gateway.refund(a_refund(ours, amount=WHOLE))
    paystack.take_back(theirs)
    listed = paystack.gateway.collected(ACCOUNT, TODAY)
    assert listed is not None
    assert {report.ref: report.taken_back for report in listed} == {ours: False, theirs: True}
    assert {report.money for report in listed} == {WHOLE}


def test_the_list_is_read_to_its_end_or_not_at_all(paystack: PaystackBench) -> None:
    refs = [begun_and_paid(paystack) for _ in range(101)]
    listed = paystack.gateway.collected(ACCOUNT, TODAY)
    assert listed is not None
    assert {report.ref for report in listed} == set(refs)
    paystack.server.goes_wrong("list", "", "html")
    assert paystack.gateway.collected(ACCOUNT, TODAY) is None


@pytest.mark.parametrize("changes", [{"paid_at": None}, {"amount": "125050"}, {"id": "302961"}])
def test_one_unreadable_payment_makes_the_list_none(changes: dict[str, object]) -> None:
    with peer(granted([{**PAID, **changes}])) as wire:
        assert gateway(wire.url).collected(ACCOUNT, TODAY) is None


def test_the_window_that_is_asked_for_covers_the_day_before() -> None:
    with peer(granted([])) as wire:
        assert gateway(wire.url).collected(ACCOUNT, TODAY) == []
        asked = wire.requests[0].split(b" ")[1].decode()
    midnight = datetime(2026, 11, 19, tzinfo=UTC)
    assert f"from={midnight:%Y-%m-%d}T00" in asked
    assert f"to={midnight + timedelta(days=2):%Y-%m-%d}T00" in asked
