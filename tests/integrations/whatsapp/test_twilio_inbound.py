"""Twilio's forms become one typed message, or a refusal that names the field."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.customer.messages import InboundMessage, Location, Media, Tap, Text, Unsupported
from domain.shared.address import Pin
from domain.shared.errors import Invalid
from integrations.whatsapp.twilio.inbound import read_message, read_status
from integrations.whatsapp.wire import DeliveryReport
from tests.twilio_webhooks import message_form

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AWA, SHOP = "+2250700000001", "+2250777000001"
PHOTO = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1"


def read(body: str = "", **fields: str) -> InboundMessage:
    return read_message(message_form(AWA, SHOP, body, **fields), NOW)


def without(name: str, **fields: str) -> list[tuple[str, str]]:
    return [pair for pair in message_form(AWA, SHOP, "Bonjour", **fields) if pair[0] != name]


def test_a_text():
    assert read("Bonjour", MessageSid="SM1") == InboundMessage(
        "twilio", "SM1", AWA, SHOP, Text("Bonjour"), NOW, profile_name="Awa"
    )


def test_a_quick_reply():
    taken = read("Payer", MessageType="button", ButtonText="Payer", ButtonPayload="v1:pay#3")
    assert taken.content == Tap("v1:pay#3", "Payer")


def test_a_list_row():
    row = read("Pagne wax", MessageType="interactive", ListId="v1:sku:WAX#2", ListTitle="Pagne wax")
    assert row.content == Tap("v1:sku:WAX#2", "Pagne wax")
    assert read("Pagne wax", MessageType="interactive", ListId="v1:x").content == Tap("v1:x", "Pagne wax")


def test_a_button_that_came_without_its_payload_is_its_words():
    assert read("Payer", MessageType="button", ButtonText="Payer").content == Text("Payer")


def test_a_location():
    place = {"MessageType": "location", "Latitude": "5.3456", "Longitude": "-4.0123"}
    assert read(**place).content == Location(Pin(5.3456, -4.0123))
    assert read(**place, Label="Pharmacie", Address="Rue 12").content.label == "Pharmacie"
    assert read(**place, Address="Rue 12").content.label == "Rue 12"


@pytest.mark.parametrize(("latitude", "longitude"), [("x", "1"), ("91", "0"), ("nan", "0"), ("1", ""), ("1", "inf")])
def test_a_location_that_is_nowhere_is_still_answered(latitude, longitude):
    assert read(MessageType="location", Latitude=latitude, Longitude=longitude).content == Unsupported("location")


@pytest.mark.parametrize(
    ("kind", "content_type", "expected"),
    [
        ("image", "image/jpeg", "image"),
        ("", "image/jpeg", "image"),
        ("audio", "audio/ogg", "audio"),
        ("voice", "audio/ogg", "audio"),
        ("document", "application/pdf", "document"),
        ("", "application/pdf", "document"),
        ("video", "video/mp4", "video"),
        ("sticker", "image/webp", "sticker"),
    ],
)
def test_media(kind, content_type, expected):
    fields = {"MessageType": kind, "NumMedia": "1", "MediaUrl0": PHOTO, "MediaContentType0": content_type}
    assert read("le reçu", **fields).content == Media(expected, PHOTO, content_type, "le reçu")


@pytest.mark.parametrize(
    "fields",
    [
        {"MessageType": "sticker", "NumMedia": "1"},
        {"MessageType": "contacts", "NumMedia": "1", "MediaUrl0": PHOTO, "MediaContentType0": "text/vcard"},
        {"MessageType": "image", "NumMedia": "1"},
        {"MessageType": "reaction", "Body": "👍"},
        {"MessageType": "order"},
        {"MessageType": "hologram", "Body": "from the future"},
        {"MessageType": "edit", "Body": "3 savons"},
        {"MessageType": "revoke"},
        {"MessageType": "text", "Body": ""},
        {"MessageType": "text", "Body": " \n"},
    ],
)
def test_what_we_cannot_read_is_kept_as_unsupported(fields):
    assert isinstance(read(**fields).content, Unsupported)


def test_a_person_without_a_number():
    hidden = without("From", ExternalUserId="whatsapp:CI.13491208655302741918")
    assert read_message(hidden, NOW).sender == "CI.13491208655302741918"
    assert read(From="", ExternalUserId="whatsapp:CI.134").sender == "CI.134"
    assert read(From="whatsapp:CI.134").sender == "CI.134"
    assert read("Bonjour", ExternalUserId="whatsapp:CI.134").sender == AWA


def test_new_fields_of_theirs_change_nothing():
    assert read("Bonjour", Brand_New="1", ReferralBody="ad").content == Text("Bonjour")


def test_the_same_value_twice_is_one_and_two_values_are_refused():
    form = message_form(AWA, SHOP, "Bonjour")
    assert read_message([*form, ("Body", "Bonjour")], NOW).content == Text("Bonjour")
    with pytest.raises(Invalid) as refusal:
        read_message([*form, ("Body", "Autre")], NOW)
    assert refusal.value.field == "Body"
    assert read_message([*form, ("Unread", "1"), ("Unread", "2")], NOW).content == Text("Bonjour")


@pytest.mark.parametrize("name", ["MessageSid", "From", "To"])
def test_a_missing_field_is_named(name):
    for form in (without(name), message_form(AWA, SHOP, "Bonjour", **{name: "  "})):
        with pytest.raises(Invalid) as refusal:
            read_message(form, NOW)
        assert refusal.value.field == name


@pytest.mark.parametrize(
    ("name", "value"),
    [("From", AWA), ("From", "whatsapp:225"), ("From", "whatsapp:+٢٢٥٠٧٠٠٠٠"), ("To", "whatsapp:x"), ("To", SHOP)],
)
def test_an_address_that_is_not_of_whatsapp_is_refused(name, value):
    with pytest.raises(Invalid) as refusal:
        read("Bonjour", **{name: value})
    assert refusal.value.field == name


def test_a_field_glued_to_its_neighbour_does_not_pass_for_a_message():
    """`BodyxFrom…` and `Body=x&From=…` have one signature: what counts must stand by itself."""
    with pytest.raises(Invalid):
        read_message([("Body", f"xFromwhatsapp:{AWA}"), ("MessageSid", "SM1")], NOW)


def test_what_a_database_cannot_keep_is_taken_out():
    assert read("Bon\x00jour\ud800").content == Text("Bonjour")


# -- receipts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("accepted", "queued"), ("scheduled", "queued"), ("queued", "queued"), ("sending", "queued"),
        ("sent", "sent"), ("delivered", "delivered"), ("read", "read"), ("READ", "read"),
        ("failed", "failed"), ("undelivered", "failed"), ("canceled", "failed"), ("teleported", "queued"),
    ],
)  # fmt: skip
def test_a_receipt(status, ours):
    form = [("MessageSid", "SM1"), ("MessageStatus", status)]
    assert read_status(form, [("key", "m:1#2")]) == DeliveryReport("SM1", "m:1#2", ours)
    assert read_status(form).key is None


def test_a_failure_says_why():
    form = [("MessageSid", "SM1"), ("MessageStatus", "undelivered"), ("ErrorCode", "63016")]
    assert read_status(form).error_code == "63016"


@pytest.mark.parametrize("name", ["MessageSid", "MessageStatus"])
def test_a_receipt_that_misses_a_field(name):
    form = [pair for pair in (("MessageSid", "SM1"), ("MessageStatus", "sent")) if pair[0] != name]
    with pytest.raises(Invalid) as refusal:
        read_status(form)
    assert refusal.value.field == name


# -- anything at all -------------------------------------------------------------------------------------------

KNOWN = [
    "MessageSid", "From", "To", "Body", "NumMedia", "MessageType", "Latitude", "Longitude", "ListId", "ButtonPayload",
    "MediaUrl0", "MediaContentType0", "ExternalUserId", "ProfileName", "MessageStatus", "ErrorCode", "ButtonText",
]  # fmt: skip
values = st.one_of(
    st.text(),
    st.sampled_from(["", "SM1", f"whatsapp:{AWA}", "1", "99999999999", "²", "nan", "1e400", "location", "whatsapp:"]),
)
pairs = st.lists(st.tuples(st.one_of(st.sampled_from(KNOWN), st.text()), values))


@given(pairs, st.booleans())
def test_no_form_raises_anything_but_invalid(form, with_base):
    for read_it in (lambda f: read_message(f, NOW), lambda f: read_status(f, f)):
        try:
            read_it(form + (message_form(AWA, SHOP) if with_base else []))
        except Invalid as refusal:
            assert refusal.field
