"""What one of our messages is on Twilio's wire."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.customer.messages import Attachment, Choice, Link, OutboundMessage
from domain.shared.address import Pin
from domain.shared.errors import Permanent
from integrations.whatsapp.twilio.outbound import body_of, render, size

AWA, SHOP = "+2250700000001", "+2250777000001"
PLAIN = OutboundMessage("m-1", "twilio", SHOP, AWA, "Bonjour", language="fr")
MENU = replace(
    PLAIN,
    text="Que voulez-vous ?",
    choices=(Choice("v1:a", "Pagne wax", "12 500 F CFA"), Choice("v1:b", "Voir le panier")),
)


def test_a_text():
    assert render(PLAIN) == {"from_": f"whatsapp:{SHOP}", "to": f"whatsapp:{AWA}", "body": "Bonjour"}


def test_choices_are_numbered_lines():
    assert body_of(MENU) == "Que voulez-vous ?\n\n1. Pagne wax — 12 500 F CFA\n2. Voir le panier"


def test_a_link_is_written_out():
    message = replace(MENU, link=Link("https://shop.example/p/abc", "Payer"))
    assert body_of(message).endswith("2. Voir le panier\n\nPayer: https://shop.example/p/abc")


def test_a_place_is_words_and_a_pin():
    arguments = render(replace(PLAIN, pin=Pin(5.345678, -4.024)))
    assert arguments["persistent_action"] == ["geo:5.345678,-4.024000"]
    assert arguments["body"] == "Bonjour\n\n📍 5.34568, -4.02400"


def test_a_photo_is_media_and_a_place_beside_it_stays_words():
    message = replace(PLAIN, attachment=Attachment("image", "https://shop.example/wax.jpg"), pin=Pin(1, 2))
    arguments = render(message)
    assert arguments["media_url"] == ["https://shop.example/wax.jpg"]
    assert "persistent_action" not in arguments and "1.00000, 2.00000" in str(arguments["body"])


def test_the_callback_carries_our_key():
    arguments = render(replace(PLAIN, key="o:1/é&x"), "https://shop.example/webhooks/whatsapp/twilio/status")
    assert arguments["status_callback"] == (
        "https://shop.example/webhooks/whatsapp/twilio/status?key=o%3A1%2F%C3%A9%26x"
    )


# -- 1600 characters -------------------------------------------------------------------------------------------


def menu(text: str, count: int, title: str, description: str, **more) -> OutboundMessage:
    choices = tuple(Choice(f"k{n}", f"{title}{n}", description) for n in range(count))
    return replace(PLAIN, text=text, choices=choices, **more)


def test_exactly_1600_is_whole():
    assert body_of(replace(PLAIN, text="x" * 1600)) == "x" * 1600


def test_descriptions_are_shortened_first():
    body = body_of(menu("Choisissez", 10, "Pagne ", "d" * 200))
    assert "Choisissez\n\n1. Pagne 0 — " + "d" * 39 + "…\n" in body


def test_then_left_out():
    body = body_of(menu("T" * 1200, 10, "Pagne ", "d" * 200))
    assert body.startswith("T" * 1200 + "\n\n1. Pagne 0\n2. Pagne 1\n")


def test_then_the_text_is_cut_and_says_so_while_what_is_needed_to_answer_stays():
    link = Link("https://shop.example/p/abc", "Payer")
    body = body_of(menu("T" * 3000, 10, "Pagne ", "d" * 200, link=link))
    assert size(body) == 1600
    assert "T…\n\n1. Pagne 0\n" in body and body.endswith("10. Pagne 9\n\nPayer: https://shop.example/p/abc")


def test_an_emoji_counts_twice():
    body = body_of(replace(PLAIN, text="🛒" * 900))
    assert size(body) <= 1600 and body.endswith("…") and body.count("🛒") == 799


def test_choices_that_cannot_fit_are_a_permanent_fault():
    with pytest.raises(Permanent) as trouble:
        body_of(menu("T", 40, "x" * 60, ""))
    assert trouble.value.code == "21617"


@given(st.text(max_size=3000), st.integers(0, 12), st.text(max_size=300))
def test_every_title_is_there_and_the_whole_fits(text, count, description):
    body = body_of(menu(text, count, "Article ", description))
    assert size(body) <= 1600
    assert all(f"{n + 1}. Article {n}" in body for n in range(count))
