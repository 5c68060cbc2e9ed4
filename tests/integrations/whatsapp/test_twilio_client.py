"""TwilioMessenger, through the unmodified client, against a server that speaks Twilio's REST."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from twilio.rest import Client

from domain.customer.messages import Choice, OutboundMessage
from domain.shared.address import Pin
from domain.shared.errors import OutcomeUnknown, Permanent, Temporary
from integrations.http import Http
from integrations.whatsapp.twilio.client import OverHttp, TwilioMessenger
from tests import twilio_faults as faults
from tests.sockets import closed_port
from tests.twilio_server import TwilioServer, twilio_server
from tests.twilio_webhooks import ACCOUNT_SID, AUTH_TOKEN

AWA, MOUSSA, SHOP = "+2250700000001", "+2250700000002", "+2250777000001"
HELLO = OutboundMessage("m-1", "twilio", SHOP, AWA, "Bonjour Awa", language="fr")
CALLBACK = "https://shop.example/webhooks/whatsapp/twilio/status"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def twilio() -> Iterator[TwilioServer]:
    with twilio_server() as server:
        yield server


def messenger(url: str, token: str = AUTH_TOKEN, **options) -> TwilioMessenger:
    return TwilioMessenger(ACCOUNT_SID, token, url, **{"timeout": (0.5, 0.4), **options})


# -- sending ---------------------------------------------------------------------------------------------------


def test_a_message_arrives_as_it_was_rendered(twilio):
    message = replace(HELLO, choices=(Choice("a", "Oui"), Choice("b", "Non")), pin=Pin(5.3, -4))
    sid = messenger(twilio.url, status_callback_url=CALLBACK).send(message)
    taken = twilio.sent[0]
    assert sid == taken.sid
    assert taken.form == {
        "To": [f"whatsapp:{AWA}"],
        "From": [f"whatsapp:{SHOP}"],
        "Body": ["Bonjour Awa\n\n1. Oui\n2. Non\n\n📍 5.30000, -4.00000"],
        "PersistentAction": ["geo:5.300000,-4.000000"],
        "StatusCallback": [f"{CALLBACK}?key=m-1"],
    }


def test_many_messages_go_over_one_connection(twilio):
    sender = messenger(twilio.url)
    for n in range(5):
        sender.send(replace(HELLO, text=f"{n}"))
    assert twilio.bodies == ["0", "1", "2", "3", "4"]
    assert twilio.connections == 1


@pytest.mark.parametrize("fault", [faults.TOO_MANY, faults.Refuses(400, 63018), faults.Refuses(503, 30001)])
def test_come_back_later(twilio, fault):
    twilio.faults.append(fault)
    with pytest.raises(Temporary) as trouble:
        messenger(twilio.url).send(HELLO)
    assert trouble.value.retry_after == fault.retry_after
    assert twilio.sent == [] and len(twilio.requests) == 1


@pytest.mark.parametrize(
    "fault", [faults.OUTSIDE_WINDOW, faults.UNSUBSCRIBED, faults.Refuses(400, 21617), faults.Refuses(403, 20003)]
)
def test_never(twilio, fault):
    twilio.faults.append(fault)
    with pytest.raises(Permanent) as trouble:
        messenger(twilio.url).send(HELLO)
    assert trouble.value.code == str(fault.code)
    assert AWA not in str(trouble.value) and "Bonjour" not in str(trouble.value)


def test_a_wrong_token_is_permanent(twilio):
    with pytest.raises(Permanent) as trouble:
        messenger(twilio.url, token="wrong").send(HELLO)
    assert trouble.value.code == "20003"


@pytest.mark.parametrize(
    "fault",
    [
        faults.TIMES_OUT_AFTER_ACCEPTING,
        faults.TIMES_OUT,
        faults.RESETS_AFTER_ACCEPTING,
        faults.RESETS,
        faults.FAILS_AFTER_ACCEPTING,
        faults.IS_DOWN,
        faults.Breaks("garble"),
        faults.Refuses(500, 20500),
    ],
)
def test_nobody_knows_and_it_is_asked_not_sent_again(twilio, fault):
    sender = messenger(twilio.url)
    twilio.faults.append(fault)
    since = datetime.fromtimestamp(time.time(), UTC)
    with pytest.raises(OutcomeUnknown):
        sender.send(HELLO)
    assert len(twilio.requests) == 1
    taken = [message.sid for message in twilio.sent]
    assert sender.find(HELLO, since) == (taken[0] if taken else None)


def test_nobody_there_is_temporary():
    with pytest.raises(Temporary):
        messenger(closed_port()).send(HELLO)


def test_after_five_failures_it_is_left_alone_for_a_while(twilio):
    sender = messenger(twilio.url)
    twilio.faults.extend([faults.IS_DOWN] * 5)
    for _ in range(5):
        with pytest.raises(OutcomeUnknown):
            sender.send(HELLO)
    with pytest.raises(Temporary) as trouble:
        sender.send(HELLO)
    assert 0 < trouble.value.retry_after <= 30
    assert len(twilio.requests) == 5


# -- asking ----------------------------------------------------------------------------------------------------


def test_what_was_never_sent_is_not_found(twilio):
    sender = messenger(twilio.url)
    sender.send(replace(HELLO, text="Autre chose"))
    sender.send(replace(HELLO, recipient=MOUSSA))
    assert sender.find(HELLO, LONG_AGO) is None


def test_what_is_found_has_the_very_words_and_is_the_newest(twilio):
    sender = messenger(twilio.url)
    for text in ("Bonjour Awa", "Bonjour Awa", "Bonjour Awa!"):
        sender.send(replace(HELLO, text=text))
    assert sender.find(HELLO, LONG_AGO) == twilio.sent[1].sid


def test_the_same_words_of_an_earlier_day_are_another_message(twilio):
    sender = messenger(twilio.url)
    sender.send(HELLO)
    created = datetime.fromtimestamp(int(twilio.sent[0].created_at), UTC)
    assert sender.find(HELLO, created + timedelta(seconds=2)) == twilio.sent[0].sid
    assert sender.find(HELLO, created + timedelta(seconds=3)) is None


@pytest.mark.parametrize(
    "fault", [faults.IS_DOWN, faults.RESETS, faults.TIMES_OUT, faults.TOO_MANY, faults.Breaks("garble")]
)
def test_when_it_cannot_be_asked(twilio, fault):
    sender = messenger(twilio.url)
    twilio.faults.extend([fault] * 3)
    with pytest.raises(Temporary):
        sender.find(HELLO, LONG_AGO)


def test_when_the_asking_is_refused(twilio):
    with pytest.raises(Temporary):
        messenger(twilio.url, token="wrong").find(HELLO, LONG_AGO)


# -- the seam --------------------------------------------------------------------------------------------------


def test_the_machines_edge_and_region_are_not_read(twilio, monkeypatch):
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    monkeypatch.setenv("TWILIO_REGION", "au1")
    assert messenger(twilio.url).send(HELLO) == twilio.sent[0].sid


def test_another_of_twilios_hosts_is_never_called_by_mistake(twilio):
    client = Client(ACCOUNT_SID, AUTH_TOKEN, http_client=OverHttp(Http(twilio.url)))
    with pytest.raises(ValueError):
        client.content.v1.contents.list(limit=1)
    assert twilio.requests == []


def test_pages_of_the_client_stay_on_our_address(twilio):
    sender = messenger(twilio.url)
    for n in range(5):
        sender.send(replace(HELLO, text=f"{n}"))
    client = Client(ACCOUNT_SID, AUTH_TOKEN, http_client=OverHttp(Http(twilio.url, auth=(ACCOUNT_SID, AUTH_TOKEN))))
    assert [m.body for m in client.messages.list(page_size=2)] == ["4", "3", "2", "1", "0"]
    assert client.messages(twilio.sent[0].sid).fetch().body == "0"
