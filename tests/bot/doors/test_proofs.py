"""Proofs that are shown to the shop: looked up, never booked; the wallet is asked, and it alone is believed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.collecting import start_payment
from bot.proofs import Proofs
from bot.rooms import room_of, staff_room
from domain.customer.customer import ChannelIdentity
from domain.customer.messages import Content, Media, Text
from domain.payment.gateway import CallbackAuth, CallbackClaim, InboundHttp, Rejected, StatusReport
from domain.payment.values import AttemptState
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from flows.talk import Conversation
from integrations.store.tables.ordering import orders
from integrations.store.tables.payment import attempts, captures, ledger, refunds, transactions
from tests.bot.doors.house import AWA, NJERI
from tests.bot.doors.till import ACCOUNT, Bill, Till

MONEY = (captures, refunds, ledger, orders)


def fatou_writes(till: Till, text: str) -> str:
    with till.it.work(till.shop.id) as work:
        room = staff_room(work, till.shop, till.shop.staff[0], till.it.front)
        reply = room.dialogue.turn(Conversation("en", greeted=True), Text(text), room.shop)
    return "\n".join(said.text for said in reply.outgoing)


def awa_sends(till: Till, content: Content) -> str:
    with till.it.work(till.shop.id) as work:
        room = room_of(work, till.shop, ChannelIdentity("simulator", AWA), "Awa", till.it.front)
        reply = room.dialogue.turn(Conversation("en", greeted=True), content, room.shop)
    return "\n".join(said.text for said in reply.outgoing)


def a_paid_bill(till: Till) -> tuple[Bill, str]:
    """With the operator's number of its payment."""
    bill = till.order()
    till.pay(till.start(bill))
    till.house.later(minutes=1)
    [capture] = till.house.rows(captures, captures.c.payment_id == bill.key.payment_id)
    return bill, capture.provider_txn


def books(till: Till) -> dict[str, list[Any]]:
    """All that is known of money, but for when the wallet is asked next."""
    aside = {"next_look_at", "is_signalled", "version"}
    read = {}
    with till.it.engine.connect() as connection:
        for table in (*MONEY, transactions, attempts):
            columns = [column for column in table.columns if column.name not in aside]
            read[table.name] = list(connection.execute(select(*columns).order_by(*table.primary_key)).all())
    return read


# -- looking up -------------------------------------------------------------------------------------------------------


def test_the_number_is_found_however_it_is_written(till: Till) -> None:
    bill, txn = a_paid_bill(till)
    [capture] = till.house.rows(captures)
    for written in (txn, txn.upper(), txn.replace("-", " "), capture.reference, f"Transaction ID: {txn}."):
        said = fatou_writes(till, f"proof {written}")
        assert "RECEIVED*: F CFA\u00a01,000" in said or "RECEIVED*: 1,000" in said, said
        assert f"order *{bill.number}*" in said


def test_it_is_looked_for_in_ones_own_shop_only(till: Till) -> None:
    _bill, txn = a_paid_bill(till)
    other = till.it.directory.by_number(NJERI)
    with till.it.look(other.id) as work:
        assert Proofs(work, other).find((txn,)) is None
        assert work.proofs.attempted(txn, {"sandbox"}) is None


def test_money_that_the_wallet_took_back_is_no_payment(any_till: Till) -> None:
    bill, txn = a_paid_bill(any_till)
    with any_till.it.work(any_till.shop.id) as work:
        payment = work.payments.get(bill.key.payment_id)
        payment.lose(payment.captures[0], any_till.house.clock.now())
        work.payments.save(payment)
    assert "ALREADY USED" in fatou_writes(any_till, f"proof {txn}")
    assert "taken this money back" in fatou_writes(any_till, f"proof {txn}")


def test_money_that_went_back_is_used_up(any_till: Till) -> None:
    bill, txn = a_paid_bill(any_till)
    assert any_till.cancel(bill)
    any_till.house.later(minutes=1)
    said = fatou_writes(any_till, f"proof {bill.number} {txn}")
    assert said.startswith("⚠️ *ALREADY USED*")
    assert f"The money of order *{bill.number}* went back" in said


def test_an_order_that_has_left_is_not_sent_again(any_till: Till) -> None:
    bill, txn = a_paid_bill(any_till)
    fatou_writes(any_till, f"ship {bill.number}")
    said = fatou_writes(any_till, f"proof {txn}")
    assert said.startswith("✅ *RECEIVED*")
    assert "do not send it again" in said


def test_an_order_paid_in_part_is_not_handed_over(any_till: Till) -> None:
    bill = any_till.order()
    any_till.pay(any_till.start(bill), Money(400, "XOF"))
    any_till.house.later(minutes=1)
    [capture] = any_till.house.rows(captures)
    said = fatou_writes(any_till, f"proof {bill.number} {capture.provider_txn}")
    assert "RECEIVED" in said
    assert "600" in said.split("still missing")[0].splitlines()[-1]


def test_an_employee_may_look_and_a_rider_may_not(any_till: Till) -> None:
    with any_till.it.work(any_till.shop.id) as work:
        rider = any_till.shop.riders()[0]
        room = staff_room(work, any_till.shop, rider, any_till.it.front)
        reply = room.dialogue.turn(Conversation("en"), Text("proof TKL4XYZ12A"), room.shop)
    assert "RECEIVED" not in reply.outgoing[0].text


# -- asking -----------------------------------------------------------------------------------------------------------


def due(till: Till, bill: Bill) -> bool:
    rows = till.house.rows(attempts, attempts.c.payment_id == bill.key.payment_id)
    return any(row.next_look_at and row.next_look_at <= till.house.clock.now() for row in rows)


def test_a_try_that_goes_by_the_number_is_asked_about_at_once(till: Till) -> None:
    bill = till.order()
    ref = till.start(bill)
    assert not due(till, bill)
    assert "I am asking the wallet right now" in fatou_writes(till, f"proof {ref}")
    assert due(till, bill)
    till.pay(ref)
    till.house.settle()
    assert till.state(bill) == "ready_for_shipment"
    assert fatou_writes(till, f"proof {ref}").startswith("✅ *RECEIVED*")


def test_so_is_one_that_a_kept_callback_names(any_till: Till) -> None:
    bill = any_till.order()
    any_till.start(bill)
    keep_callback(any_till, bill, "TKL4XYZ12A", CallbackAuth.NONE)
    with any_till.it.work(any_till.shop.id) as work:
        proofs = Proofs(work, any_till.shop)
        assert not proofs.ask_wallet(("TKL4XYZ12B",), None)
        assert proofs.ask_wallet(("tkl4xyz12a",), None)
    assert due(any_till, bill)


@pytest.mark.parametrize(("auth", "is_received"), [(CallbackAuth.NONE, False), (CallbackAuth.SIGNED_BODY, True)])
def test_a_number_that_only_a_proved_callback_names_is_the_money_of_its_try(
    any_till: Till, auth: CallbackAuth, is_received: bool
) -> None:
    """M-Pesa says its number nowhere else; one that anybody may have sent names nothing."""
    bill, _txn = a_paid_bill(any_till)
    keep_callback(any_till, bill, "TKL4XYZ12A", auth)
    assert ("RECEIVED*" in fatou_writes(any_till, "proof TKL4XYZ12A").replace("NOT RECEIVED*", "")) == is_received


def keep_callback(till: Till, bill: Bill, txn: str, auth: CallbackAuth) -> None:
    [attempt] = till.house.rows(attempts, attempts.c.payment_id == bill.key.payment_id)
    claim = CallbackClaim(auth, "event", "another-ref", provider_txn=txn)
    http = InboundHttp("POST", "/", "", {}, b"{}")
    with till.it.work(till.shop.id) as work:
        work.callbacks.keep(till.shop.id, ("sandbox", ACCOUNT), attempt.id, http, claim, till.house.clock.now())


def test_what_no_wallet_ever_took_on_is_not_asked_about(any_till: Till) -> None:
    bill = any_till.order()
    any_till.gateway.next_start(Rejected("limit"))
    start_payment(any_till.it, bill.key, "money", PhoneNumber(AWA), "fr")
    [attempt] = any_till.house.rows(attempts)
    assert "I am asking" not in fatou_writes(any_till, f"proof {bill.number} {attempt.id}")
    assert not due(any_till, bill)


def test_where_there_is_nobody_to_ask_nothing_is_promised(any_till: Till) -> None:
    bill = any_till.order()
    for text in ("proof TKL4XYZ12A", f"proof {bill.number} TKL4XYZ12A"):
        said = fatou_writes(any_till, text)
        assert said.startswith("❌ *NOT RECEIVED*")
        assert "Do not hand anything over." in said
        assert "I am asking" not in said


def test_money_that_came_after_the_end_is_found_by_a_picture(any_till: Till) -> None:
    """The wallet said that it had expired, and it was paid all the same."""
    bill = any_till.order()
    ref = any_till.start(bill)
    any_till.gateway.move(ref, AttemptState.EXPIRED)
    any_till.house.later(minutes=1)
    any_till.pay(ref)
    assert "I am asking it right now" in awa_sends(any_till, Media("image", caption=""))
    any_till.house.settle()
    assert any_till.state(bill) == "ready_for_shipment"


# -- nothing is booked ------------------------------------------------------------------------------------------------

TALES = st.sampled_from(
    [
        "proof {number} Transaction ID: {ref} confirmed, 1 000 F CFA received",
        "proof {txn}",
        "Transaction {txn} : 1 000 F CFA reçus",
        "TKL4XYZ12A Confirmed. You have received 1000 FCFA",
        "preuve {number} {word}",
        "{word} {ref}",
        "j'ai payé {ref}",
    ]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tale=TALES | st.text(max_size=60), word=st.text(max_size=30), is_buyer=st.booleans())
def test_whatever_is_pasted_no_money_is_booked(any_till: Till, tale: str, word: str, is_buyer: bool) -> None:
    bill, ref = a_waiting_bill(any_till)
    facts = {"number": str(bill.number), "ref": ref, "txn": f"txn-{ref}", "word": word.replace("\x00", "")}
    for name, value in facts.items():
        tale = tale.replace(f"{{{name}}}", value)
    tale = tale.replace("\x00", "")
    before = books(any_till)
    any_till.gateway.next_status(StatusReport(None))
    said = awa_sends(any_till, Text(tale)) if is_buyer else fatou_writes(any_till, tale)
    assert "✅ *RECEIVED*" not in said
    assert books(any_till) == before


def a_waiting_bill(till: Till) -> tuple[Bill, str]:
    """One for all tales: the payer has it on the phone."""
    if not hasattr(till, "waiting"):
        bill = till.order()
        till.waiting = bill, till.start(bill)  # type: ignore[attr-defined]
    return till.waiting  # type: ignore[attr-defined, no-any-return]
