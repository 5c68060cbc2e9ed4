"""A buyer's voice note or photo reaches the shop's people: through the real doors, from Twilio's storage, once."""

from __future__ import annotations

from typing import Any

import pytest

from bot.ageing import forget_files
from bot.passing_on import fetch_files
from domain.customer.files import LARGEST
from integrations.store.tables.events import events
from integrations.store.tables.files import files
from tests.bot.doors.house import AWA, PUBLIC, House
from tests.twilio_server import TwilioServer

FATOU_HERSELF, KOFFI = "+2250500000001", "+2250500000002"
VOICE, PHOTO = b"OggS" + bytes(500), b"\xff\xd8\xff" + bytes(500)


def sends(house: House, kind: str, content_type: str, url: str, words: str = "") -> None:
    told = {"MessageType": kind, "NumMedia": "1", "MediaUrl0": url, "MediaContentType0": content_type}
    assert house.whatsapp(AWA, words, **told) == 200


def told(twilio: TwilioServer, person: str = FATOU_HERSELF) -> list[Any]:
    return [message for message in twilio.sent if message["To"] == f"whatsapp:{person}"]


def link_in(text: str) -> str:
    return next(word for word in text.split() if word.startswith(f"{PUBLIC}/f/")).removeprefix(PUBLIC)


def looked_at(twilio: TwilioServer) -> int:
    return sum(request.path.startswith("/storage/") for request in twilio.requests)


def test_a_voice_note_is_heard_behind_its_link_and_nowhere_else(house: House, twilio: TwilioServer) -> None:
    sends(house, "audio", "audio/ogg", twilio.files.add("audio/ogg; codecs=opus", VOICE))
    assert looked_at(twilio) == 0, "nobody waits for a download in their turn"
    house.settle()
    [notice] = told(twilio)
    assert not notice["MediaUrl"], "WhatsApp shows no words beside a voice note: the link does"
    heard = house.call("GET", link_in(notice["Body"]))
    assert (heard.status, heard.headers["content-type"], len(heard.text)) == (200, "audio/ogg", len(VOICE))
    assert heard.headers["x-content-type-options"] == "nosniff"
    assert "no-referrer" in heard.headers["referrer-policy"]
    assert house.call("GET", "/f/" + "a" * 22 + ".ogg").status == 404
    assert len(told(twilio, KOFFI)) == 1


def test_the_buyer_reads_that_the_shop_will_listen(any_house: House, twilio: TwilioServer) -> None:
    sends(any_house, "audio", "audio/ogg", twilio.files.add("audio/ogg", VOICE))
    any_house.settle()
    assert "la boutique l’écoutera" in told(twilio, AWA)[-1]["Body"]


def test_a_photo_goes_as_a_photo(any_house: House, twilio: TwilioServer) -> None:
    sends(any_house, "image", "image/jpeg", twilio.files.add("image/jpeg", PHOTO))
    any_house.settle()
    [notice] = told(twilio)
    assert notice["MediaUrl"].startswith(f"{PUBLIC}/f/")
    assert "/f/" not in notice["Body"]


def test_a_sticker_goes_to_whoever_talks_with_the_buyer_and_is_worth_no_message_else(
    any_house: House, twilio: TwilioServer
) -> None:
    sticker = twilio.files.add("image/webp", b"RIFF" + bytes(500))
    sends(any_house, "sticker", "image/webp", sticker)
    any_house.settle()
    assert not told(twilio)
    assert any_house.whatsapp(AWA, "conseiller") == 200
    sends(any_house, "sticker", "image/webp", sticker)
    any_house.settle()
    assert told(twilio)[-1]["MediaUrl"].startswith(f"{PUBLIC}/f/")
    assert "un sticker" in told(twilio)[-1]["Body"]


@pytest.mark.parametrize(
    ("content_type", "content"),
    [("image/jpeg", bytes(LARGEST + 1)), ("text/html", b"<script>"), ("image/jpeg", b"")],
    ids=["too large", "another type", "empty"],
)
def test_what_may_not_be_kept_is_said_to_be_lost(
    any_house: House, twilio: TwilioServer, content_type: str, content: bytes
) -> None:
    sends(any_house, "image", content_type, twilio.files.add(content_type, content))
    any_house.settle()
    [notice] = told(twilio)
    assert "Impossible de le récupérer" in notice["Body"]
    assert [row.content for row in any_house.rows(files)] == [None]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1",
        "http://169.254.169.254/latest/meta-data",
        "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json",
    ],
)
def test_no_address_but_our_own_accounts_is_ever_asked(any_house: House, twilio: TwilioServer, url: str) -> None:
    sends(any_house, "image", "image/jpeg", url)
    before = [request.path for request in twilio.requests]
    assert fetch_files(any_house.it) == 1
    assert [request.path for request in twilio.requests] == before
    any_house.settle()
    assert "Impossible de le récupérer" in told(twilio)[-1]["Body"]


def test_a_storage_that_is_down_is_asked_again_and_the_shop_told_once(any_house: House, twilio: TwilioServer) -> None:
    twilio.files.broken = 3  # one look: a read is tried three times at once
    sends(any_house, "image", "image/jpeg", twilio.files.add("image/jpeg", PHOTO))
    any_house.settle()
    assert told(twilio) == []
    any_house.later(seconds=10)
    [notice] = told(twilio)
    assert notice["MediaUrl"]


def test_one_that_stays_down_is_owned_up_to(any_house: House, twilio: TwilioServer) -> None:
    twilio.files.broken = 100
    sends(any_house, "image", "image/jpeg", twilio.files.add("image/jpeg", PHOTO))
    any_house.later(minutes=5)
    [notice] = told(twilio)
    assert "Impossible de le récupérer" in notice["Body"]


def test_what_two_workers_fetch_is_told_once(house: House, twilio: TwilioServer) -> None:
    """The lease of the first one ran out while it was downloading."""
    sends(house, "image", "image/jpeg", twilio.files.add("image/jpeg", PHOTO))
    from bot import passing_on

    now = house.it.clock.now()
    with house.it.work() as work:
        [wanted] = work.files.claim(now, now, 5)
    with house.it.work() as work:
        assert [each.token for each in work.files.claim(now, now, 5)] == [wanted.token]
    for _ in range(2):
        passing_on._fetch(house.it, wanted)
    assert [row.name for row in house.rows(events, events.c.name == "BuyerWrote")] == ["BuyerWrote"]


def test_it_is_forgotten_after_a_week(any_house: House, twilio: TwilioServer) -> None:
    sends(any_house, "audio", "audio/ogg", twilio.files.add("audio/ogg", VOICE))
    any_house.settle()
    link = link_in(told(twilio)[0]["Body"])
    assert forget_files(any_house.it) == 0
    any_house.clock.pass_by(seconds=8 * 86400)
    assert any_house.call("GET", link).status == 200
    assert forget_files(any_house.it) == 1
    assert any_house.call("GET", link).status == 404
