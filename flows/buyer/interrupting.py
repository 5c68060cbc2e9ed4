"""What is no place, where nearly any words may be one: a question, a change of the cart, `laisse tomber`."""

from __future__ import annotations

from flows.buyer import meant
from flows.buyer.areas import areas_in
from flows.buyer.counter import BuyerCounter
from flows.buyer.going_back import back, give_up
from flows.buyer.put_right import put_right
from flows.buyer.under_way import TakesPlaces, open_step
from flows.buyer.where import WhichLandmark
from flows.speech import lexicon
from flows.talk import Conversation, Turn
from flows.talk.dialogue import Intent
from flows.understanding.model import Meaning, meaning
from flows.understanding.wishes import order_in

ASKED = 0.85
NEEDS_NO_QUESTION = ("human", "help", "stop", "start_again", "language")
"""Wishes that no address sounds like, in more words than a name has; of the others it must be a question."""


def interrupting(change_the_cart: Intent) -> Intent:
    """Of an answer that is asked for in words. `change_the_cart`: how a change in words is carried out."""

    def heard(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
        step = open_step(conversation)
        if not isinstance(step, TakesPlaces):
            return None
        understood = meaning(text, conversation.language)
        if _is_given_up(text, understood, step):
            return give_up(step, shop) if understood.intent == "cancel" else back(step, shop)
        if _is_asked(text, understood):
            return meant.meant(text, conversation, shop)
        return put_right(text, conversation, shop) or _changed(text, conversation, shop)

    def _changed(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
        is_change = order_in(text).changes and not areas_in(text, shop.zones())
        return change_the_cart(text, conversation, shop) if is_change else None

    return heard


def _is_given_up(text: str, understood: Meaning, step: TakesPlaces) -> bool:
    """At a landmark a no says that there is none."""
    is_no = lexicon().yes_or_no(text) is False and not isinstance(step, WhichLandmark)
    return is_no or (understood.intent == "cancel" and _is_sure(understood))


def _is_asked(text: str, understood: Meaning) -> bool:
    """A comma stands between the parts of an address, seldom in a question; nor does `opposite …` begin one."""
    if "?" in text:
        return _is_sure(understood) or text.strip(" ?").count("?") > 0
    is_wish = understood.intent in NEEDS_NO_QUESTION and len(understood.words) > meant.A_NAME
    is_place = "," in text or bool(lexicon().said_after("beside", text))
    return not is_place and _is_sure(understood) and (is_wish or order_in(text).asks)


def _is_sure(understood: Meaning) -> bool:
    return bool(understood.intent) and understood.candidates[0].confidence >= ASKED
