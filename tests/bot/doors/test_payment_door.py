"""The wallets' door: a callback makes us ask, once; what the wallet then says is what happens."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox_wallet.callbacks import signature
from bot.sandbox_wallet.keys import IssuedAccounts
from domain.payment import use_cases as payments
from domain.payment.errors import AttemptUnderWay
from domain.payment.gateway import RefundState, StatusReport, Unknown
from domain.payment.values import AttemptState
from domain.shared.errors import Conflict, Temporary
from domain.shared.money import Money
from integrations.store.tables.chat import inbox
from integrations.store.tables.payment import attempts, captures, refunds
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.house import MOUSSA, House, all_at_once
from tests.bot.doors.till import ACCOUNT, Till, WatchedGateway
from tests.services import eventually
from tests.wallet import running_wallet

DOOR = f"/webhooks/payments/sandbox/{ACCOUNT}"


# -- once -------------------------------------------------------------------------------------------------------------


def test_a_callback_makes_us_ask_and_the_answer_pays(till: Till) -> None:
    bill = till.order()
    ref = till.start(bill)
    till.pay(ref)
    assert till.callback(ref) == 200
    assert till.house.woken[-1] == "settle"
    assert till.state(bill) == "awaiting_payment", "nothing that a callback says is believed"
    till.house.settle()
    assert till.state(bill) == "ready_for_shipment"
    assert till.happened(bill)["OrderPaid"] == 1
    till.balance()


def test_fifty_identical_callbacks_at_once_pay_once(till: Till) -> None:
    bill = till.order()
    ref = till.start(bill)
    till.pay(ref)
    assert all_at_once([lambda: till.callback(ref)] * 50) == [200] * 50
    all_at_once([till.house.settle] * 3)
    assert len(till.house.rows(inbox)) == 1
    assert till.happened(bill)["PaymentConfirmed"] == till.happened(bill)["OrderPaid"] == 1
    till.balance()


def test_the_same_callback_days_later_changes_nothing(any_till: Till) -> None:
    bill = any_till.order()
    ref = any_till.start(bill)
    any_till.pay(ref)
    genuine = any_till.gateway.callback(ref)
    any_till.knock(genuine)
    any_till.house.settle()
    any_till.house.later(minutes=8 * 24 * 60)
    before = any_till.happened(bill)
    assert any_till.knock(genuine) == 200
    any_till.house.settle()
    assert any_till.happened(bill) == before
    any_till.balance()


def test_by_callback_and_by_clock_and_by_hand_it_is_paid_once(till: Till) -> None:
    bill = till.order()
    ref = till.start(bill)
    till.pay(ref)
    till.house.clock.pass_by(seconds=6)
    all_at_once([lambda: till.callback(ref), till.house.settle, till.house.settle, lambda: till.press(bill).status])
    till.house.settle()
    assert till.happened(bill)["OrderPaid"] == 1
    till.balance()


def test_a_callback_that_never_comes_is_made_good_by_asking(any_till: Till) -> None:
    bill = any_till.order()
    any_till.pay(any_till.start(bill))
    any_till.house.later(minutes=2)
    assert any_till.state(bill) == "ready_for_shipment"
    any_till.balance()


def test_a_callback_that_is_faster_than_the_answer_to_our_call(till: Till) -> None:
    bill = till.order()

    def paid_and_told() -> None:
        [ref] = till.refs(bill)
        till.pay(ref)
        assert till.callback(ref) == 200
        till.house.settle()

    till.gateway.moments["after start"] = paid_and_told
    till.start(bill)
    till.house.later(minutes=2)
    assert till.state(bill) == "ready_for_shipment"
    till.balance()


# -- who is not let in ------------------------------------------------------------------------------------------------


def test_forged_is_401_and_leaves_nothing(any_till: Till) -> None:
    bill = any_till.order()
    ref = any_till.start(bill)
    any_till.pay(ref)
    assert any_till.callback(ref, secret=b"a thief's") == 401
    genuine = any_till.gateway.callback(ref)
    assert any_till.house.call("POST", f"{DOOR}/{genuine.attempt_token}", genuine.body).status == 401
    assert any_till.house.call("POST", f"{DOOR}/x", genuine.body + b" ", genuine.headers).status == 401
    assert any_till.house.rows(inbox) == []
    any_till.house.settle()
    assert any_till.state(bill) == "awaiting_payment"


def test_an_account_that_is_nobodys_is_404(any_till: Till) -> None:
    bill = any_till.order()
    genuine = any_till.gateway.callback(any_till.start(bill))
    assert any_till.knock(genuine, account="somebody") == 404
    assert any_till.house.call("POST", "/webhooks/payments/bank/fatou-money", b"{}").status == 404
    assert any_till.house.call("POST", "/webhooks/payments/sandbox-push/fatou-mobile", b"{}").status == 404
    assert any_till.house.rows(inbox) == []


def test_what_is_huge_is_413_and_what_is_garbage_401(any_till: Till) -> None:
    house = any_till.house
    assert house.call("POST", DOOR, b"x" * 70_000).status == 413
    for body in (b"", b"\x00\xff", b"[" * 10_000, b"null", b'{"id":' + b"9" * 5000 + b"}"):
        assert house.call("POST", DOOR, body, {"Content-Type": "application/json"}).status == 401
    for method in ("GET", "DELETE", "PATCH"):
        assert house.call(method, DOOR).status == 405
    assert house.call("PUT", DOOR, b"{}").status == 401
    assert house.rows(inbox) == []


def test_the_token_of_another_payment_moves_no_money(till: Till) -> None:
    mine, theirs = till.order(), till.order(MOUSSA)
    paid, unpaid = till.start(mine), till.start(theirs)
    till.pay(paid)
    wrong = till.gateway.callback(unpaid).attempt_token
    assert till.callback(paid, token=wrong) == 200
    till.house.later(minutes=3)
    assert till.state(theirs) == "awaiting_payment"
    assert till.state(mine) == "ready_for_shipment", "asked about by the clock"
    till.balance()


def test_a_token_that_we_do_not_know_is_no_trouble(any_till: Till) -> None:
    bill = any_till.order()
    ref = any_till.start(bill)
    any_till.pay(ref)
    assert any_till.callback(ref, token="nobody's") == 200
    any_till.house.settle()
    assert any_till.state(bill) == "ready_for_shipment", "our id in the body finds it"


def test_a_genuine_callback_about_nothing_of_ours_is_kept(any_till: Till) -> None:
    gateway = any_till.gateway
    bill = any_till.order()
    held = gateway.collections[any_till.start(bill)]
    stranger = replace(held.request, attempt_id="not-ours", attempt_token="not-ours")
    ref = gateway._open(stranger)
    assert any_till.callback(ref) == 200
    [kept] = any_till.house.rows(inbox)
    assert (kept.state, kept.error) == ("failed", "names no payment of ours")


@pytest.fixture
def sandbox(open_door: OpenHouse, sqlite_database: str) -> House:
    """With the real adapter, and nobody who answers it."""
    return open_door(sqlite_database, wallet_url="http://127.0.0.1:9")


def test_the_sandbox_wallets_signature(sandbox: House) -> None:
    secret = IssuedAccounts(sandbox.it.settings.key_for("wallet"))[ACCOUNT].secret
    body = json.dumps({"id": "evt_1", "data": {"id": "col_1", "status": "succeeded"}}).encode()
    now = int(sandbox.clock.now().timestamp())

    def knock(at: int, key: str = secret, sent: bytes = body, path: str = DOOR) -> int:
        return sandbox.call("POST", path, sent, {"Sandbox-Signature": signature(key, at, body)}).status

    assert knock(now - 301) == knock(now + 301) == 401
    assert knock(now, key="another") == knock(now, sent=body + b" ") == 401
    assert knock(now, path="/webhooks/payments/sandbox/njeri-money") == 401, "every shop has its own secret"
    assert sandbox.rows(inbox) == []
    assert knock(now) == knock(now) == 200
    assert len(sandbox.rows(inbox)) == 1


# -- money that does not fit ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("short", [1, 999])
def test_too_little_is_a_part_and_the_rest_has_a_try_of_its_own(till: Till, short: int) -> None:
    bill = till.order()
    first = till.start(bill)
    till.pay(first, Money(1000 - short, "XOF"))
    till.callback(first)
    till.house.later(minutes=25)
    assert (till.state(bill), till.happened(bill)["PaymentConfirmed"]) == ("awaiting_payment", 0)
    rest = till.start(bill)
    assert till.gateway.collections[rest].request.amount == Money(short, "XOF")
    till.pay(rest)
    till.callback(rest)
    till.house.later(minutes=40)
    assert (till.state(bill), till.happened(bill)["PaymentConfirmed"]) == ("ready_for_shipment", 1)
    till.balance()


def test_a_part_of_an_order_that_expires_is_the_buyers_credit(till: Till) -> None:
    bill = till.order()
    ref = till.start(bill)
    till.pay(ref, Money(400, "XOF"))
    till.callback(ref)
    till.house.later(minutes=70)
    assert (till.state(bill), till.credit(bill)) == ("expired", 400)
    till.balance()


def test_too_much_pays_and_the_rest_is_the_buyers_credit(till: Till) -> None:
    bill = till.order()
    ref = till.start(bill)
    till.pay(ref, Money(1100, "XOF"))
    assert all_at_once([lambda: till.callback(ref)] * 5) == [200] * 5
    till.house.later(minutes=2)
    assert (till.state(bill), till.credit(bill)) == ("ready_for_shipment", 100)
    till.balance()


def test_another_currency_is_held_and_pays_nothing(any_till: Till) -> None:
    bill = any_till.order()
    ref = any_till.start(bill)
    any_till.pay(ref, Money(1000, "KES"))
    any_till.callback(ref)
    any_till.house.later(minutes=40)
    assert any_till.happened(bill)["PaymentConfirmed"] == 0
    assert any_till.happened(bill)["PaymentHeldForReview"] == 1
    assert (any_till.state(bill), any_till.credit(bill)) == ("expired", 0)
    assert len(any_till.house.rows(captures)) == 1
    any_till.balance()


def test_paid_twice_the_second_goes_back(till: Till) -> None:
    bill = till.order()
    ref = till.start(bill)
    twin = till.gateway.pay_twice(ref)
    assert all_at_once([lambda: till.callback(ref), lambda: till.callback(twin)]) == [200, 200]
    till.house.later(minutes=2)
    assert till.state(bill) == "ready_for_shipment"
    assert [row.amount_minor for row in till.house.rows(refunds)] == [1000]
    assert till.happened(bill)["DuplicatePaymentReceived"] == 1
    till.balance()


def test_a_second_collection_is_not_forgotten_because_the_wallet_was_away(any_till: Till) -> None:
    bill = any_till.order()
    ref = any_till.start(bill)
    any_till.pay(ref)
    any_till.callback(ref)
    any_till.house.settle()
    twin = any_till.gateway.pay_twice(ref)
    for _ in range(2):
        any_till.gateway.next_status(StatusReport(None, raw="timed out"))
    any_till.callback(twin)
    any_till.house.settle()
    any_till.house.later(minutes=60)
    assert [row.amount_minor for row in any_till.house.rows(refunds)] == [1000]
    any_till.balance()


# -- late, lost, contradictory ----------------------------------------------------------------------------------------


def test_late_money_takes_the_goods_again(till: Till) -> None:
    bill = till.order()
    ref = till.start(bill)
    till.house.later(minutes=31)
    assert till.state(bill) == "expired"
    till.pay(ref)
    till.callback(ref)
    till.house.settle()
    assert till.state(bill) == "ready_for_shipment"
    till.balance()


def test_late_money_for_goods_that_are_gone_is_the_buyers_credit(till: Till) -> None:
    stock = till.opening["SAVON"]
    bill = till.order(quantity=stock)
    ref = till.start(bill)
    till.house.later(minutes=31)
    other = till.order(MOUSSA)
    till.pay(till.start(other))
    till.pay(ref)
    assert all_at_once([lambda: till.callback(ref), lambda: till.callback(till.refs(other)[0])]) == [200, 200]
    till.house.later(minutes=2)
    assert (till.state(bill), till.state(other)) == ("cancelled", "ready_for_shipment")
    assert till.credit(bill) == bill.total.minor
    till.balance()


def test_money_for_a_cancelled_order_goes_back(till: Till) -> None:
    bill = till.order()
    ref = till.start(bill)
    assert till.cancel(bill)
    till.pay(ref)
    till.callback(ref)
    till.house.later(minutes=2)
    assert till.state(bill) == "cancelled"
    assert len(till.house.rows(refunds)) == 1
    till.balance()


@pytest.mark.parametrize("after", [AttemptState.FAILED, AttemptState.EXPIRED, AttemptState.PENDING])
def test_once_paid_no_report_takes_it_back(any_till: Till, after: AttemptState) -> None:
    bill = any_till.order()
    ref = any_till.start(bill)
    any_till.pay(ref)
    any_till.callback(ref)
    any_till.house.settle()
    any_till.gateway.move(ref, after)
    any_till.callback(ref)
    any_till.house.later(minutes=120)
    assert any_till.state(bill) == "ready_for_shipment"
    assert any_till.happened(bill)["PaymentFailed"] == 0


@pytest.mark.parametrize("before", [AttemptState.FAILED, AttemptState.EXPIRED, AttemptState.CANCELLED])
def test_failed_first_and_paid_then_is_paid(any_till: Till, before: AttemptState) -> None:
    bill = any_till.order()
    ref = any_till.start(bill)
    any_till.gateway.move(ref, before)
    any_till.callback(ref)
    any_till.house.settle()
    assert any_till.happened(bill)["PaymentFailed"] == 1
    any_till.pay(ref)
    any_till.callback(ref)
    any_till.house.settle()
    assert any_till.state(bill) == "ready_for_shipment"
    any_till.balance()


def test_failed_first_paid_by_a_second_try_and_then_by_the_first_too(till: Till) -> None:
    bill = till.order()
    first = till.start(bill)
    till.gateway.move(first, AttemptState.FAILED)
    till.callback(first)
    till.house.settle()
    second = till.start(bill)
    till.pay(first)
    till.pay(second)
    assert all_at_once([lambda: till.callback(first), lambda: till.callback(second)]) == [200, 200]
    till.house.later(minutes=2)
    assert till.state(bill) == "ready_for_shipment"
    assert len(till.house.rows(refunds)) == 1
    till.balance()


def test_while_the_first_try_is_unknown_there_is_no_second(till: Till) -> None:
    bill = till.order()
    form = till.form(bill)
    till.gateway.next_start(Unknown(why="timed out"), happens=True)
    till.start(bill)
    with pytest.raises(AttemptUnderWay):
        till.start(bill)
    assert till.send(bill, form).status == 303
    assert len(till.house.rows(attempts)) == len(till.gateway.collections) == 1
    till.pay(till.refs(bill)[0])
    till.house.later(minutes=5)
    assert till.state(bill) == "ready_for_shipment"
    till.balance()


def test_a_try_that_never_arrived_makes_room_for_another(any_till: Till) -> None:
    bill = any_till.order()
    any_till.gateway.next_start(Unknown(why="timed out"), happens=False)
    with pytest.raises(IndexError):
        any_till.start(bill)
    any_till.house.later(minutes=10, steps=40)
    assert any_till.happened(bill)["PaymentFailed"] == 1
    any_till.pay(any_till.start(bill))
    any_till.house.later(minutes=2)
    assert any_till.state(bill) == "ready_for_shipment"
    any_till.balance()


def test_a_refund_whose_answer_was_lost_is_asked_about(any_till: Till) -> None:
    bill = any_till.order()
    ref = any_till.start(bill)
    any_till.cancel(bill)
    any_till.pay(ref)
    any_till.gateway.next_refund(Unknown(why="timed out"), happens=True)
    any_till.callback(ref)
    any_till.house.later(minutes=5)
    assert len(any_till.gateway.refunds) == 1
    assert [row.state for row in any_till.house.rows(refunds)] == [RefundState.DONE]
    any_till.balance()


@pytest.mark.parametrize(("times", "status"), [(2, 200), (99, 503)])
def test_a_lost_race_is_run_again_and_is_never_a_500(
    till: Till, monkeypatch: pytest.MonkeyPatch, no_pauses: None, times: int, status: int
) -> None:
    """T4: a conflict is ours to settle; the provider is asked to call again at worst."""
    bill = till.order()
    ref = till.start(bill)
    till.pay(ref)
    signal, tries = payments.signal_attempt, []

    def too_late(*how: Any) -> None:
        tries.append(how)
        if len(tries) <= times:
            raise Conflict("planted")
        signal(*how)

    monkeypatch.setattr("bot.webhooks.payments.payments.signal_attempt", too_late)
    assert till.callback(ref) == status
    assert len(till.house.rows(inbox)) == (1 if status == 200 else 0)


def test_a_database_that_is_busy_is_503_and_nothing_is_half_kept(
    till: Till, monkeypatch: pytest.MonkeyPatch, no_pauses: None
) -> None:
    bill = till.order()
    ref = till.start(bill)
    till.pay(ref)

    def busy(*_: object) -> None:
        raise Temporary("planted")

    with monkeypatch.context() as planted:
        planted.setattr("bot.webhooks.payments.payments.signal_attempt", busy)
        assert till.callback(ref) == 503
    assert till.house.rows(inbox) == []
    assert till.callback(ref) == 200
    till.house.settle()
    assert till.state(bill) == "ready_for_shipment"


# -- with the real wallet ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["approve", "pay_twice", "repeat_callback", "forge_callback", "pay_late"])
def test_the_sandbox_wallet_does_its_worst(
    open_door: OpenHouse, sqlite_database: str, tmp_path: Path, action: str
) -> None:
    gateway = WatchedGateway("sandbox", accounts={ACCOUNT})
    house = open_door(sqlite_database, gateways={"sandbox": gateway})
    with running_wallet(tmp_path, house.clock) as wallet:
        house.it.wallets._gateways["sandbox"] = wallet.gateway()  # type: ignore[index]
        till = Till(house, gateway)
        bill = till.order()
        assert till.press(bill).status == 303
        wallet.control.act(bill.who, action)
        if action == "forge_callback":
            wallet.control.act(bill.who, "approve")
        expected = 2 if action == "pay_twice" else 1
        eventually(lambda: len(house.rows(inbox)) == expected)
        house.later(minutes=2)
        assert till.state(bill) == "ready_for_shipment"
        assert till.happened(bill)["OrderPaid"] == 1
        assert [row.state for row in house.rows(refunds)] == ["done"] * (expected - 1)
