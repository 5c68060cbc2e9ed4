"""The sandbox wallet itself: its doors, its idempotency, what each action of a payer does, and its restart."""

from __future__ import annotations

import sqlite3
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox_wallet.database import LATER_COLUMNS
from domain.shared.clock import FakeClock
from domain.shared.money import Money
from integrations.mobile_money.sandbox.control import ActionRefused
from tests.services import eventually
from tests.wallet import ShopDoor, WalletHandle, fetch, running_wallet

AWA = "+2250700000001"


def an_order(**changes: Any) -> dict[str, Any]:
    return {
        "reference": str(uuid.uuid4()),
        "amount": "7500",
        "currency": "XOF",
        "payer": AWA,
        "mode": "link",
        "description": "CF-0042",
        "business_name": "Chez Fatou",
        "language": "fr",
        **changes,
    }


def collect(wallet: WalletHandle, **changes: Any) -> dict[str, Any]:
    order = an_order(**changes)
    answer = wallet.call("POST", "/v1/collections", order, Idempotency_Key=order["reference"])
    assert answer.status == 201, answer.body
    return dict(answer.json())


def status(wallet: WalletHandle, identity: str) -> str:
    return str(wallet.call("GET", f"/v1/collections/{identity}").json()["status"])


def events(door: ShopDoor, wallet: WalletHandle) -> list[tuple[str, str | None]]:
    """How each callback proves itself, and what it claims."""
    claims = [wallet.gateway().read_callback(wallet.account, http) for http in list(door.received)]
    return [(claim.auth.value, claim.claimed_state.value if claim.claimed_state else None) for claim in claims]


# -- asking


def test_the_same_key_and_order_get_the_same_answer_for_ever(wallet: WalletHandle) -> None:
    order = an_order()
    first = wallet.call("POST", "/v1/collections", order, Idempotency_Key="k")
    wallet.control.act(AWA, "approve")
    turned = dict(reversed(order.items()))
    assert wallet.call("POST", "/v1/collections", turned, Idempotency_Key="k").body == first.body


def test_the_same_key_with_another_order_is_a_conflict(wallet: WalletHandle) -> None:
    order = an_order()
    wallet.call("POST", "/v1/collections", order, Idempotency_Key="k")
    other = wallet.call("POST", "/v1/collections", {**order, "amount": "1"}, Idempotency_Key="k")
    assert (other.status, other.code) == (409, "idempotency_mismatch")
    renamed = wallet.call("POST", "/v1/collections", order, Idempotency_Key="another")
    assert (renamed.status, renamed.code) == (409, "duplicate_reference")


def test_accounts_share_neither_keys_nor_references(wallet: WalletHandle) -> None:
    order = an_order()
    mine = wallet.call("POST", "/v1/collections", order, Idempotency_Key="k").json()
    theirs = wallet.call("POST", "/v1/collections", order, Idempotency_Key="k", key=wallet.accounts["njeri-home"].key)
    assert theirs.status == 201
    assert theirs.json()["id"] != mine["id"]


def test_twenty_at_once_with_one_key_are_one_collection(wallet: WalletHandle) -> None:
    order = an_order()

    def ask(_: int) -> bytes:
        return wallet.call("POST", "/v1/collections", order, Idempotency_Key="k").body

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(20)))) == 1
    found = wallet.call("GET", f"/v1/collections?reference={order['reference']}").json()["result"]
    assert len(found) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reference": ""}, "invalid_reference"),
        ({"reference": "a b"}, "invalid_reference"),
        ({"amount": 7500}, "invalid_amount"),
        ({"amount": "7500.0"}, "invalid_amount"),
        ({"amount": "07500"}, "invalid_amount"),
        ({"amount": "0"}, "amount_out_of_bounds"),
        ({"amount": "10000001"}, "amount_out_of_bounds"),
        ({"currency": "XXX"}, "unsupported_currency"),
        ({"payer": "0700000001"}, "invalid_payer"),
        ({"mode": "ussd"}, "invalid_mode"),
        ({"mode": "push", "payer": None}, "payer_required"),
        ({"callback_url": "ftp://x"}, "invalid_callback_url"),
        ({"return_url": "javascript:alert(1)"}, "invalid_return_url"),
        ({"return_url": "http://[::1"}, "invalid_return_url"),
        ({"description": "x" * 201}, "invalid_description"),
        ({"business_name": 7}, "invalid_business_name"),
    ],
)
def test_what_cannot_be_is_refused_with_its_code(wallet: WalletHandle, changes: dict[str, Any], code: str) -> None:
    answer = wallet.call("POST", "/v1/collections", an_order(**changes), Idempotency_Key="k")
    assert (answer.status, answer.code) == (400, code)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 60_000])
def test_what_is_no_object_is_refused(wallet: WalletHandle, body: bytes) -> None:
    answer = wallet.call("POST", "/v1/collections", body, Idempotency_Key="k")
    assert (answer.status, answer.code) == (400, "invalid_json")
    assert wallet.call("POST", "/control/faults", body).status in (200, 400)
    assert wallet.call("POST", f"/control/prompts/{AWA}", body).code == "unknown_action"


def test_a_huge_body_and_a_missing_key_are_refused(wallet: WalletHandle) -> None:
    assert wallet.call("POST", "/v1/collections", an_order()).code == "idempotency_key_required"
    huge = wallet.call("POST", "/v1/collections", an_order(description="x" * 70_000), Idempotency_Key="k")
    assert huge.status in (400, 413)


@pytest.mark.parametrize("key", ["", "x", "sbx.chez-fatou.", "sbx.chez-fatou.abc", "é", "sbx..", "."])
@pytest.mark.parametrize("path", ["/v1/collections/col_1", "/control/prompts?payer=%2B2250700000001"])
def test_nothing_opens_without_a_key_that_was_issued(wallet: WalletHandle, key: str, path: str) -> None:
    refused = fetch("GET", wallet.url + path, headers={"Authorization": f"Bearer {key}".encode().decode("latin-1")})
    assert (refused.status, refused.code) == (401, "invalid_key")


def test_a_collection_is_over_by_comparison_with_now(wallet: WalletHandle, clock: FakeClock) -> None:
    identity = collect(wallet)["id"]
    clock.pass_by(minutes=15, seconds=-1)
    assert status(wallet, identity) == "pending"
    clock.pass_by(seconds=1)
    assert status(wallet, identity) == "expired"
    with pytest.raises(ActionRefused, match="already expired"):
        wallet.control.act(AWA, "approve")


def test_money_of_cents_is_written_with_cents(wallet: WalletHandle) -> None:
    assert collect(wallet, amount="12.5", currency="KES")["amount"] == "12.50"


# -- what a payer does


def test_a_payer_sees_the_newest_prompt_first_over_all_shops(wallet: WalletHandle) -> None:
    collect(wallet)
    theirs = an_order(business_name="Njeri Home", amount="12.50", currency="KES")
    wallet.call("POST", "/v1/collections", theirs, Idempotency_Key="k", key=wallet.accounts["njeri-home"].key)
    collect(wallet, payer="+2250700000002")
    seen = [(each["shop"], each["amount"], each["state"]) for each in wallet.control.prompts(AWA)]
    assert seen == [("Njeri Home", "12.50", "pending"), ("Chez Fatou", "7500", "pending")]
    assert wallet.control.act(AWA, "approve")["shop"] == "Njeri Home"


@pytest.mark.parametrize("written", ["+2250700000001", "%2B2250700000001", "%202250700000001", "2250700000001"])
def test_a_payer_may_be_written_as_a_query_string_leaves_it(wallet: WalletHandle, written: str) -> None:
    collect(wallet)
    assert len(wallet.call("GET", f"/control/prompts?payer={written}").json()["prompts"]) == 1


def test_approve_collects_and_calls_back_once(wallet: WalletHandle, door: ShopDoor) -> None:
    identity = collect(wallet, callback_url=door.url)["id"]
    assert wallet.control.act(AWA, "approve")["state"] == "succeeded"
    eventually(lambda: door.received)
    assert events(door, wallet) == [("signed_body", "succeeded")]
    assert status(wallet, identity) == "succeeded"


def test_decline_fails_with_its_reason_and_calls_back(wallet: WalletHandle, door: ShopDoor) -> None:
    identity = collect(wallet, callback_url=door.url)["id"]
    wallet.control.act(AWA, "decline", "wrong_pin")
    eventually(lambda: door.received)
    assert events(door, wallet) == [("signed_body", "failed")]
    assert wallet.call("GET", f"/v1/collections/{identity}").json()["failure"] == {"code": "wrong_pin"}


def test_expire_tells_nobody(wallet: WalletHandle, door: ShopDoor) -> None:
    expired = collect(wallet, callback_url=door.url)["id"]
    wallet.control.act(AWA, "expire")
    assert status(wallet, expired) == "expired"
    paid_and_told(wallet, door)
    assert events(door, wallet) == [("signed_body", "succeeded")]


@pytest.mark.parametrize(
    ("action", "asked", "paid"),
    [
        ("approve", ("7500", "XOF"), ("7500", "XOF", "75")),
        ("pay_less", ("7500", "XOF"), ("3750", "XOF", "37")),
        ("pay_less", ("7501", "XOF"), ("3750", "XOF", "37")),
        ("pay_less", ("2", "XOF"), ("1", "XOF", "0")),
        ("pay_less", ("0.03", "KES"), ("0.01", "KES", "0.00")),
        ("pay_more", ("7500", "XOF"), ("8250", "XOF", "82")),
        ("pay_more", ("5", "XOF"), ("6", "XOF", "0")),
        ("pay_more", ("12.50", "KES"), ("13.75", "KES", "0.13")),
        ("pay_other_currency", ("7500", "XOF"), ("7500", "XAF", "75")),
        ("pay_other_currency", ("12.50", "KES"), ("12.50", "GHS", "0.12")),
    ],
)
def test_what_came_in_is_written_beside_what_was_asked_for(
    wallet: WalletHandle, door: ShopDoor, action: str, asked: tuple[str, str], paid: tuple[str, str, str]
) -> None:
    made = collect(wallet, amount=asked[0], currency=asked[1], callback_url=door.url)
    assert made["collected"] is None
    wallet.control.act(AWA, action)
    stands = wallet.call("GET", f"/v1/collections/{made['id']}").json()
    assert (stands["status"], stands["amount"], stands["currency"]) == ("succeeded", *asked)
    assert stands["collected"] == dict(zip(("amount", "currency", "fee"), paid, strict=True))
    eventually(lambda: door.received)
    assert events(door, wallet) == [("signed_body", "succeeded")]


def test_of_one_unit_there_is_no_half(wallet: WalletHandle) -> None:
    collect(wallet, amount="1")
    with pytest.raises(ActionRefused) as refused:
        wallet.control.act(AWA, "pay_less")
    assert refused.value.word == "too_small"


def test_no_more_can_be_given_back_than_came_in_and_in_its_money(wallet: WalletHandle) -> None:
    identity = collect(wallet)["id"]
    wallet.control.act(AWA, "pay_less")
    assert (
        wallet.call(
            "POST", f"/v1/collections/{identity}/refunds", {"id": "r1", "amount": "3751"}, Idempotency_Key="1"
        ).code
        == "refund_too_large"
    )
    other = collect(wallet, currency="XOF")["id"]
    wallet.control.act(AWA, "pay_other_currency")
    given = wallet.call("POST", f"/v1/collections/{other}/refunds", {"id": "r2", "amount": "7500"}, Idempotency_Key="2")
    assert (given.json()["amount"], given.json()["currency"]) == ("7500", "XAF")


def test_reverse_takes_it_back_and_keeps_that_it_had_come(wallet: WalletHandle, door: ShopDoor) -> None:
    identity = collect(wallet, callback_url=door.url)["id"]
    wallet.control.act(AWA, "approve")
    before = wallet.call("GET", f"/v1/collections/{identity}").json()
    assert wallet.control.act(AWA, "reverse")["state"] == "reversed"
    after = wallet.call("GET", f"/v1/collections/{identity}").json()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"status", "reversed_at"}
    eventually(lambda: len(door.received) == 2)
    claims = [wallet.gateway().read_callback(wallet.account, http) for http in door.received]
    assert len({claim.event_key for claim in claims}) == 2
    refused = wallet.call(
        "POST", f"/v1/collections/{identity}/refunds", {"id": "r", "amount": "1"}, Idempotency_Key="r"
    )
    assert (refused.status, refused.code) == (422, "not_refundable")


@pytest.mark.parametrize("before", [[], ["decline"], ["expire"], ["approve", "reverse"]])
def test_only_what_is_there_can_be_taken_back(wallet: WalletHandle, before: list[str]) -> None:
    collect(wallet)
    for action in before:
        wallet.control.act(AWA, action)
    with pytest.raises(ActionRefused) as refused:
        wallet.control.act(AWA, "reverse")
    assert refused.value.word == "not_succeeded"


def test_what_the_shop_gave_back_is_not_taken_back_as_well(wallet: WalletHandle) -> None:
    identity = collect(wallet)["id"]
    wallet.control.act(AWA, "approve")
    wallet.call("POST", f"/v1/collections/{identity}/refunds", {"id": "r", "amount": "1"}, Idempotency_Key="r")
    with pytest.raises(ActionRefused) as refused:
        wallet.control.act(AWA, "reverse")
    assert refused.value.word == "given_back"


def test_the_days_list_is_what_came_in_on_it(wallet: WalletHandle, clock: FakeClock) -> None:
    clock.pass_by(hours=14, minutes=55)
    yesterday = collect(wallet)["id"]
    wallet.control.act(AWA, "approve")
    over_midnight = collect(wallet)["id"]
    clock.pass_by(minutes=10)
    wallet.control.act(AWA, "pay_less")
    collect(wallet)
    wallet.control.act(AWA, "decline")
    collect(wallet)
    reversed_one = collect(wallet)["id"]
    for action in ("approve", "reverse"):
        wallet.control.act(AWA, action)
    listed = wallet.gateway().collected(wallet.account, clock.now().date())
    assert listed is not None
    assert [(each.ref, each.taken_back) for each in listed] == [(over_midnight, False), (reversed_one, True)]
    assert (listed[0].money, listed[0].fee) == (Money(3750, "XOF"), Money(37, "XOF"))
    assert listed[0].provider_txn
    before = wallet.gateway().collected(wallet.account, clock.now().date() - timedelta(days=1))
    assert before is not None
    assert [each.ref for each in before] == [yesterday]
    assert wallet.gateway().collected("njeri-home", clock.now().date()) == []
    assert wallet.call("GET", "/v1/collections?date=today").code == "invalid_date"


def test_a_file_of_an_earlier_wallet_is_read_on(tmp_path: Path, clock: FakeClock) -> None:
    with running_wallet(tmp_path, clock) as wallet:
        old = collect(wallet)["id"]
        wallet.control.act(AWA, "approve")
    with closing(sqlite3.connect(tmp_path / "wallet.sqlite3")) as file:
        for column in LATER_COLUMNS:
            file.execute(f"ALTER TABLE collections DROP COLUMN {column}")
        file.commit()
    with running_wallet(tmp_path, clock) as wallet:
        kept = wallet.call("GET", f"/v1/collections/{old}").json()
        assert kept["collected"] == {"amount": "7500", "currency": "XOF", "fee": "75"}


def test_pay_late_succeeds_after_the_end(wallet: WalletHandle, door: ShopDoor, clock: FakeClock) -> None:
    identity = collect(wallet, callback_url=door.url)["id"]
    clock.pass_by(minutes=16)
    assert status(wallet, identity) == "expired"
    assert wallet.control.act(AWA, "pay_late")["state"] == "succeeded"
    eventually(lambda: door.received)
    assert events(door, wallet) == [("signed_body", "succeeded")]


def test_pay_twice_makes_a_second_collection_with_a_callback_of_its_own(wallet: WalletHandle, door: ShopDoor) -> None:
    first = collect(wallet, callback_url=door.url)
    wallet.control.act(AWA, "pay_twice")
    eventually(lambda: len(door.received) == 2)
    both = wallet.call("GET", f"/v1/collections?reference={first['reference']}").json()["result"]
    assert [each["status"] for each in both] == ["succeeded", "succeeded"]
    assert both[0]["id"] == first["id"] != both[1]["id"]
    assert len({each["transaction_id"] for each in both}) == 2
    claims = [wallet.gateway().read_callback(wallet.account, http) for http in door.received]
    assert {claim.ref for claim in claims} == {each["id"] for each in both}
    assert {claim.attempt_id for claim in claims} == {first["reference"]}
    assert len({claim.event_key for claim in claims}) == 2


def test_lose_callback_collects_and_tells_nobody(wallet: WalletHandle, door: ShopDoor) -> None:
    lost = collect(wallet, callback_url=door.url)["id"]
    wallet.control.act(AWA, "lose_callback")
    assert status(wallet, lost) == "succeeded"
    told = paid_and_told(wallet, door)
    claims = [wallet.gateway().read_callback(wallet.account, http) for http in door.received]
    assert [claim.ref for claim in claims] == [told]


def test_repeat_callback_tells_the_same_five_times_some_at_once(wallet: WalletHandle, door: ShopDoor) -> None:
    door.gate.clear()
    collect(wallet, callback_url=door.url)
    wallet.control.act(AWA, "repeat_callback")
    eventually(lambda: door.at_once > 1)
    door.gate.set()
    eventually(lambda: len(door.received) == 5)
    claims = [wallet.gateway().read_callback(wallet.account, http) for http in door.received]
    assert len(set(claims)) == 1
    assert len({http.body for http in door.received}) == 1
    paid_and_told(wallet, door)
    assert len(door.received) == 6


def test_forge_callback_collects_nothing_and_lies_unproved(wallet: WalletHandle, door: ShopDoor) -> None:
    door.answers = [401]
    identity = collect(wallet, callback_url=door.url)["id"]
    wallet.control.act(AWA, "forge_callback")
    eventually(lambda: len(door.received) == 2)
    assert events(door, wallet) == [("invalid", None)] * 2
    assert {"sandbox-signature" in http.headers for http in door.received} == {True, False}
    assert all(b'"status": "succeeded"' in http.body for http in door.received)
    assert status(wallet, identity) == "pending"


def test_what_cannot_be_done_is_said_clearly(wallet: WalletHandle) -> None:
    with pytest.raises(ActionRefused) as no_prompt:
        wallet.control.act(AWA, "approve")
    assert (no_prompt.value.status, no_prompt.value.word) == (404, "no_prompt")
    collect(wallet)
    with pytest.raises(ActionRefused) as unknown:
        wallet.control.act(AWA, "shout")
    assert (unknown.value.status, unknown.value.word) == (400, "unknown_action")
    with pytest.raises(ActionRefused) as reason:
        wallet.control.act(AWA, "decline", "boredom")
    assert (reason.value.status, reason.value.word) == (400, "unknown_reason")
    wallet.control.act(AWA, "approve")
    with pytest.raises(ActionRefused) as settled:
        wallet.control.act(AWA, "approve")
    assert (settled.value.status, settled.value.word) == (409, "not_pending")
    assert wallet.call("GET", "/control/prompts?payer=nobody").code == "invalid_payer"


@pytest.mark.parametrize("action", ["approve", "decline", "expire", "pay_late", "lose_callback"])
def test_what_was_collected_stays_collected(wallet: WalletHandle, action: str) -> None:
    identity = collect(wallet)["id"]
    wallet.control.act(AWA, "approve")
    with pytest.raises(ActionRefused):
        wallet.control.act(AWA, action)
    assert status(wallet, identity) == "succeeded"


def test_a_reason_why_not_is_told_for_a_decline_only(wallet: WalletHandle) -> None:
    collect(wallet)
    wallet.control.act(AWA, "decline")
    assert wallet.control.prompts(AWA)[0]["failure"] == {"code": "payer_declined"}
    wallet.control.act(AWA, "pay_late")
    assert wallet.control.prompts(AWA)[0]["failure"] is None


def test_two_who_act_at_once_settle_once(wallet: WalletHandle) -> None:
    collect(wallet)

    def act(action: str) -> bool:
        try:
            wallet.control.act(AWA, action)
        except ActionRefused:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(act, ["approve", "decline", "expire"] * 4)) == 1


# -- delivery


def test_a_callback_that_is_refused_comes_again_signed_anew(
    wallet: WalletHandle, door: ShopDoor, clock: FakeClock
) -> None:
    door.answers = [503, 302, 200]
    collect(wallet, callback_url=door.url)
    wallet.control.act(AWA, "approve")
    for heard in (1, 2, 3):
        eventually(lambda heard=heard: came_again(door, clock, heard))
    assert len({http.body for http in door.received}) == 1
    assert len({http.headers["sandbox-signature"] for http in door.received}) == 3
    clock.pass_by(hours=12)
    paid_and_told(wallet, door)
    assert len(door.received) == 4


def came_again(door: ShopDoor, clock: FakeClock, heard: int) -> bool:
    if len(door.received) < heard:
        clock.pass_by(seconds=1)
    return len(door.received) >= heard


def paid_and_told(wallet: WalletHandle, door: ShopDoor) -> str:
    """One more payment, told: whatever was due before it has been told by then, or never will be."""
    before = len(door.received)
    identity = str(collect(wallet, callback_url=door.url)["id"])
    wallet.control.act(AWA, "approve")
    eventually(lambda: len(door.received) > before)
    return identity


# -- restart


def test_a_restart_forgets_nothing(tmp_path: Path, clock: FakeClock, door: ShopDoor) -> None:
    door.answers = [500]
    with running_wallet(tmp_path, clock) as before:
        paid = collect(before, callback_url=door.url)
        before.control.act(AWA, "approve")
        before.control.faults(status="http_500", times=1)
        refund = {"id": "refund-1", "amount": "500"}
        before.call("POST", f"/v1/collections/{paid['id']}/refunds", refund)
        still_open = collect(before)
        eventually(lambda: door.received)
        prompts = before.control.prompts(AWA)
    door.answers = [200]
    clock.pass_by(seconds=2)
    with running_wallet(tmp_path, clock, port=int(before.url.rpartition(":")[2])) as after:
        assert after.call("GET", "/v1/refunds/refund-1").status == 500
        assert after.call("GET", "/v1/refunds/refund-1").json()["status"] == "succeeded"
        assert after.control.prompts(AWA) == prompts
        eventually(lambda: len(door.received) == 2)
        assert events(door, after) == [("signed_body", "succeeded")] * 2
        assert after.control.act(AWA, "approve")["id"] == still_open["id"]


def test_a_taken_port_is_an_error_that_can_be_told(tmp_path: Path) -> None:
    with (
        running_wallet(tmp_path / "one") as first,
        pytest.raises(OSError, match="in use"),
        running_wallet(tmp_path / "two", port=int(first.url.rpartition(":")[2])),
    ):
        pass


# -- faults


@pytest.mark.parametrize("kind", ["lost_answer", "http_500", "html_200", "truncated", "slow"])
def test_a_spoiled_answer_is_no_answer_to_the_adapter(wallet: WalletHandle, kind: str) -> None:
    collection = collect(wallet)
    wallet.control.faults(status=kind, times=9, seconds=2)
    impatient = wallet.gateway(timeout=(1, 0.3))
    assert impatient.status(wallet.account, collection["id"]).state is None
    wallet.control.faults(status=None)
    assert impatient.status(wallet.account, collection["id"]).state is not None


def test_a_fault_spoils_so_many_answers_and_no_more(wallet: WalletHandle) -> None:
    path = f"/v1/collections/{collect(wallet)['id']}"
    wallet.control.faults(status="http_500", times=2)
    assert [wallet.call("GET", path).status for _ in range(3)] == [500, 500, 200]


def test_a_fault_can_come_before_the_effect(wallet: WalletHandle) -> None:
    order = an_order()
    for effect, kept in ((False, 0), (True, 1)):
        wallet.control.faults(start="http_500", effect=effect)
        assert wallet.call("POST", "/v1/collections", order, Idempotency_Key="k").status == 500
        found = wallet.call("GET", f"/v1/collections?reference={order['reference']}").json()["result"]
        assert len(found) == kept


def test_a_fault_that_nobody_knows_is_refused(wallet: WalletHandle) -> None:
    for wrong in ({"start": "explode"}, {"start": "slow", "times": "two"}, {"refund": 7}):
        answer = wallet.call("POST", "/control/faults", wrong)
        assert answer.status == 400, wrong


def test_a_refund_can_be_made_to_fail_or_to_take_its_time(wallet: WalletHandle) -> None:
    identity = collect(wallet)["id"]
    wallet.control.act(AWA, "approve")
    wallet.control.faults(refund="fail")
    path = f"/v1/collections/{identity}/refunds"
    assert wallet.call("POST", path, {"id": "r1", "amount": "7500"}).json()["status"] == "failed"
    assert wallet.call("POST", path, {"id": "r2", "amount": "7500"}).json()["status"] == "succeeded"
    assert wallet.call("POST", path, {"id": "r2", "amount": "1"}).code == "refund_mismatch"
    assert wallet.call("POST", path, {"id": "r3", "amount": "1"}).code == "refund_too_large"


def test_ten_refunds_at_once_give_back_no_more_than_was_paid(wallet: WalletHandle) -> None:
    identity = collect(wallet)["id"]
    wallet.control.act(AWA, "approve")

    def give(number: int) -> int:
        order = {"id": f"r{number}", "amount": "2500"}
        return wallet.call("POST", f"/v1/collections/{identity}/refunds", order).status

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(give, range(10))) == [200] * 3 + [422] * 7
