"""The engine's rules 5 to 10, one after the other, as `architecture.md` numbers them."""

from __future__ import annotations

import pytest

from domain.customer.messages import Attachment
from domain.shared.errors import NotFound
from flows.speech import verbatim
from flows.talk import Conversation, Option, Prompt
from flows.talk.said import Said, merge
from tests.flows.talks import Talk, a_talk_at
from tests.flows.toy import ToyShop


class Test5Asides:
    def test_after_a_statement_the_open_question_is_asked_again(self) -> None:
        assert a_talk_at("bonjour", "savon").say("aide") == "Are you still there? | How many Savon?"

    def test_after_a_question_too(self) -> None:
        talk = a_talk_at("bonjour", "savon")
        assert talk.say("suivi") == "Write a note."
        assert talk.say("vite") == "Noted: vite | How many Savon?"

    def test_the_same_aside_twice_stands_once_on_the_stack(self) -> None:
        talk = a_talk_at("bonjour", "savon", "suivi", "suivi", "suivi")
        assert len(talk.conversation.stack) == 2

    def test_the_same_step_about_two_things_stands_twice(self) -> None:
        talk = a_talk_at("bonjour")
        talk.tap("v1:find:savon#0")
        assert talk.tap("v1:find:riz#0") == "Found for riz:"
        assert [frame.fields for frame in talk.conversation.stack][1:] == [{"words": "savon"}, {"words": "riz"}]


class Test6OldTaps:
    def test_ids_are_versioned(self) -> None:
        talk = a_talk_at("bonjour")
        assert talk.keys == ["v1:Savon#1", "v1:Riz parfumé#1", "v1:Pagne wax#1"]

    def test_a_tap_on_a_closed_question_is_told_so_and_the_open_one_repeated(self) -> None:
        talk = a_talk_at("bonjour", "savon", "2")
        order = talk.keys[0]
        talk.tap(order)
        assert talk.tap(order) == "Ce bouton est celui d’une question déjà close. | Where?"

    def test_a_step_may_welcome_old_taps(self) -> None:
        talk = a_talk_at("bonjour", "savon", "2")
        assert talk.tap("v1:Riz parfumé#1") == "How many Riz parfumé?"

    def test_a_double_tap_changes_nothing(self) -> None:
        talk = a_talk_at("bonjour", "savon", "2", "order", "Cocody Angré")
        yes = talk.keys[0]
        assert talk.tap(yes) == "Ordered."
        assert "Ordered" not in talk.tap(yes)

    def test_a_question_repeated_after_a_miss_keeps_its_buttons(self) -> None:
        talk = a_talk_at("bonjour", "savon", "2", "blabla")
        assert talk.tap("v1:order#3") == "Where?"

    def test_a_question_below_an_aside_is_still_open(self) -> None:
        talk = a_talk_at("bonjour", "savon", "2", "suivi")
        assert talk.tap("v1:order#3") == "Where?"

    def test_a_global_tap_is_good_for_ever(self) -> None:
        talk = a_talk_at("bonjour", "savon")
        assert talk.tap("v1:pay:1042#77") == "Pay 1042 here. | How many Savon?"
        assert talk.tap("v1:menu#1") == "What would you like?"

    def test_a_value_that_is_named_like_an_aside_is_not_it(self) -> None:
        talk = a_talk_at("bonjour", shop=ToyShop(shelf=["cart", "help"]))
        assert talk.keys == ["v1:=cart#1", "v1:=help#1"]
        assert talk.tap(talk.keys[0]) == "How many cart?"

    @pytest.mark.parametrize(
        "key", ["", "#", "v1:", "v1:#", "v1:x#", "v1:x#-1", "v2:x#1", "v1:x#²", "v1:x#" + "9" * 40]
    )
    def test_a_broken_id_breaks_nothing(self, key: str) -> None:
        assert a_talk_at("bonjour").tap(key).endswith("What would you like?")


class Test8Notices:
    def test_it_is_shown_and_the_open_question_stays_open(self) -> None:
        talk = a_talk_at("bonjour", "savon")
        notice = Prompt(verbatim("Payment failed."), choices=(Option("Pay again", key="pay:7"),), kind="payment.failed")
        assert talk.keep(talk.dialogue.notice(talk.conversation, notice, talk.shop)) == "Payment failed."
        assert talk.last and talk.last.outgoing[0].kind == "payment.failed"
        assert talk.say("2") == "Added. | Cart: 2 Savon"

    def test_its_choices_are_answered_by_tap_and_by_words(self) -> None:
        for answer in ("tap", "words"):
            talk = a_talk_at("bonjour", "savon")
            notice = Prompt(verbatim("Payment failed."), choices=(Option("Pay again", key="pay:7"),))
            talk.keep(talk.dialogue.notice(talk.conversation, notice, talk.shop))
            said = talk.tap(talk.keys[0]) if answer == "tap" else talk.say("pay again")
            assert said == "Pay 7 here. | How many Savon?"

    def test_its_choices_must_be_heard_somewhere(self) -> None:
        talk = a_talk_at("bonjour")
        with pytest.raises(ValueError, match="nowhere"):
            talk.dialogue.notice(
                talk.conversation, Prompt(verbatim("?"), choices=(Option("A", key="nowhere"),)), talk.shop
            )

    def test_numbers_belong_to_the_open_question_and_to_the_notice_only_without_one(self) -> None:
        talk = a_talk_at("bonjour", "savon")
        notice = Prompt(verbatim("Failed."), choices=(Option("Pay again", key="pay:7"),))
        reply = talk.dialogue.notice(talk.conversation, notice, talk.shop)
        assert not reply.outgoing[0].numbered
        alone = Talk(stored=Conversation("fr", greeted=True).to_json())
        alone.keep(alone.dialogue.notice(alone.conversation, notice, alone.shop))
        assert alone.last and alone.last.outgoing[0].numbered
        assert alone.say("1") == "Pay 7 here."


class Test9OneMessage:
    def test_greeting_and_question_are_one_message_and_the_greeting_is_said_once(self) -> None:
        talk = Talk()
        assert talk.say("bonjour") == "Welcome! | What would you like?"
        assert talk.last and len(talk.last.outgoing) == 1
        assert talk.say("bonjour") == "What would you like?"

    def test_the_last_word_keeps_choices_that_are_good_at_any_time(self) -> None:
        talk = a_talk_at("bonjour", "savon", "2", "order", "Cocody Angré", "oui")
        assert talk.keys == ["v1:pay:1#5"]
        assert talk.say("follow") == "Pay 1 here."

    def test_two_photos_are_two_messages(self) -> None:
        photo = Attachment("image", "https://shop.example/a.jpg")
        merged = merge([Said("a", attachment=photo), Said("b", attachment=photo), Said("c")])
        assert [said.text for said in merged] == ["a", "b\n\nc"]

    def test_ten_rows_at_most(self) -> None:
        talk = a_talk_at("bonjour", shop=ToyShop(shelf=[f"Article {n}" for n in range(25)]))
        assert len(talk.keys) == 10
        assert talk.out()[0].choices[-1].title == "Voir plus…"
        talk.say("10")
        assert talk.keys[0] == "v1:Article 9#2"


class Test10OldConversations:
    def test_an_unknown_step_falls_to_what_lies_below(self) -> None:
        talk = a_talk_at("bonjour", "savon", "suivi")
        talk.stored["stack"][-1]["step"] = "toy.gone"
        assert talk.say("une note") == "Reprenons ici. | How many Savon?"
        assert talk.say("2") == "Added. | Cart: 2 Savon"

    def test_fields_that_no_longer_fit_fall_too(self) -> None:
        talk = a_talk_at("bonjour", "savon")
        talk.stored["stack"][-1]["fields"] = {"name": 7}
        assert talk.say("2") == "What would you like?"

    def test_a_thing_that_is_gone_is_told_and_left(self) -> None:
        talk = a_talk_at("bonjour", "savon")
        talk.shop.shelf.remove("Savon")
        assert talk.say("aide").startswith("Are you still there? | Ce n’est pas possible.")

    def test_a_refusal_that_a_step_lets_through_is_put_into_words(self) -> None:
        talk = a_talk_at("bonjour")
        talk.shop.shelf.remove("Savon")
        assert talk.say("1") == "Ce n’est pas possible. | What would you like?"

    def test_only_what_refuses_the_message_takes_back_what_it_did(self) -> None:
        """Where the message was heard and the question below is gone, what was heard stays."""
        refused, heard = a_talk_at("bonjour"), a_talk_at("bonjour", "savon", "suivi")
        for talk, words in ((refused, "1"), (heard, "vite")):
            talk.shop.shelf.remove("Savon")
            talk.say(words)
        assert refused.last and isinstance(refused.last.refusal, NotFound)
        assert heard.last and heard.last.refusal is None
        assert heard.last.outgoing[0].text.startswith("Noted: vite")
