"""Where the line at the door is long, messages are kept first and answered later: once each, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from threading import Barrier
from typing import Any

import pytest

import bot.catching_up
import bot.reception
from bot.arrivals import FirstTime
from bot.catching_up import catch_up
from bot.tally import turns
from domain.shared.errors import Temporary
from integrations.store.inbox import FLOOD
from integrations.store.postponed import PostponedMessages
from integrations.store.tables.chat import inbox, outbox
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.house import AWA, FATOU, MOUSSA, NJERI, House, all_at_once
from tests.bot.world import move_in
from tests.twilio_server import TwilioServer


class Line:
    """How long a request has waited for a thread."""

    seconds = 0.0


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    waiting = Line()
    monkeypatch.setattr("bot.webhooks.whatsapp.waited", lambda: waiting.seconds)
    return waiting


def kept(house: House, line: Line, sender: str, *said: str, to: str = FATOU) -> None:
    """While the line was long."""
    line.seconds = 5
    assert [house.whatsapp(sender, words, to=to) for words in said] == [200] * len(said)
    line.seconds = 0


def states(house: House) -> list[str]:
    return [row.state for row in house.rows(inbox)]


def answers(house: House, person: str = AWA) -> list[str]:
    return [row.message["text"] for row in house.rows(outbox, outbox.c.recipient == person)]


def test_it_is_kept_without_an_answer_and_answered_later(house: House, line: Line) -> None:
    kept(house, line, AWA, "2 savons")
    assert states(house) == ["received"]
    assert answers(house) == []
    assert house.woken == ["catch_up"]
    assert catch_up(house.it) == 1
    assert states(house) == ["done"]
    [said] = answers(house)
    assert "2 × Savon noir" in said
    assert catch_up(house.it) == 0


def test_where_the_line_is_short_it_is_answered_at_once(house: House, line: Line) -> None:
    line.seconds = house.it.settings.postpone_after - 0.01
    assert house.whatsapp(AWA, "2 savons") == 200
    assert states(house) == ["done"]
    assert len(answers(house)) == 1


def test_brought_again_it_is_heard_once(house: House, line: Line) -> None:
    for seconds in (5, 5, 0):
        line.seconds = seconds
        assert house.whatsapp(AWA, "2 savons", MessageSid="SM1") == 200
    house.settle()
    assert house.whatsapp(AWA, "2 savons", MessageSid="SM1") == 200
    house.settle()
    assert len(answers(house)) == 1
    totals = house.it.tally.totals()
    assert (totals[turns("postponed")], totals[turns("repeated")]) == (1, 3)


def test_what_cannot_even_be_kept_is_refused(any_house: House, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_away(*_: Any) -> bool:
        raise Temporary("the database does not answer")

    line.seconds = 5
    with monkeypatch.context() as planted:
        planted.setattr("bot.again.PAUSES", (0.0,))
        planted.setattr(PostponedMessages, "keep", is_away)
        assert any_house.whatsapp(AWA, "bonjour", MessageSid="SM1") == 503
    assert any_house.whatsapp(AWA, "bonjour", MessageSid="SM1") == 200
    assert any_house.whatsapp(AWA, "bonjour", to="+2250799999999") == 403
    assert states(any_house) == ["received"]


# -- in order ---------------------------------------------------------------------------------------------------------


def test_what_comes_after_it_does_not_overtake_it(house: House, line: Line) -> None:
    kept(house, line, AWA, "2 savons")
    kept(house, line, MOUSSA, "1 savon")
    assert house.whatsapp(AWA, "panier") == 200
    first, second = answers(house)
    assert "Bonjour" in first, "that has its turn before"
    assert "2 × Savon noir" in second
    assert answers(house, MOUSSA) == [], "others are not waited for"


def test_behind_more_than_there_is_time_for_it_waits_too(
    house: House, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.reception, "IN_FRONT", 2)
    kept(house, line, AWA, "bonjour", "2 savons", "menu")
    assert house.whatsapp(AWA, "panier") == 200
    assert states(house) == ["done", "done", "received", "received"]
    assert house.whatsapp(MOUSSA, "panier") == 200
    assert len(answers(house, MOUSSA)) == 1, "others do not wait"
    house.settle()
    assert "2 × Savon noir" in answers(house)[3]


def test_without_the_question_it_does(house: House, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(house, line, AWA, "2 savons")
    monkeypatch.setattr("bot.arrivals.line_of", lambda *_: "")
    assert house.whatsapp(AWA, "panier") == 200
    [overtaken] = answers(house)
    assert "Savon" not in overtaken


def test_at_a_number_of_several_shops_too(
    open_door: OpenHouse, database: str, twilio: TwilioServer, line: Line
) -> None:
    mall = open_door(database, twilio=twilio)
    move_in(mall.it, NJERI, FATOU)
    mall.clock.pass_by(seconds=6)
    kept(mall, line, AWA, "FATOU 2 savons", "NJERI")
    assert mall.whatsapp(AWA, "cart") == 200
    mall.whatsapp(AWA, "FATOU")
    kept(mall, line, AWA, "panier")
    mall.settle()
    said = answers(mall)
    assert "Savon noir" in said[0]
    assert "empty" in said[2] or "vide" in said[2], "in Njeri's shop"
    assert "2 × Savon noir" in said[-1]
    assert all(row.shop_id for row in mall.rows(inbox)), "each is known to be of its shop"


# -- once -------------------------------------------------------------------------------------------------------------


def everybody_has_found_it(monkeypatch: pytest.MonkeyPatch, crowd: int) -> None:
    """Before anybody begins with it."""
    barrier, begin = Barrier(crowd), bot.catching_up._has_its_turn

    def together(*what: Any) -> None:
        barrier.wait(20)
        begin(*what)

    monkeypatch.setattr(bot.catching_up, "_has_its_turn", together)


def test_several_who_catch_up_take_each_turn_once(
    house: House, line: Line, monkeypatch: pytest.MonkeyPatch, no_pauses: None
) -> None:
    kept(house, line, AWA, "1 savon")
    everybody_has_found_it(monkeypatch, 3)
    all_at_once([partial(catch_up, house.it)] * 3)
    assert len(answers(house)) == 1
    assert house.whatsapp(AWA, "panier") == 200
    assert "1 × Savon noir" in answers(house)[-1]


def test_without_the_guards_they_take_it_several_times(
    house: House, line: Line, monkeypatch: pytest.MonkeyPatch, no_pauses: None
) -> None:
    kept(house, line, AWA, "1 savon")
    everybody_has_found_it(monkeypatch, 3)
    unguarded = partial(_begins_in_any_case, FirstTime.begins)
    monkeypatch.setattr(FirstTime, "begins", lambda arrival, work: unguarded(arrival, work))
    monkeypatch.setattr(PostponedMessages, "end", lambda *_: None)
    all_at_once([partial(catch_up, house.it)] * 3)
    monkeypatch.undo()
    [counted] = {row.message["text"] for row in house.rows(outbox)}
    house.settle()
    house.whatsapp(AWA, "panier")
    assert "1 × Savon noir" in counted
    assert "1 × Savon noir" not in answers(house)[-1]


def _begins_in_any_case(begins: Any, arrival: FirstTime, work: Any) -> bool:
    begins(arrival, work)
    return True


def test_while_people_write_and_several_catch_up_everybody_is_answered_in_order(
    house: House, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [f"+22507010000{n:02}" for n in range(4)]

    def writes(person: str) -> None:
        for n in range(1, 7):
            line.seconds = n % 2
            assert house.whatsapp(person, f"{n} savons" if n < 6 else "panier", MessageSid=f"SM{person}-{n}") == 200

    all_at_once([*(partial(writes, person) for person in people), *[partial(catch_up, house.it)] * 2])
    house.settle()
    assert set(states(house)) == {"done"}
    for person in people:
        mine = [row.key for row in house.rows(outbox, outbox.c.recipient == person)]
        assert mine == [f"reply:twilio:SM{person}-{n}:0" for n in range(1, 7)]


# -- what goes wrong --------------------------------------------------------------------------------------------------


def test_a_crash_in_the_middle_leaves_it_to_the_next(house: House, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def dies(*_: Any) -> None:
        raise Killed

    kept(house, line, AWA, "2 savons", "panier")
    with monkeypatch.context() as planted:
        planted.setattr(bot.reception, "take_turn", dies)
        with pytest.raises(Killed):
            catch_up(house.it)
    assert states(house) == ["received", "received"]
    house.settle()
    assert "2 × Savon noir" in answers(house)[1]


def test_one_that_stumbles_is_apologised_for_and_keeps_nobody_back(
    house: House, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_turn = bot.reception.take_turn

    def stumbles(work: Any, shop: Any, message: Any, *how: Any) -> None:
        if message.provider_id == "SM1":
            raise KeyError("a bug")
        take_turn(work, shop, message, *how)

    monkeypatch.setattr(bot.reception, "take_turn", stumbles)
    line.seconds = 5
    house.whatsapp(AWA, "bonjour", MessageSid="SM1")
    kept(house, line, AWA, "panier", "menu")
    kept(house, line, MOUSSA, "panier")
    house.settle()
    assert states(house) == ["failed", "done", "done", "done"]
    keys = [row.key.rpartition(":")[0] for row in house.rows(outbox, outbox.c.recipient == AWA)]
    assert [key.partition(":")[0] for key in keys] == ["apology", "reply", "reply"]


def test_one_that_meets_with_trouble_keeps_its_place_and_others_go_on(
    house: House, line: Line, monkeypatch: pytest.MonkeyPatch, no_pauses: None
) -> None:
    take_turn = bot.reception.take_turn

    def is_away(work: Any, shop: Any, message: Any, *how: Any) -> None:
        if message.sender == AWA:
            raise Temporary("not now")
        take_turn(work, shop, message, *how)

    kept(house, line, AWA, "2 savons", "panier")
    kept(house, line, MOUSSA, "panier", "menu")
    with monkeypatch.context() as planted:
        planted.setattr(bot.reception, "take_turn", is_away)
        catch_up(house.it)
        assert house.whatsapp(AWA, "menu") == 200, "it is kept behind them"
    assert states(house) == ["received", "received", "done", "done", "received"]
    house.settle()
    assert "2 × Savon noir" in answers(house)[1]


def test_one_that_no_door_reads_any_more_is_given_up_and_shown(
    any_house: House, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(any_house, line, AWA, "bonjour")
    with any_house.it.engine.begin() as connection:
        connection.execute(inbox.update().values(raw={"form": []}))
    assert catch_up(any_house.it) == 1
    assert states(any_house) == ["failed"]
    assert '"message":1' in any_house.call("GET", "/readyz").text


# -- how much ---------------------------------------------------------------------------------------------------------


def test_who_writes_too_much_is_told_so_all_the_same(
    open_door: OpenHouse, sqlite_database: str, twilio: TwilioServer, line: Line
) -> None:
    house = open_door(sqlite_database, twilio=twilio, person_burst=2)
    kept(house, line, AWA, *["panier"] * 4)
    assert [row.kind for row in house.rows(inbox)] == ["message", "message", FLOOD, FLOOD]
    house.settle()
    assert len([text for text in answers(house) if "plus vite" in text]) == 1


def test_after_a_while_the_other_jobs_of_the_queue_are_looked_at(
    any_house: House, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.catching_up, "AT_ONCE", 2)
    kept(any_house, line, AWA, "bonjour", "menu", "panier")
    any_house.woken.clear()
    assert catch_up(any_house.it) == 2
    assert "catch_up" in any_house.woken
    assert states(any_house) == ["done", "done", "received"]
