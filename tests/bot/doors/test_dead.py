"""What was given up stays visible, keeps nobody else waiting, and is done again once somebody says so: once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import update

import bot.reception
import bot.telling
from bot.attempts import TRIES_OF_A_BUG
from bot.dead import StillDead, counts, dead_letters, description, line, retried, retry
from bot.desk import Desk
from domain.shared.errors import NotFound
from integrations.store.dead import Kind
from integrations.store.events import TRIES
from integrations.store.tables.chat import inbox, outbox
from integrations.store.tables.events import events
from integrations.store.tables.payment import attempts
from tests.bot.doors.conftest import OpenHouse, a_till
from tests.bot.doors.house import AWA, FATOU, MOUSSA, House, all_at_once
from tests.bot.doors.test_courier_door import a_courier
from tests.twilio_faults import RESETS_AFTER_ACCEPTING, UNSUBSCRIBED
from tests.twilio_server import TwilioServer

PIN = "4831"


def break_turns(monkeypatch: pytest.MonkeyPatch, poison: str) -> None:
    """A bug that one message runs into, whoever sends it."""
    take_turn = bot.reception.take_turn

    def stumble(work: Any, shop: Any, message: Any, *how: Any) -> None:
        if getattr(message.content, "text", "") == poison:
            raise ZeroDivisionError(f"cannot read {message.sender}")
        take_turn(work, shop, message, *how)

    monkeypatch.setattr(bot.reception, "take_turn", stumble)


def a_dead_message(house: House, words: str = "panier") -> str:
    with pytest.MonkeyPatch.context() as planted:
        break_turns(planted, words)
        assert house.whatsapp(AWA, words) == 200
    [letter] = dead_letters(house.it, Kind.MESSAGE)
    return letter.id


# -- a turn that failed -----------------------------------------------------------------------------------------------


def test_a_failed_turn_is_listed_and_shown_without_what_nobody_should_read(any_house: House) -> None:
    id = a_dead_message(any_house, PIN)
    any_house.clock.pass_by(hours=3)
    [letter] = dead_letters(any_house.it)
    shown = "\n".join([line(letter, any_house.clock.now()), *description(any_house.it, id)])
    assert line(letter, any_house.clock.now()).split()[:4] == [id, "3h", "chez-fatou", "message"]
    assert "ZeroDivisionError: cannot read …01" in shown
    assert AWA[1:] not in shown and FATOU[1:] not in shown
    assert PIN not in shown
    assert '"SmsStatus"' in shown
    assert dead_letters(any_house.it, Kind.EVENT) == []


def test_a_retried_message_gets_its_answer_and_only_one(house: House, twilio: TwilioServer) -> None:
    id = a_dead_message(house)
    house.settle()
    before = len(twilio.sent)  # the apology, and the alerts
    said = all_at_once([partial(retried, house.it, id) for _ in range(4)])
    assert any(done for _, done in said)
    house.settle()
    assert len(twilio.sent) == before + 1
    assert [row.state for row in house.rows(inbox)] == ["done"]
    with pytest.raises(NotFound):
        retry(house.it, id)


def test_what_fails_again_stays_dead_and_brings_no_second_apology(
    any_house: House, twilio: TwilioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = a_dead_message(any_house)
    break_turns(monkeypatch, "panier")
    with pytest.raises(StillDead):
        retry(any_house.it, id)
    assert counts(any_house.it)[Kind.MESSAGE] == 1
    any_house.settle()
    assert sum(row.key.startswith("apology:") for row in any_house.rows(outbox)) == 1


def test_a_poisoned_message_keeps_neither_its_writer_nor_others_waiting(
    any_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_turns(monkeypatch, "poison")
    said = [any_house.whatsapp(who, words) for who, words in ((AWA, "poison"), (AWA, "panier"), (MOUSSA, "panier"))]
    assert said == [200] * 3
    assert [row.state for row in any_house.rows(inbox)] == ["failed", "done", "done"]


# -- a message that did not go out ------------------------------------------------------------------------------------


def test_what_was_refused_goes_out_once_somebody_says_so(any_house: House, twilio: TwilioServer) -> None:
    any_house.whatsapp(AWA, "bonjour")
    twilio.faults.append(UNSUBSCRIBED)
    any_house.settle()
    [letter] = dead_letters(any_house.it, Kind.OUTGOING)
    assert retried(any_house.it, letter.id)[1]
    assert not retried(any_house.it, letter.id)[1], "twice is once"
    any_house.settle()
    assert len(twilio.sent) == 1
    assert counts(any_house.it)[Kind.OUTGOING] == 0


def test_what_may_have_gone_out_is_asked_about_and_not_sent_again(any_house: House, twilio: TwilioServer) -> None:
    any_house.whatsapp(AWA, "bonjour")
    twilio.faults.append(RESETS_AFTER_ACCEPTING)
    any_house.settle()
    [row] = any_house.rows(outbox)
    assert row.state == "unknown"
    give_up(any_house)
    [letter] = dead_letters(any_house.it, Kind.OUTGOING)
    retry(any_house.it, letter.id)
    any_house.settle()
    assert len(twilio.sent) == 1, "it had gone out, and was found"
    assert any_house.rows(outbox)[0].state == "sent"


def test_sent_blindly_it_would_be_there_twice(any_house: House, twilio: TwilioServer) -> None:
    """The fault that asking first removes."""
    any_house.whatsapp(AWA, "bonjour")
    twilio.faults.append(RESETS_AFTER_ACCEPTING)
    any_house.settle()
    with any_house.it.engine.begin() as connection:
        blindly = {"state": "pending", "tries": 0, "next_try_at": any_house.clock.now(), "lease_token": None}
        connection.execute(update(outbox).values(blindly))
    any_house.settle()
    assert len(twilio.sent) == 2


def give_up(house: House) -> None:
    with house.it.engine.begin() as connection:
        connection.execute(update(outbox).values(state="failed", error="given up: nobody knows", lease_token=None))


def test_one_that_no_release_can_read_is_given_up_and_the_others_go_out(house: House, twilio: TwilioServer) -> None:
    for who in (AWA, MOUSSA):
        house.whatsapp(who, "bonjour")
    with house.it.engine.begin() as connection:
        connection.execute(update(outbox).where(outbox.c.recipient == AWA).values(message={"from": "another age"}))
    house.settle()
    assert [message["To"] for message in twilio.sent] == [f"whatsapp:{MOUSSA}"]
    [letter] = dead_letters(house.it, Kind.OUTGOING)
    assert letter.reason.startswith("unreadable: ")


def test_a_bug_in_sending_ends_after_few_tries(
    any_house: House, twilio: TwilioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    any_house.whatsapp(AWA, "bonjour")
    with monkeypatch.context() as planted:
        planted.setattr("integrations.whatsapp.twilio.client.render", lambda *_: {}["a bug"])
        for _ in range(TRIES_OF_A_BUG):
            any_house.settle()
            any_house.clock.pass_by(minutes=11)
    [letter] = dead_letters(any_house.it, Kind.OUTGOING)
    assert "a bug: KeyError" in letter.reason
    retry(any_house.it, letter.id)
    any_house.settle()
    assert len(twilio.sent) == 1


# -- an event of which somebody cannot be told ------------------------------------------------------------------------


def test_who_cannot_be_told_keeps_nobody_else_from_it_and_at_last_it_is_dead(
    any_house: House, twilio: TwilioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    any_house.whatsapp(AWA, "humain")
    told = FailsForTheFirst(monkeypatch)
    for _ in range(TRIES + 5):
        any_house.settle()
        any_house.clock.pass_by(minutes=11)
    [letter] = dead_letters(any_house.it, Kind.EVENT)
    assert (letter.source, letter.tries) == ("SupportRequested", TRIES)
    assert len(told.failures) == TRIES, "it is not tried for ever"
    assert told.reached, "the others of the staff were told all the same"
    with any_house.it.look() as work:
        assert work.events.waiting() == 0
    told.heals()
    retry(any_house.it, letter.id)
    any_house.settle()
    assert counts(any_house.it)[Kind.EVENT] == 0
    assert {row.handled_at is not None for row in any_house.rows(events)} == {True}


class FailsForTheFirst:
    """Whoever is told first cannot be told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.failures: list[str] = []
        self.reached: set[str] = set()
        self._give_notice = bot.telling.give_notice
        self._victim: str | None = None
        self._ill = True
        monkeypatch.setattr("bot.telling.give_notice", self)

    def __call__(self, work: Any, shop: Any, person: Any, *how: Any) -> None:
        self._victim = self._victim or person.value
        if self._ill and person.value == self._victim:
            self.failures.append(person.value)
            raise ZeroDivisionError("poison")
        self.reached.add(person.value)
        self._give_notice(work, shop, person, *how)

    def heals(self) -> None:
        self._ill = False


# -- a callback, a courier's report -----------------------------------------------------------------------------------


def test_a_callback_that_named_nothing_of_ours_is_asked_about_once_it_does(
    open_door: OpenHouse, sqlite_database: str
) -> None:
    till = a_till(open_door, sqlite_database)
    bill = till.order()
    own = till.start(bill)
    stranger = replace(till.gateway.collections[own].request, attempt_id="not-ours", attempt_token="not-ours")
    ref = till.gateway._open(stranger)
    assert till.callback(ref) == 200
    [letter] = dead_letters(till.it, Kind.PAYMENT)
    assert retried(till.it, letter.id) == (f"{letter.id}: still dead: names no payment of ours", False)
    with till.it.engine.begin() as connection:
        connection.execute(update(attempts).values(ref=ref))
    assert retried(till.it, letter.id)[1]
    assert not retried(till.it, letter.id)[1]
    assert till.house.woken[-1] == "settle"
    [attempt] = till.house.rows(attempts)
    assert attempt.is_signalled, "the wallet is asked first about this one"
    assert till.state(bill) == "awaiting_payment", "nothing that a callback says is believed, however late"


def test_a_report_of_a_parcel_that_nobody_claims_is_dead_after_a_day(
    open_door: OpenHouse, sqlite_database: str
) -> None:
    courier = a_courier(open_door, sqlite_database)
    it, shop = courier.house.it, courier.till.shop
    assert courier.report("in_transit", minutes=1, tracking_code="DHL12345") == 200
    assert dead_letters(it) == []
    courier.house.clock.pass_by(days=2)
    [letter] = dead_letters(it, Kind.COURIER, shop.id)
    assert not retried(it, letter.id)[1]
    with it.work(shop.id) as work:
        Desk(work, shop, shop.staff[0], it.front).ship(courier.bill.number, "DHL", "", "DHL12345")
    assert dead_letters(it) == [], "the parcel has its code: what was said of it is heard"
    with it.engine.begin() as connection:
        connection.execute(update(inbox).where(inbox.c.kind == "courier").values(state="failed"))
    assert retried(it, letter.id)[1]
    assert [row.state for row in courier.heard()] == ["done"]
