"""Who comes back after a day: a yes of yesterday binds nobody, and no old question comes without a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.customer.messages import Content, Tap, Text
from flows.speech import language, verbatim
from flows.talk import Conversation, away_since
from flows.talk.telling import carry_on
from tests.flows.talks import Talk, a_talk_at
from tests.flows.toy import TOY

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
CARRY_ON = language("fr").say(carry_on())


@pytest.mark.parametrize(("hours", "is_away"), [(0, False), (12, False), (13, True), (168, True)])
def test_half_a_day_of_silence_is_an_absence(hours: int, is_away: bool) -> None:
    heard = NOW - timedelta(hours=hours)
    assert away_since(heard, NOW) == (heard if is_away else None)


def test_who_was_never_heard_was_not_away() -> None:
    assert away_since(None, NOW) is None


def back(talk: Talk, content: Content) -> str:
    return talk.keep(talk.dialogue.turn(talk.conversation, content, talk.shop, away_since=YESTERDAY))


def at_the_last_look() -> Talk:
    talk = a_talk_at("bonjour", "savon", "2", "order", "Cocody pharmacie")
    assert talk.conversation.top and talk.conversation.top.step == "toy.sure"
    return talk


def question_of(talk: Talk) -> int:
    assert talk.conversation.top
    return talk.conversation.top.question


@pytest.mark.parametrize("yes", ["typed", "tapped"])
def test_a_yes_of_yesterday_is_asked_for_again(yes: str) -> None:
    talk = at_the_last_look()
    asked = question_of(talk)
    said = back(talk, Text("oui") if yes == "typed" else Tap(f"v1:yes#{asked}"))
    assert said == f"{CARRY_ON} | Sure?"
    assert question_of(talk) == asked + 1
    assert talk.say("oui") == "Ordered."


@pytest.mark.parametrize("yes", ["typed", "tapped"])
def test_the_same_yes_at_once_is_a_yes(yes: str) -> None:
    talk = at_the_last_look()
    assert talk.hear(Text("oui") if yes == "typed" else Tap(f"v1:yes#{question_of(talk)}")) == "Ordered."


def test_a_no_and_a_choice_are_heard_after_a_day_as_well() -> None:
    assert back(at_the_last_look(), Text("non")).startswith("What would you like?")
    assert back(a_talk_at("bonjour"), Text("savon")) == "How many Savon?"


def test_an_open_question_does_not_come_bare() -> None:
    assert back(a_talk_at("bonjour", "savon"), Text("bonjour")) == f"{CARRY_ON} | How many Savon?"


def test_what_stands_is_said_as_it_was_before_the_message_and_before_its_answer() -> None:
    talk = a_talk_at("bonjour", "savon")
    talk.dialogue = replace(TOY, returned=lambda since, shop: verbatim(f"{sum(shop.cart.values())} since {since:%d}."))
    assert back(talk, Text("2")).startswith("0 since 19. | Added. |")
    assert "since" not in talk.say("aide")


def test_whoever_comes_back_to_nothing_open_sees_the_opening() -> None:
    talk = Talk(dialogue=replace(TOY, returned=lambda since, shop: verbatim("Back!")))
    talk.stored = Conversation("fr", greeted=True).to_json()
    assert back(talk, Text("bonjour")).startswith("Back! | What would you like?")


def test_a_human_who_talks_is_not_interrupted() -> None:
    talk = a_talk_at("bonjour", "conseiller")
    assert back(talk, Text("vous êtes là ?")) == ""
