"""How often one message goes to the database: on PostgreSQL each statement is a round trip, BEGIN and COMMIT too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from bot.catching_up import catch_up
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.house import FATOU, NJERI, PUBLIC, House
from tests.bot.world import move_in
from tests.twilio_server import TwilioServer
from tests.twilio_webhooks import message_form

AWA, MOUSSA = "+2250700000001", "+2250700000002"
CHECKOUT = ["1 savon", "commander", "retrait en boutique", "1", "1", "valider"]


@pytest.fixture
def house(open_door: OpenHouse, postgres_url: str, twilio: TwilioServer) -> House:
    return open_door(postgres_url, twilio=twilio)


def test_looking_round_and_filling_a_cart_are_two(house: House) -> None:
    """What a turn begins with, read at once; what it leads to, written at once."""
    words = ["bonjour", "menu", "1", "savn", "2 savon", "panier", "qwrtp zzz", "commander"]
    for said in words:
        house.whatsapp(MOUSSA, said)
    for said in words:
        assert trips(house, lambda said=said: house.whatsapp(AWA, said)) == 2, said  # type: ignore[misc]


def test_at_a_number_of_several_shops_it_is_one_more(house: House) -> None:
    """In which of them the person is; to go to another one, or to see them all, costs nothing on top."""
    move_in(house.it, NJERI, FATOU)
    house.clock.pass_by(seconds=6)
    words = ["FATOU", "menu", "1", "2 savon", "NJERI", "boutiques", "2", "panier", "FATOU 2 savons"]
    for said in words:
        house.whatsapp(MOUSSA, said)
    house.whatsapp(AWA, "bonjour")
    for said in words:
        assert trips(house, lambda said=said: house.whatsapp(AWA, said)) == 3, said  # type: ignore[misc]


def test_checking_out_is_three_and_placing_the_order_five(house: House) -> None:
    for said in CHECKOUT:
        house.whatsapp(MOUSSA, said)
    spent = [trips(house, lambda said=said: house.whatsapp(AWA, said)) for said in CHECKOUT]  # type: ignore[misc]
    assert spent == [2, 2, 3, 3, 3, 5]


def test_what_was_heard_already_is_one(house: House) -> None:
    form = message_form(AWA, FATOU, "menu", MessageSid="SM1")
    house.whatsapp_form(form)
    assert trips(house, lambda: house.whatsapp_form(form)) == 1


def test_a_message_that_is_only_kept_is_one_and_its_turn_two(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for said in ("bonjour", "menu"):
        house.whatsapp(AWA, said)
    with monkeypatch.context() as planted:
        planted.setattr("bot.webhooks.whatsapp.waited", lambda: 5.0)
        assert [trips(house, lambda: house.whatsapp(AWA, "panier")) for _ in range(3)] == [1] * 3
    with monkeypatch.context() as planted:
        planted.setattr("bot.catching_up.AT_ONCE", 1)
        assert trips(house, lambda: catch_up(house.it)) == 1 + 2, "to find it, and its turn"
    is_behind, found = 1, 1
    assert trips(house, lambda: house.whatsapp(AWA, "menu")) == is_behind + found + 2 * 2 + 2


def test_a_status_is_one(house: House, twilio: TwilioServer) -> None:
    house.whatsapp(AWA, "bonjour")
    house.settle()
    [message] = twilio.sent
    here = message["StatusCallback"].replace(PUBLIC, house.url)
    assert trips(house, lambda: twilio.report(message, "delivered", here)) == 1


def trips(house: House, act: Callable[[], Any]) -> int:
    with _statements_of(house) as seen:
        act()
    return len(seen)


@contextmanager
def _statements_of(house: House) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(house.it.engine, "before_cursor_execute", note)
    yield seen
    event.remove(house.it.engine, "before_cursor_execute", note)
