"""What the monitor reads: numbers that are right, of a fixed set of names, and only for whom they are meant."""

from __future__ import annotations

import os
import re

import pytest

from bot.tally import ALL, Tally, turns
from domain.shared.errors import Temporary
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.house import AWA, MOUSSA, House
from tests.twilio_server import TwilioServer

LINE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="\w+",?)*)\})? ([\d.e+]+)')


def read(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found = [LINE.fullmatch(line) for line in lines]
    assert all(found), lines
    return {f"{one[1]} {one[2] or ''}".strip(): float(one[3]) for one in found if one}


def metrics(house: House, **headers: str) -> dict[str, float]:
    answer = house.call("GET", "/metrics", headers=headers)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return read(answer.text)


def test_it_says_what_the_doors_did_and_what_waits(any_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        any_house.whatsapp(AWA, "bonjour", MessageSid="SM1")
    any_house.call("POST", "/webhooks/whatsapp/twilio", b"", {"Content-Type": "application/x-www-form-urlencoded"})
    with monkeypatch.context() as planted:
        planted.setattr("bot.reception.take_turn", lambda *_: {}["a bug"])
        any_house.whatsapp(MOUSSA, "bonjour")
    any_house.clock.pass_by(seconds=90)
    now = metrics(any_house)
    expected = {
        'shop_turns_total outcome="answered"': 1,
        'shop_turns_total outcome="repeated"': 1,
        'shop_turns_total outcome="failed"': 1,
        'shop_refusals_total door="twilio",status="401"': 1,
        'shop_outbox_waiting priority="reply"': 2,
        'shop_outbox_waiting priority="notice"': 0,
        'shop_outbox_oldest_seconds priority="reply"': 90,
        'shop_dead_letters kind="message"': 1,
        'shop_dead_letters kind="outgoing"': 0,
        "shop_events_waiting": 1,
    }
    assert {name: now[name] for name in expected} == expected
    assert '"message":1' in any_house.call("GET", "/readyz").text
    any_house.settle()
    assert metrics(any_house)["shop_events_waiting"] == 0


def test_it_says_what_was_kept_and_has_not_had_its_turn(any_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    names = "shop_postponed_waiting", "shop_postponed_oldest_seconds"
    assert [metrics(any_house)[name] for name in names] == [0, 0]
    with monkeypatch.context() as planted:
        planted.setattr("bot.webhooks.whatsapp.waited", lambda: 5.0)
        for person in (AWA, MOUSSA):
            any_house.whatsapp(person, "bonjour")
    any_house.clock.pass_by(seconds=3)
    now = metrics(any_house)
    assert [now[name] for name in names] == [2, 3]
    assert now['shop_turns_total outcome="postponed"'] == 2
    assert '"waiting_for_their_turn":2' in any_house.call("GET", "/readyz").text
    any_house.settle()
    assert [metrics(any_house)[name] for name in names] == [0, 0]


def test_it_says_when_the_workers_last_looked(any_house: House) -> None:
    assert "shop_last_sweep_timestamp_seconds" not in metrics(any_house)
    any_house.it.wakeups.note("sweep", any_house.clock.now())
    assert metrics(any_house)["shop_last_sweep_timestamp_seconds"] == pytest.approx(any_house.clock.now().timestamp())


def test_it_names_nobody(any_house: House) -> None:
    any_house.whatsapp(AWA, "bonjour")
    text = any_house.call("GET", "/metrics").text
    assert AWA.strip("+") not in text
    assert "chez-fatou" not in text


def test_only_this_machine_may_look(any_house: House) -> None:
    assert any_house.call("GET", "/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status == 403
    assert any_house.call("GET", "/metrics").status == 200


def test_with_a_token_whoever_bears_it_may_look(
    open_door: OpenHouse, sqlite_database: str, twilio: TwilioServer
) -> None:
    house = open_door(sqlite_database, twilio=twilio, metrics_token="let me see")
    assert house.call("GET", "/metrics").status == 403
    assert house.call("GET", "/metrics", headers={"Authorization": "Bearer let me sea"}).status == 403
    assert metrics(house, **{"Authorization": "Bearer let me see", "X-Forwarded-For": "203.0.113.9"})


def test_while_the_database_is_away_it_is_503(any_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise Temporary("the database does not answer")

    monkeypatch.setattr("integrations.store.transaction.connect_by_hand", away)
    assert any_house.call("GET", "/metrics").status == 503


def test_processes_of_one_server_count_together_and_a_stranger_adds_no_name() -> None:
    tally = Tally()
    tally.add(turns("answered"))
    child = os.fork()
    if child == 0:
        tally.add(turns("answered"))
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert tally.totals()[turns("answered")] == 2
    assert set(tally.totals()) == set(ALL)
