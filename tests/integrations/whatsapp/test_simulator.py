"""The simulator's door: the same messages, every malformed input named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.customer.messages import (
    Attachment,
    Choice,
    InboundMessage,
    Link,
    Location,
    Media,
    OutboundMessage,
    Tap,
    Text,
    Unsupported,
)
from domain.shared.address import Pin
from domain.shared.errors import Invalid
from integrations.whatsapp.simulator.inbound import read_message
from integrations.whatsapp.simulator.outbound import SimulatorMessenger, to_json

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AWA, SHOP = "+2250700000001", "+2250777000001"
ENDS = {"from": AWA, "to": SHOP}


def read(**data: object) -> InboundMessage:
    return read_message({**ENDS, **data}, NOW, lambda: "new-id")


def refused(data: object) -> str:
    with pytest.raises(Invalid) as refusal:
        read_message(data, NOW, lambda: "new-id")
    return refusal.value.field


# -- in --------------------------------------------------------------------------------------------------------


def test_a_text():
    assert read(text="Bonjour", id="m-1", name="Awa") == InboundMessage(
        "simulator", "m-1", AWA, SHOP, Text("Bonjour"), NOW, profile_name="Awa"
    )


def test_without_an_id_it_gets_one():
    assert read(text="Bonjour").provider_id == "new-id"


@pytest.mark.parametrize(
    ("data", "content"),
    [
        ({"tap": "v1:pay#3"}, Tap("v1:pay#3")),
        ({"location": {"latitude": 5.3, "longitude": -4}}, Location(Pin(5.3, -4.0))),
        ({"location": {"latitude": 5, "longitude": -4, "label": "Pharmacie"}}, Location(Pin(5, -4), "Pharmacie")),
        ({"media": {"kind": "image", "url": "/x.jpg", "caption": "reçu"}}, Media("image", "/x.jpg", "", "reçu")),
        ({"media": {}}, Media("image")),
        ({"media": {"kind": "sticker"}}, Media("sticker")),
        ({"media": {"kind": "contacts"}}, Unsupported("contacts")),
        ({"text": "2", "tap": None, "media": None}, Text("2")),
    ],
)
def test_every_kind(data, content):
    assert read(**data).content == content


def test_a_number_may_be_typed_as_people_type_it():
    spaced = {"from": " +225 07-00-00-00-01", "to": SHOP, "text": "Bonjour"}
    assert read_message(spaced, NOW, str).sender == AWA


def test_a_person_without_a_number():
    assert read(**{"from": "CI.13491208655302741918"}, text="Bonjour").sender == "CI.13491208655302741918"


@pytest.mark.parametrize("data", [None, [], "text", 1, True])
def test_what_is_no_object(data):
    assert refused(data) == "message"


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("from", {"to": SHOP, "text": "x"}),
        ("to", {"from": AWA, "text": "x"}),
        ("from", {**ENDS, "from": 225, "text": "x"}),
        ("from", {**ENDS, "from": "", "text": "x"}),
        ("from", {**ENDS, "from": "+", "text": "x"}),
        ("from", {**ENDS, "from": "Awa", "text": "x"}),
        ("to", {**ENDS, "to": "+0123456789", "text": "x"}),
        ("to", {**ENDS, "to": "+" + "1" * 40, "text": "x"}),
        ("text", ENDS),
        ("text", {**ENDS, "text": ""}),
        ("text", {**ENDS, "text": "  "}),
        ("text", {**ENDS, "text": 5}),
        ("text", {**ENDS, "text": ["x"]}),
        ("text", {**ENDS, "text": "x" * 4097}),
        ("text", {**ENDS, "text": "a\x00b"}),
        ("text", {**ENDS, "text": "\ud800"}),
        ("tap", {**ENDS, "text": "x", "tap": "y"}),
        ("tap", {**ENDS, "tap": ""}),
        ("tap", {**ENDS, "tap": {"key": "x"}}),
        ("tap", {**ENDS, "tap": "k" * 257}),
        ("location", {**ENDS, "location": "here"}),
        ("latitude", {**ENDS, "location": {}}),
        ("latitude", {**ENDS, "location": {"latitude": "5", "longitude": 1}}),
        ("latitude", {**ENDS, "location": {"latitude": True, "longitude": 1}}),
        ("longitude", {**ENDS, "location": {"latitude": 5}}),
        ("location", {**ENDS, "location": {"latitude": 91, "longitude": 1}}),
        ("location", {**ENDS, "location": {"latitude": float("nan"), "longitude": 1}}),
        ("location", {**ENDS, "location": {"latitude": 10**400, "longitude": 1}}),
        ("media", {**ENDS, "media": "photo"}),
        ("kind", {**ENDS, "media": {"kind": 1}}),
        ("url", {**ENDS, "media": {"url": "x" * 2001}}),
        ("id", {**ENDS, "text": "x", "id": ""}),
        ("id", {**ENDS, "text": "x", "id": 7}),
        ("id", {**ENDS, "text": "x", "id": "i" * 101}),
        ("name", {**ENDS, "text": "x", "name": 7}),
    ],
)
def test_what_is_wrong_is_named(field, data):
    assert refused(data) == field


def test_each_side_of_the_caps():
    assert read(text="x" * 4096, id="i" * 100, name="Awa").provider_id == "i" * 100


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["from", "to", "text", "tap", "location", "media", "id", "name"]


@given(st.dictionaries(st.sampled_from(FIELDS), json_values), st.booleans())
def test_no_json_raises_anything_but_invalid(data, with_ends):
    try:
        read_message({**data, **ENDS} if with_ends else data, NOW, lambda: "new-id")
    except Invalid as refusal:
        str(refusal).encode()


# -- out -------------------------------------------------------------------------------------------------------

PLAIN = OutboundMessage("m-1", "simulator", SHOP, AWA, "Bonjour", language="fr")


class Phones:
    def __init__(self) -> None:
        self.shown: dict[str, OutboundMessage] = {}

    def show(self, message: OutboundMessage) -> str:
        self.shown.setdefault(message.key, message)
        return f"n-{message.key}"

    def find(self, key: str) -> str | None:
        return f"n-{key}" if key in self.shown else None


def test_a_message_is_shown_once_and_found():
    phones = Phones()
    messenger = SimulatorMessenger(phones)
    assert messenger.find(PLAIN, NOW) is None
    assert messenger.send(PLAIN) == messenger.send(PLAIN) == messenger.find(PLAIN, NOW) == "n-m-1"
    assert list(phones.shown.values()) == [PLAIN]


def test_a_plain_message_in_json():
    assert to_json(7, PLAIN, status="read", at=NOW) == {
        "n": 7, "key": "m-1", "from": SHOP, "to": AWA, "text": "Bonjour", "layout": "none", "choices": [], "menu": "",
        "numbered": True, "media": None, "link": None, "location": None, "language": "fr", "kind": "reply",
        "status": "read",
        "at": "2026-11-20T09:00:00+00:00",
    }  # fmt: skip


def test_everything_else_in_json():
    message = replace(
        PLAIN,
        choices=(Choice("v1:a", "Pagne wax bleu de Bouaké", "12 500 F"),),
        menu="Choisir",
        attachment=Attachment("document", "/f.pdf", "application/pdf", "Facture"),
        link=Link("https://x/p/1", "Payer"),
        pin=Pin(5.3, -4),
    )
    shown = to_json(1, message)
    assert shown["layout"] == "list" and shown["menu"] == "Choisir"
    assert shown["choices"] == [
        {
            "key": "v1:a",
            "title": "Pagne wax bleu de Bouaké",
            "label": "Pagne wax bleu de Bouaké",
            "description": "12 500 F",
        }
    ]
    assert shown["media"] == {"kind": "document", "url": "/f.pdf", "content_type": "application/pdf", "name": "Facture"}
    assert shown["link"] == {"url": "https://x/p/1", "title": "Payer"}
    assert shown["location"] == {"latitude": 5.3, "longitude": -4}


def test_above_ten_choices_the_lines_are_numbered():
    message = replace(PLAIN, choices=tuple(Choice(f"k{n}", f"Article {n}") for n in range(11)))
    shown = to_json(1, message)
    assert shown["layout"] == "numbers"
    assert shown["text"].startswith("Bonjour\n\n1. Article 0\n") and shown["text"].endswith("11. Article 10")
