"""Beyond what the shop can do at once, the door says so: it takes nothing that it cannot keep."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial

import pytest

import bot.reception
from bot.tally import refusals, turned_away, turns
from integrations.store.inbox import FLOOD
from integrations.store.tables.chat import conversations, inbox, outbox
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.house import AWA, FATOU, MOUSSA, House, all_at_once
from tests.services import PostgresServer
from tests.twilio_server import TwilioServer
from tests.twilio_webhooks import message_form

DOOR = "/webhooks/whatsapp/twilio"
PLACES = 3


@contextmanager
def turns_that_wait(monkeypatch: pytest.MonkeyPatch, crowd: int) -> Iterator[threading.Event]:
    """No turn begins before the event is set, which it is at the end; `crowd` turns stand still side by side."""
    go_on, take_turn = threading.Event(), bot.reception.take_turn
    go_on.crowd = threading.Barrier(crowd + 1)  # type: ignore[attr-defined]

    def slowly(*what: object) -> None:
        if not go_on.is_set():
            go_on.crowd.wait(20)  # type: ignore[attr-defined]
            go_on.wait(20)
        take_turn(*what)  # type: ignore[arg-type]

    with monkeypatch.context() as planted:
        planted.setattr(bot.reception, "take_turn", slowly)
        try:
            yield go_on
        finally:
            go_on.set()


def people(count: int) -> list[str]:
    return [f"+22507010000{n:02}" for n in range(count)]


@pytest.fixture
def shop(open_door: OpenHouse, postgres_house: str, twilio: TwilioServer) -> House:
    """On PostgreSQL: there turns of different people stand in the door side by side."""
    return open_door(postgres_house, twilio=twilio, doors_at_once=PLACES)


@pytest.fixture
def postgres_house(postgres: PostgresServer, demo_template: str) -> Iterator[str]:
    url = postgres.new_database(demo_template)
    yield url
    postgres.drop_database(url)


def test_who_finds_the_door_full_is_asked_to_come_again_and_nothing_of_it_is_kept(
    shop: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadPoolExecutor(PLACES) as pool, turns_that_wait(monkeypatch, PLACES) as go_on:
        waiting = [pool.submit(shop.whatsapp, person, "bonjour") for person in people(PLACES)]
        go_on.crowd.wait(20)  # type: ignore[attr-defined]
        assert shop.whatsapp(MOUSSA, "bonjour", MessageSid="SM0") == 503
        assert shop.call("GET", "/healthz").status == 200, "pages and health have doors of their own"
        go_on.set()
        assert [each.result() for each in waiting] == [200] * PLACES
    assert len(shop.rows(inbox)) == PLACES
    assert shop.whatsapp(MOUSSA, "bonjour", MessageSid="SM0") == 200, "sent again, it is heard"
    assert shop.it.tally.totals()[turned_away("twilio")] == 1


def test_with_places_enough_the_same_crowd_is_heard(
    open_door: OpenHouse, postgres_house: str, twilio: TwilioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = open_door(postgres_house, twilio=twilio)
    crowd = people(PLACES + 1)
    with ThreadPoolExecutor(len(crowd)) as pool, turns_that_wait(monkeypatch, len(crowd)) as go_on:
        waiting = [pool.submit(shop.whatsapp, person, "bonjour") for person in crowd]
        go_on.crowd.wait(20)  # type: ignore[attr-defined]
        go_on.set()
        assert [each.result() for each in waiting] == [200] * len(crowd)
    assert shop.it.tally.totals()[turned_away("twilio")] == 0


def test_a_refusal_says_when_to_come_again(any_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.webhooks.doorway.threading.BoundedSemaphore.acquire", lambda *_, **__: False)
    answer = any_house.call("POST", DOOR, b"")
    assert (answer.status, answer.headers["retry-after"]) == (503, "1")


def test_when_every_connection_is_in_use_the_sender_hears_it_in_time(
    any_house: House, monkeypatch: pytest.MonkeyPatch, no_pauses: None
) -> None:
    assert any_house.whatsapp(AWA, "bonjour") == 200
    pool = any_house.it.engine.pool
    assert pool._timeout <= 2, "Twilio waits fifteen seconds for the whole of it"  # type: ignore[attr-defined]
    monkeypatch.setattr(pool, "_timeout", 0.01)
    with ExitStack() as held:
        for _ in range(50):
            held.enter_context(any_house.it.engine.connect())
        assert any_house.whatsapp(AWA, "bonjour", MessageSid="SM2") == 503
    assert any_house.whatsapp(AWA, "bonjour", MessageSid="SM2") == 200
    assert any_house.it.tally.totals()[refusals("twilio", 503)] == 1


# -- one person -------------------------------------------------------------------------------------------------------


def test_a_flood_of_one_person_is_kept_is_told_once_and_starves_nobody(
    open_door: OpenHouse, database: str, twilio: TwilioServer
) -> None:
    shop = open_door(database, twilio=twilio, person_burst=10)
    flood = [partial(shop.whatsapp, AWA, "panier", MessageSid=f"SM{n}") for n in range(60)]
    others = [partial(shop.whatsapp, person, "bonjour") for person in people(5)]
    with ThreadPoolExecutor(16) as pool:
        assert {each.result() for each in [pool.submit(call) for call in [*flood, *others]]} == {200}
    kinds = Counter(row.kind for row in shop.rows(inbox))
    assert kinds == {"message": 10 + 5, FLOOD: 50}, "every one is kept"
    assert {row.state for row in shop.rows(inbox)} == {"done"}
    mine = [row.key for row in shop.rows(outbox) if row.recipient == AWA]
    assert sum(key.startswith("flood:") for key in mine) == 1, "one clear answer for all that got no turn"
    assert len(shop.rows(conversations)) == 1 + 5
    assert shop.it.tally.totals()[turns("flooded")] == 50


def test_without_the_limit_every_one_of_them_takes_a_turn(
    open_door: OpenHouse, sqlite_database: str, twilio: TwilioServer
) -> None:
    shop = open_door(sqlite_database, twilio=twilio, person_burst=1000)
    all_at_once([partial(shop.whatsapp, AWA, "panier", MessageSid=f"SM{n}") for n in range(30)])
    assert Counter(row.kind for row in shop.rows(inbox)) == {"message": 30}
    assert shop.it.tally.totals()[turns("answered")] == 30


def test_who_has_slowed_down_is_heard_again_and_a_repeated_message_stays_one(
    open_door: OpenHouse, sqlite_database: str, twilio: TwilioServer
) -> None:
    shop = open_door(sqlite_database, twilio=twilio, person_burst=2)
    forms = [message_form(AWA, FATOU, "panier", MessageSid=f"SM{n}") for n in range(4)]
    assert [shop.whatsapp_form(form)[0] for form in [*forms, *forms]] == [200] * 8
    assert Counter(row.kind for row in shop.rows(inbox)) == {"message": 2, FLOOD: 2}
    shop.clock.pass_by(seconds=1)
    shop.whatsapp(AWA, "panier")
    assert Counter(row.kind for row in shop.rows(inbox)) == {"message": 3, FLOOD: 2}
    shop.settle()
    assert sum("plus vite" in body for body in twilio.bodies) == 1


# -- nobody we know ---------------------------------------------------------------------------------------------------


def test_what_bears_no_signature_is_refused_before_it_is_read(any_house: House) -> None:
    host, _, port = any_house.url.removeprefix("http://").partition(":")
    head = f"POST {DOOR} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    with socket.create_connection((host, int(port)), timeout=10) as knocking:
        knocking.sendall(f"{head}Content-Length: 60000\r\n\r\n".encode())
        assert b" 401 " in knocking.recv(100), "its sixty thousand bytes were not waited for"
    assert any_house.rows(inbox) == []
    assert any_house.it.tally.totals()[refusals("twilio", 401)] == 1
