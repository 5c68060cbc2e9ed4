"""The engine's rules 1 to 4, one after the other, as `architecture.md` numbers them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.customer.messages import Location, Media, Unsupported
from domain.shared.address import Pin
from flows.speech import _, verbatim
from flows.talk import Conversation, only, say, step
from flows.talk.outcomes import Move, Turn
from tests.flows.talks import Talk, a_talk_at
from tests.flows.toy import TOY, Quantity, ToyShop


class Test1Steps:
    def test_a_name_given_twice_fails_at_import(self) -> None:
        with pytest.raises(ValueError, match=r"toy\.shelf"):

            @step("toy.shelf")
            class Other:
                pass

    def test_a_step_is_frozen_and_slotted(self) -> None:
        one = Quantity("Savon")
        with pytest.raises(AttributeError):
            one.name = "Riz"
        assert not hasattr(one, "__dict__")

    def test_two_means_the_second_one_shown_even_when_the_shelf_has_changed(self) -> None:
        talk = a_talk_at("bonjour")
        talk.shop.shelf.insert(0, "Huile")
        assert talk.say("2") == "How many Riz parfumé?"

    def test_what_is_stored_is_names_fields_number_and_choices(self) -> None:
        talk = a_talk_at("bonjour", "savon")
        frame = talk.stored["stack"][0]
        assert (frame["step"], frame["fields"], frame["question"]) == ("toy.quantity", {"name": "Savon"}, 2)


class Test2TheCartIsTheDomains:
    def test_a_lost_conversation_costs_one_question_never_an_order(self) -> None:
        talk = a_talk_at("bonjour", "savon", "2")
        talk.stored = {"garbage": True}
        assert talk.say("panier").endswith("Cart: 2 Savon")


class Test3WhatATurnMayDo:
    def test_the_list_is_closed(self) -> None:
        names = {kind.__name__ for kind in Move.__args__}
        moves = {
            "Say",
            "To",
            "Again",
            "Quiet",
            "IfIdle",
            "Done",
            "Puzzled",
            "Refused",
            "HandOver",
            "Remind",
            "Speak",
            "Keep",
        }
        assert names == moves

    def test_saying_leaves_the_question_open(self) -> None:
        talk = a_talk_at("bonjour", "savon")
        assert talk.say("langue") == "English. | How many Savon?"
        assert talk.conversation.language == "en"

    def test_only_says_it_and_asks_nothing(self) -> None:
        def hm(text: str, conversation: Conversation, shop: ToyShop) -> Turn | None:
            return only(verbatim("Hm.")) if text == "hm" else None

        talk = a_talk_at("bonjour", "savon")
        talk.dialogue = replace(talk.dialogue, intents=(hm,))
        assert talk.say("hm") == "Hm."
        assert talk.say("2") == "Added. | Cart: 2 Savon"

    def test_outcomes_add_up_and_are_one_message(self) -> None:
        assert a_talk_at("bonjour", "savon").say("2") == "Added. | Cart: 2 Savon"

    def test_again_asks_once_more(self) -> None:
        assert a_talk_at("bonjour", "savon").say("9") == "Only 5 left. | How many Savon?"

    def test_a_reminder_is_due_only_while_nothing_else_was_answered(self) -> None:
        talk = a_talk_at("bonjour", "savon", "2", "order", "Cocody, derrière la pharmacie")
        assert talk.last
        [reminder] = talk.last.reminders
        assert reminder.after == timedelta(hours=1)
        assert talk.keep(talk.dialogue.remind(talk.conversation, reminder, talk.shop)) == "Are you still there? | Sure?"
        talk.say("oui")
        talk.say("bonjour")
        assert talk.keep(talk.dialogue.remind(talk.conversation, reminder, talk.shop)) == ""

    def test_a_human_takes_over_until_the_menu_is_asked_for(self) -> None:
        talk = a_talk_at("bonjour", "savon")
        assert talk.say("humain") == "A person will answer."
        assert talk.last and talk.last.handed_over
        assert talk.say("2") == "" and talk.say("panier") == "" and talk.shop.cart == {}
        assert talk.say("menu") == "What would you like?"

    def test_a_released_conversation_goes_on_where_it_was(self) -> None:
        talk = a_talk_at("bonjour", "savon", "humain")
        talk.stored = talk.conversation.released().to_json()
        assert talk.say("2") == "Added. | Cart: 2 Savon"

    def test_a_turn_is_made_of_moves_only(self) -> None:
        assert isinstance(say(verbatim("a")) + say(verbatim("b")), Turn)


class Test4TheOrderOfUnderstanding:
    def test_an_aside_word_before_what_the_question_expects(self) -> None:
        talk = a_talk_at("bonjour", "suivi")
        assert talk.say("panier").startswith("Your cart is empty.")

    def test_aside_words_of_every_language_whatever_is_spoken(self) -> None:
        assert a_talk_at("bonjour").say("CART please").startswith("Your cart is empty.")

    def test_what_is_expected_before_an_intent(self) -> None:
        assert a_talk_at("bonjour", "suivi").say("2 Savon") == "Noted: 2 Savon | What would you like?"

    def test_a_one_line_order_where_the_question_expects_something_else(self) -> None:
        assert a_talk_at("bonjour", "riz parfume").say("2 Savon") == "Cart: 2 Savon"

    def test_an_order_before_the_words_that_a_list_also_takes(self) -> None:
        for said, answer in (
            ("2 Savon", "Cart: 2 Savon"),
            ("pagne", "Found for pagne:"),
            ("1", "How many Riz parfumé?"),
        ):
            talk = a_talk_at("bonjour")
            talk.tap("v1:find:riz#0")
            assert talk.say(said) == answer

    def test_a_mistyped_aside_that_only_asks(self) -> None:
        assert a_talk_at("bonjour").say("pannier").startswith("Your cart is empty.")

    def test_help_with_numbers_then_a_human(self) -> None:
        talk = a_talk_at("bonjour")
        hint = "Touchez une réponse, ou écrivez son numéro, de 1 à 3."
        assert talk.say("blabla") == f"{hint} | What would you like?"
        talk.say("blabla")
        assert "*conseiller*" in talk.say("blabla")
        talk.say("savon")
        assert talk.conversation.misses == 0

    def test_a_greeting_answers_nothing(self) -> None:
        assert a_talk_at("bonjour", "suivi").say("Bonsoir !") == "Write a note."

    def test_media_are_declined_politely(self) -> None:
        talk = a_talk_at("bonjour", "savon")
        for content in (Media("audio"), Unsupported("sticker")):
            assert talk.hear(content).endswith("How many Savon?")
        assert talk.conversation.misses == 0

    def test_a_caption_is_read_as_words(self) -> None:
        assert a_talk_at("bonjour").hear(Media("image", caption="savon")) == "How many Savon?"

    def test_a_picture_is_taken_unless_its_caption_says_what_it_is_for(self) -> None:
        talk = Talk(dialogue=replace(TOY, media=lambda media, shop: say(_("Seen.")) if media.kind == "image" else None))
        talk.say("bonjour")
        assert talk.hear(Media("image", caption="savon")) == "How many Savon?"
        assert talk.hear(Media("image", caption="regardez")).startswith("Seen.")
        assert talk.hear(Media("image")).startswith("Seen.")
        assert not talk.hear(Media("audio")).startswith("Seen.")

    def test_a_place_where_one_is_asked_for(self) -> None:
        talk = a_talk_at("bonjour", "savon", "1", "order")
        talk.hear(Location(Pin(5.35, -4.01)))
        assert talk.shop.address and talk.shop.address.pin == Pin(5.35, -4.01)

    def test_the_first_words_choose_the_language(self) -> None:
        assert a_talk_at("Good morning").conversation.language == "en"
        assert a_talk_at("Bonjour").conversation.language == "fr"
        assert a_talk_at("Bonjour", "hello").conversation.language == "fr"
