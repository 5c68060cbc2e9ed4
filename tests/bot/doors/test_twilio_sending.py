"""Replies on their way out through Twilio: each once, in order, whatever Twilio does. And their receipts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.attempts import TRIES
from bot.sending import BEGUN_WITHIN, LEASE, send_all
from domain.customer.messages import OutboundMessage
from integrations.store.outgoing import failed, sent
from integrations.store.tables.chat import outbox, receipts
from integrations.whatsapp.twilio.client import TwilioMessenger
from tests import twilio_faults as faults
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.house import AWA, FATOU, MOUSSA, PUBLIC, House, all_at_once
from tests.twilio_messages import Sent
from tests.twilio_server import TwilioServer
from tests.twilio_webhooks import ACCOUNT_SID, AUTH_TOKEN

STATUS = "/webhooks/whatsapp/twilio/status"


def to_send(house: House, *texts: str, to: str = AWA) -> None:
    with house.it.work(house.it.directory.by_number(FATOU).id) as work:
        for text in texts:
            message = OutboundMessage(f"reply:{to}:{text}", "twilio", FATOU, to, text, language="fr")
            work.outbox.add(message, work.shop_id, house.clock.now())


def states(house: House) -> list[str]:
    return [row.state for row in house.rows(outbox)]


def posts(twilio: TwilioServer) -> int:
    return len([request for request in twilio.requests if request.method == "POST"])


def local(house: House, message: Sent) -> str:
    return str(message["StatusCallback"]).replace(PUBLIC, house.url)


# -- trouble ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [faults.RESETS_AFTER_ACCEPTING, faults.FAILS_AFTER_ACCEPTING])
def test_taken_without_an_answer_is_asked_about_and_not_sent_twice(
    house: House, twilio: TwilioServer, fault: faults.Breaks
) -> None:
    twilio.faults.append(fault)
    to_send(house, "one", "two")
    send_all(house.it)
    assert states(house) == ["unknown", "pending"], "and nobody overtakes it"
    house.later(seconds=20)
    assert states(house) == ["sent", "sent"]
    assert twilio.bodies == ["one", "two"]
    assert house.rows(outbox)[0].provider_id == twilio.sent[0].sid


def test_no_answer_in_time_is_asked_about_too(open_door: OpenHouse, sqlite_database: str, twilio: TwilioServer) -> None:
    callback = PUBLIC + STATUS
    impatient = TwilioMessenger(ACCOUNT_SID, AUTH_TOKEN, twilio.url, callback, timeout=(5, 1))
    house = open_door(sqlite_database, twilio=twilio, messengers={"twilio": impatient})
    twilio.faults.append(faults.TIMES_OUT_AFTER_ACCEPTING)
    to_send(house, "one")
    send_all(house.it)
    assert states(house) == ["unknown"]
    house.later(seconds=20)
    assert (states(house), twilio.bodies) == (["sent"], ["one"])


@pytest.mark.parametrize("fault", [faults.RESETS, faults.IS_DOWN])
def test_what_was_never_taken_is_asked_about_and_sent(
    any_house: House, twilio: TwilioServer, fault: faults.Breaks
) -> None:
    twilio.faults.append(fault)
    to_send(any_house, "one")
    send_all(any_house.it)
    assert (states(any_house), twilio.bodies) == (["unknown"], [])
    any_house.later(seconds=20)
    assert (states(any_house), twilio.bodies) == (["sent"], ["one"])


def test_a_receipt_settles_what_is_unknown(any_house: House, twilio: TwilioServer) -> None:
    twilio.faults.append(faults.RESETS_AFTER_ACCEPTING)
    to_send(any_house, "one")
    send_all(any_house.it)
    assert twilio.report(twilio.sent[0], "sent", local(any_house, twilio.sent[0]))[0] == 204
    assert states(any_house) == ["sent"]
    assert any_house.rows(outbox)[0].provider_id == twilio.sent[0].sid


@pytest.mark.parametrize("had_left", [True, False])
def test_a_sender_that_died_leaves_a_question(house: House, twilio: TwilioServer, had_left: bool) -> None:
    to_send(house, "one", "two")
    with house.it.work() as work:
        [claimed] = work.outbox.claim(house.clock.now(), LEASE)
    if had_left:
        house.it.messengers["twilio"].send(claimed.message)
    send_all(house.it)
    assert states(house) == ["sending", "pending"], "while its lease lasts, it is left alone"
    house.clock.pass_by(seconds=LEASE.total_seconds() + 1)
    send_all(house.it)
    assert twilio.bodies == ["one", "two"]
    assert states(house) == ["sent", "sent"]


def test_a_sender_that_wakes_up_too_late_changes_nothing(house: House, twilio: TwilioServer) -> None:
    to_send(house, "one")
    with house.it.work() as work:
        [claimed] = work.outbox.claim(house.clock.now(), LEASE)
    house.clock.pass_by(seconds=LEASE.total_seconds() + 1)
    send_all(house.it)
    with house.it.work() as work:
        late = sent(claimed, "SM-zombie"), failed(claimed, "zombie")
        assert work.outbox.settle(late, house.clock.now()) == set()
    [row] = house.rows(outbox)
    assert (row.state, row.provider_id) == ("sent", twilio.sent[0].sid)


def test_too_many_requests_wait_and_keep_their_order(house: House, twilio: TwilioServer) -> None:
    twilio.faults.append(faults.TOO_MANY)
    to_send(house, "one", "two")
    send_all(house.it)
    assert (states(house), twilio.bodies) == (["pending", "pending"], [])
    house.clock.pass_by(seconds=1)
    send_all(house.it)
    assert posts(twilio) == 1, "not before Twilio's own Retry-After"
    house.later(seconds=4)
    assert twilio.bodies == ["one", "two"]


@pytest.mark.parametrize("fault", [faults.UNSUBSCRIBED, faults.OUTSIDE_WINDOW, faults.Refuses(401, 20003)])
def test_what_is_refused_for_good_is_not_tried_again_and_blocks_nobody(
    any_house: House, twilio: TwilioServer, fault: faults.Refuses
) -> None:
    twilio.faults.append(fault)
    to_send(any_house, "one", "two")
    any_house.later(minutes=30)
    assert states(any_house) == ["failed", "sent"]
    assert str(fault.code) in any_house.rows(outbox)[0].error
    assert twilio.bodies == ["two"]


def test_a_provider_that_is_down_for_an_hour_loses_nothing(any_house: House, twilio: TwilioServer) -> None:
    """Its own `Retry-After`, however short, does not use the tries up."""
    twilio.faults.extend([faults.TOO_MANY] * 400)
    to_send(any_house, "one")
    any_house.later(minutes=60, steps=240)
    assert states(any_house) == ["pending"]
    twilio.faults.clear()
    any_house.later(minutes=11)
    assert (states(any_house), twilio.bodies) == (["sent"], ["one"])


def test_at_last_it_is_given_up_with_its_reason(any_house: House, twilio: TwilioServer) -> None:
    twilio.faults.extend([faults.TOO_MANY] * 400)
    to_send(any_house, "one")
    any_house.later(minutes=6 * 60, steps=100)
    [row] = any_house.rows(outbox)
    assert (row.state, row.error) == ("failed", "given up: Twilio asks us to slow down")
    assert row.tries == TRIES


def test_a_message_that_we_cannot_write_blocks_its_person_for_seconds_only(
    any_house: House, twilio: TwilioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    render: Callable[..., Any] = TwilioMessenger.send

    def stumble(self: TwilioMessenger, message: OutboundMessage) -> str:
        if message.text == "poison":
            raise ZeroDivisionError("planted")
        return str(render(self, message))

    monkeypatch.setattr(TwilioMessenger, "send", stumble)
    to_send(any_house, "poison", "two")
    to_send(any_house, "three", to=MOUSSA)
    send_all(any_house.it)
    assert twilio.bodies == ["three"]
    any_house.later(minutes=1)
    assert states(any_house) == ["failed", "sent", "sent"]


def test_two_senders_at_once_send_each_message_once(house: House, twilio: TwilioServer) -> None:
    people = [f"+22507000003{n:02}" for n in range(6)]
    for who in people:
        to_send(house, "one", "two", "three", to=who)
    all_at_once([lambda: send_all(house.it)] * 3)
    send_all(house.it)
    assert sorted((m["To"], m["Body"]) for m in twilio.sent) == sorted(
        (f"whatsapp:{who}", text) for who in people for text in ("one", "two", "three")
    )
    for who in people:
        assert [m["Body"] for m in twilio.sent if m["To"].endswith(who)] == ["one", "two", "three"]


def test_a_channel_that_is_switched_off_says_so(open_door: OpenHouse, sqlite_database: str) -> None:
    house = open_door(sqlite_database)
    to_send(house, "one")
    send_all(house.it)
    [row] = house.rows(outbox)
    assert (row.state, row.error.partition(":")[0]) == ("failed", "no_channel")


# -- receipts ---------------------------------------------------------------------------------------------------------


def receipt(house: House) -> tuple[str, str]:
    [row] = house.rows(receipts)
    return row.status, row.error


@pytest.mark.parametrize(
    ("told", "known"),
    [
        (["sent", "delivered", "read"], "read"),
        (["read", "delivered", "sent", "queued"], "read"),
        (["delivered", "delivered", "sent"], "delivered"),
        (["failed", "sent"], "failed"),
        (["failed", "delivered"], "delivered"),
        (["delivered", "undelivered"], "delivered"),
        (["something_new"], "queued"),
    ],
)
def test_receipts_only_go_forward(house: House, twilio: TwilioServer, told: list[str], known: str) -> None:
    to_send(house, "one")
    send_all(house.it)
    for status in told:
        assert twilio.report(twilio.sent[0], status, local(house, twilio.sent[0]))[0] == 204
    assert receipt(house)[0] == known
    assert states(house) == ["sent"]


def test_a_receipt_may_come_before_the_answer_to_the_send(
    house: House, twilio: TwilioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = twilio.take

    def take_and_report(form: dict[str, list[str]]) -> Sent:
        message = take(form)
        assert twilio.report(message, "delivered", local(house, message))[0] == 204
        return message

    monkeypatch.setattr(twilio, "take", take_and_report)
    to_send(house, "one")
    send_all(house.it)
    house.later(minutes=5)
    assert (states(house), receipt(house)[0], posts(twilio)) == (["sent"], "delivered", 1)
    assert house.rows(outbox)[0].provider_id == twilio.sent[0].sid


def test_receipts_all_at_once_end_at_the_furthest(house: House, twilio: TwilioServer) -> None:
    to_send(house, "one")
    send_all(house.it)
    told = ["sent", "delivered", "read", "sent", "delivered", "failed"] * 2
    reports = [partial(twilio.report, twilio.sent[0], status, local(house, twilio.sent[0])) for status in told]
    assert {status for status, _ in all_at_once(reports)} == {204}
    assert receipt(house)[0] == "read"


def test_a_failure_keeps_its_code(any_house: House, twilio: TwilioServer) -> None:
    to_send(any_house, "one")
    send_all(any_house.it)
    twilio.report(twilio.sent[0], "undelivered", local(any_house, twilio.sent[0]), error_code="63024")
    assert receipt(any_house) == ("failed", "63024")


def test_a_receipt_for_a_message_of_nobody_is_kept_for_later(any_house: House, twilio: TwilioServer) -> None:
    form = [("MessageSid", "SM9"), ("MessageStatus", "read"), ("AccountSid", ACCOUNT_SID)]
    assert any_house.whatsapp_form(form, STATUS)[0] == 204
    assert receipt(any_house)[0] == "read"


def test_refused_receipts_leave_nothing(any_house: House) -> None:
    good = [("MessageSid", "SM9"), ("MessageStatus", "read"), ("AccountSid", ACCOUNT_SID)]
    assert any_house.whatsapp_form(good, STATUS, token="another")[0] == 401
    assert any_house.whatsapp_form([*good[:2], ("AccountSid", "AC9")], STATUS)[0] == 403
    assert any_house.whatsapp_form([good[0], good[2]], STATUS)[0] == 400
    assert any_house.whatsapp_form([*good, ("MessageSid", "SM8")], STATUS)[0] == 400
    assert any_house.call("POST", STATUS, b"{}", {"Content-Type": "application/json"}).status == 415
    assert any_house.call("GET", STATUS).status == 405
    assert any_house.rows(receipts) == []


def test_leases_outlast_every_time_out_of_a_send() -> None:
    assert timedelta(seconds=5 + 15 + 15) < LEASE * (1 - BEGUN_WITHIN)
