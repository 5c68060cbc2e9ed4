"""What people wrote while the shop was away is asked of Twilio and heard: all of it, in order, each message once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.premises import StartRefused
from bot.recovering import MARK, recover, recover_what_was_missed, since_when
from domain.shared.errors import Temporary
from integrations.store.tables.chat import inbox, outbox
from tests.bot.doors.house import AWA, FATOU, MOUSSA, NJERI, House, all_at_once
from tests.twilio_faults import IS_DOWN, Refuses
from tests.twilio_messages import Received
from tests.twilio_server import TwilioServer
from tests.twilio_webhooks import message_form

AN_HOUR = timedelta(hours=1)


def wrote(
    twilio: TwilioServer, house: House, words: str, minutes_ago: float, who: str = AWA, to: str = FATOU
) -> Received:
    at = (house.clock.now() - timedelta(minutes=minutes_ago)).timestamp()
    message = Received(who, to, words, created_at=at)
    twilio.received.append(message)
    return message


def heard(house: House) -> list[str]:
    return [row.provider_id for row in house.rows(inbox)]


def test_what_was_missed_is_heard_oldest_first_and_once(house: House, twilio: TwilioServer) -> None:
    missed = [wrote(twilio, house, words, 30 - n) for n, words in enumerate(("bonjour", "1 savon", "1", "2"))]
    assert recover(house.it, house.clock.now() - AN_HOUR) == 4
    assert heard(house) == [message.sid for message in missed]
    assert recover(house.it, house.clock.now() - AN_HOUR) == 0
    assert len(house.rows(outbox)) == 4
    assert house.whatsapp(AWA, "bonjour", MessageSid=missed[0].sid) == 200, "when it comes after all, it is known"
    assert len(house.rows(inbox)) == 4
    assert {row.state for row in house.rows(inbox)} == {"done"}


def test_every_shop_and_only_what_came_in(house: House, twilio: TwilioServer) -> None:
    wrote(twilio, house, "hello", 5, who=MOUSSA, to=NJERI)
    wrote(twilio, house, "bonjour", 4)
    wrote(twilio, house, "long ago", 90)
    assert recover(house.it, house.clock.now() - AN_HOUR) == 2
    house.settle()
    assert len(twilio.sent) == 2
    assert recover(house.it, house.clock.now() - AN_HOUR) == 0, "our own answers are no messages to us"


def test_what_may_still_be_on_its_way_to_the_door_is_left_to_it(house: House, twilio: TwilioServer) -> None:
    wrote(twilio, house, "bonjour", 0.1)
    assert recover(house.it, house.clock.now() - AN_HOUR) == 0
    house.clock.pass_by(minutes=1)
    assert recover(house.it, house.clock.now() - AN_HOUR) == 1


def test_two_who_recover_while_the_messages_arrive_too_hear_each_once(house: House, twilio: TwilioServer) -> None:
    missed = [wrote(twilio, house, "panier", 10 - n / 10) for n in range(8)]
    door = [
        partial(house.whatsapp_form, message_form(AWA, FATOU, "panier", MessageSid=message.sid)) for message in missed
    ]
    since = house.clock.now() - AN_HOUR
    all_at_once([partial(recover, house.it, since), partial(recover, house.it, since), *door])
    assert sorted(heard(house)) == sorted(message.sid for message in missed)
    assert len(house.rows(outbox)) == 8


def test_a_photo_comes_with_its_address(any_house: House, twilio: TwilioServer) -> None:
    message = wrote(twilio, any_house, "", 5)
    message.media = [("ME1", "image/jpeg")]
    assert recover(any_house.it, any_house.clock.now() - AN_HOUR) == 1
    [row] = any_house.rows(inbox)
    form = dict(row.raw["form"])
    assert (form["NumMedia"], form["MediaContentType0"]) == ("1", "image/jpeg")
    assert form["MediaUrl0"].endswith(f"/Messages/{message.sid}/Media/ME1")
    assert row.state == "done"


def test_more_than_a_page_of_them(any_house: House, twilio: TwilioServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.whatsapp.twilio.missed.PAGE", 2)
    missed = [wrote(twilio, any_house, "panier", 30 - n) for n in range(5)]
    assert recover(any_house.it, any_house.clock.now() - AN_HOUR) == 5
    assert heard(any_house) == [message.sid for message in missed]


def test_twilio_down_or_refusing_is_said_and_nothing_is_lost(any_house: House, twilio: TwilioServer) -> None:
    wrote(twilio, any_house, "bonjour", 5)
    since = any_house.clock.now() - AN_HOUR
    twilio.faults.extend([IS_DOWN] * 4)
    with pytest.raises(Temporary):
        recover(any_house.it, since)
    twilio.faults.clear()
    twilio.faults.append(Refuses(401, 20003))
    with pytest.raises(Temporary):
        recover(any_house.it, since)
    assert recover(any_house.it, since) == 1


# -- by the clock -----------------------------------------------------------------------------------------------------


def test_the_clock_goes_on_where_it_last_looked(any_house: House, twilio: TwilioServer) -> None:
    wrote(twilio, any_house, "before the shop was there", 600)
    assert recover_what_was_missed(any_house.it) == 0, "a shop that never heard anything has missed nothing"
    any_house.whatsapp(AWA, "bonjour")
    any_house.clock.pass_by(hours=3)
    wrote(twilio, any_house, "panier", 150)
    assert recover_what_was_missed(any_house.it) == 1
    any_house.clock.pass_by(minutes=3)
    assert recover_what_was_missed(any_house.it) == 0


def test_where_redis_forgot_it_goes_on_from_the_newest_message(any_house: House, twilio: TwilioServer) -> None:
    any_house.whatsapp(AWA, "bonjour")
    any_house.clock.pass_by(hours=3)
    missed = wrote(twilio, any_house, "panier", 150)
    assert any_house.it.wakeups.noted(MARK) is None
    assert recover_what_was_missed(any_house.it) == 1
    assert missed.sid in heard(any_house)


# -- by hand ----------------------------------------------------------------------------------------------------------


def test_a_time_as_people_write_it() -> None:
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert since_when("90m", now) == now - timedelta(minutes=90)
    assert since_when("2d", now) == now - timedelta(days=2)
    assert since_when("2026-11-20T08:00", now) == now - AN_HOUR
    assert since_when("2026-11-20T08:00:00+00:00", now) == now - AN_HOUR
    for nonsense in ("", "yesterday", "m", "9" * 400 + "d", "²m"):
        with pytest.raises(StartRefused):
            since_when(nonsense, now)
