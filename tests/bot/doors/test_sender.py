"""The sender's hands: a person's line goes on in order whoever dies, and nobody is sent more than is allowed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.attempts import NUMBER_RESTS
from bot.sending import LEASE, Sender, come_home, send_all, set_out
from domain.customer.messages import OutboundMessage
from integrations.rates import PAIR_BURST, PAIR_EVERY
from integrations.store.tables.chat import outbox
from integrations.whatsapp.twilio.client import TwilioMessenger
from tests import twilio_faults as faults
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.house import AWA, FATOU, MOUSSA, House
from tests.services import eventually
from tests.twilio_server import TwilioServer

LATER = 1 + LEASE.total_seconds()


class Dies(BaseException):
    """kill -9, as far as a thread can be killed."""


def to_send(house: House, *texts: str, to: str = AWA, kind: str = "reply") -> None:
    with house.it.work(house.it.directory.by_number(FATOU).id) as work:
        for text in texts:
            message = OutboundMessage(f"reply:{to}:{text}", "twilio", FATOU, to, text, language="fr", kind=kind)
            work.outbox.add(message, work.shop_id, house.clock.now())


def states(house: House) -> list[str]:
    return [row.state for row in house.rows(outbox)]


# -- a line -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("had_left", [True, False])
def test_a_sender_that_dies_in_the_middle_of_a_line_leaves_it_in_order(
    house: House, twilio: TwilioServer, monkeypatch: pytest.MonkeyPatch, had_left: bool
) -> None:
    send: Callable[..., str] = TwilioMessenger.send

    def dies(self: TwilioMessenger, message: OutboundMessage) -> str:
        if message.text != "two":
            return send(self, message)
        if had_left:
            send(self, message)
        raise Dies

    to_send(house, "one", "two", "three")
    monkeypatch.setattr(TwilioMessenger, "send", dies)
    send_all(house.it)
    monkeypatch.setattr(TwilioMessenger, "send", send)
    assert states(house) == ["sent", "sending", "pending"], "what was never begun is not in doubt"
    send_all(house.it)
    assert len(twilio.sent) == 1 + had_left, "while the lease lasts, the line is left alone"
    house.clock.pass_by(seconds=LATER)
    send_all(house.it)
    assert twilio.bodies == ["one", "two", "three"]
    assert states(house) == ["sent"] * 3


def test_what_comes_while_a_person_is_being_sent_something_goes_next(
    any_house: House, twilio: TwilioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = twilio.take

    def take_and_write(form: dict[str, list[str]]) -> Any:
        if form["Body"] == ["one"]:
            to_send(any_house, "two")
        return take(form)

    monkeypatch.setattr(twilio, "take", take_and_write)
    to_send(any_house, "one")
    assert send_all(any_house.it) == 1, "one line, claimed once"
    assert twilio.bodies == ["one", "two"]


class Late(ThreadPoolExecutor):
    """Threads that are all busy for a while."""

    def __init__(self, house: House) -> None:
        super().__init__(1)
        self._house = house

    def submit(self, *what: Any, **how: Any) -> Any:
        self._house.clock.pass_by(seconds=LEASE.total_seconds() / 2)
        return super().submit(*what, **how)


def test_what_has_waited_too_long_for_a_thread_is_put_back_as_it_was(any_house: House, twilio: TwilioServer) -> None:
    to_send(any_house, "one")
    with Late(any_house) as pool:
        sender = Sender(any_house.it, pool)
        [head] = sender._next()
        pool.submit(sender._send_line, head).result()
    [row] = any_house.rows(outbox)
    assert (row.state, row.tries, row.first_tried_at, twilio.sent) == ("pending", 0, None, [])
    send_all(any_house.it)
    assert twilio.bodies == ["one"]


# -- no faster than is allowed ----------------------------------------------------------------------------------------


def test_a_person_gets_a_burst_and_the_rest_one_by_one(
    open_door: OpenHouse, sqlite_database: str, twilio: TwilioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sending.TOO_LATE", 60)
    house = open_door(sqlite_database, twilio=twilio, sender_rate=1000)
    to_send(house, *(f"{n}" for n in range(PAIR_BURST + 2)))
    to_send(house, "hello", to=MOUSSA)
    send_all(house.it)
    assert len(twilio.sent) == PAIR_BURST + 1 and "hello" in twilio.bodies
    waiting = house.rows(outbox)[PAIR_BURST]
    assert (waiting.state, waiting.tries, waiting.error) == ("pending", 0, ""), "waiting is no failure"
    for more in (1, 2):
        house.clock.pass_by(seconds=PAIR_EVERY)
        send_all(house.it)
        assert len(twilio.sent) == PAIR_BURST + 1 + more
    assert [body for body in twilio.bodies if body != "hello"] == [f"{n}" for n in range(PAIR_BURST + 2)]


def test_a_person_who_gets_too_much_is_left_alone_ever_longer(any_house: House, twilio: TwilioServer) -> None:
    twilio.faults.extend([faults.Refuses(400, 131056)] * 2)
    to_send(any_house, "one")
    for already, waits in ((0, 4), (1, 16)):
        send_all(any_house.it)
        assert len(twilio.requests) == already + 1
        any_house.clock.pass_by(seconds=waits - 1)
        send_all(any_house.it)
        assert len(twilio.requests) == already + 1, f"not before {waits} s"
        any_house.clock.pass_by(seconds=1)
    send_all(any_house.it)
    assert (twilio.bodies, states(any_house)) == (["one"], ["sent"])


@pytest.mark.parametrize(("code", "others_wait"), [(63018, True), (131056, False)])
def test_a_number_that_sends_too_much_rests_with_all_its_people(
    any_house: House, twilio: TwilioServer, code: int, others_wait: bool
) -> None:
    twilio.faults.append(faults.Refuses(400, code))
    to_send(any_house, "one")
    send_all(any_house.it)
    to_send(any_house, "hello", to=MOUSSA)
    send_all(any_house.it)
    assert twilio.bodies == ([] if others_wait else ["hello"])
    any_house.clock.pass_by(seconds=NUMBER_RESTS + 0.1)
    send_all(any_house.it)
    assert sorted(twilio.bodies) == ["hello", "one"]


# -- of a worker's process --------------------------------------------------------------------------------------------


def test_a_job_does_not_wait_for_the_provider_and_the_process_does(any_house: House, twilio: TwilioServer) -> None:
    twilio.thinks_for = 0.2
    to_send(any_house, "one")
    to_send(any_house, "hello", to=MOUSSA)
    set_out(any_house.it)
    assert twilio.bodies == []
    eventually(lambda: len(twilio.requests) == 2)
    come_home()
    assert states(any_house) == ["sent", "sent"]


def test_it_looks_again_whenever_it_is_told_to(any_house: House, twilio: TwilioServer) -> None:
    try:
        for n, text in enumerate(("one", "two", "three")):
            to_send(any_house, text)
            set_out(any_house.it)
            eventually(lambda n=n: len(twilio.sent) == n + 1)  # type: ignore[misc]
    finally:
        come_home()


def test_what_a_process_that_ends_had_only_claimed_goes_back(any_house: House, twilio: TwilioServer) -> None:
    to_send(any_house, "one")
    with ThreadPoolExecutor(1) as pool:
        sender = Sender(any_house.it, pool)
        [head] = sender._next()
        sender.stop()
        pool.submit(sender._send_line, head).result()
    assert (states(any_house), twilio.sent) == (["pending"], [])
