"""From what is written to what is done: at once where it is sure, with choices where it is not, not at all for talk."""

from __future__ import annotations

from flows.buyer.counter import BuyerCounter
from flows.buyer.guesses import close_guess, written
from flows.buyer.intents import INTENTS, TITLES
from flows.buyer.look_up import Written
from flows.buyer.reading import counts_what_is_sold, is_plainly_an_order
from flows.buyer.several import several
from flows.speech import _, lexicon, word_for
from flows.talk import Conversation, Option, Pick, Prompt, Turn, aside, done, only, say, step
from flows.talk.dialogue import Intent
from flows.understanding.lesson import KIN
from flows.understanding.model import Meaning, Outcome, meaning
from flows.understanding.wishes import price_wish

NO_ORDER = ("complaint", "return", "refund", "track", "payment_problem", "human", "stop", "receipt", "start_again")
QUITE_SURE = 0.85
PASSED_ON = "@chain"
ON_THE_SHELF = ("@item", "@kind", "@catalog")
AT_EASE = ("", "buy.menu", "buy.category", "buy.found")
KIND_WORDS = ("thanks", "goodbye")
A_NAME = 3
"""So few words may still be the name of something on the shelf."""


def meant(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """What is surely wanted, or surely is talk; where it may be the name of a thing, the shelf is asked first."""
    understood = meaning(text, conversation.language)
    if may_be_a_thing(understood) or is_an_answer(text) or is_of_a_price(text, understood):
        return None
    if answers := several(text, conversation, shop):
        return answers
    if understood.outcome == Outcome.SURE:
        return carry_out(understood.intent, text, conversation, shop)
    is_talk = understood.outcome == Outcome.NOTHING and len(understood.words) > A_NAME
    return none_of_our_business(understood, conversation) if is_talk else None


def unless_meant_otherwise(order: Intent) -> Intent:
    """Orders, but for what is quite surely a complaint or a question after a parcel that happens to name things; nor is
    a letter that goes round one, `envoie à 12 amis`, unless it counts what is sold: `on sera 12 amis, 2 riz`."""

    def read(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
        understood = meaning(text, conversation.language)
        is_otherwise = understood.intent in NO_ORDER and understood.candidates[0].confidence >= QUITE_SURE
        is_passed_on = understood.outcome == Outcome.NOTHING and PASSED_ON in understood.marks
        if is_passed_on and not counts_what_is_sold(text, conversation, shop):
            return None
        if is_otherwise and not is_plainly_an_order(text, conversation, shop):
            return None
        return order(text, conversation, shop)

    return read


def perhaps(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """What nothing on the shelf is called: carried out, offered, or none of our business."""
    understood = meaning(text, conversation.language)
    if is_an_answer(text):
        return nothing_was_asked(understood, text, conversation, shop)
    if understood.outcome == Outcome.UNKNOWN and len(understood.words) <= A_NAME:
        return None
    if understood.outcome == Outcome.SURE:
        return carry_out(understood.intent, text, conversation, shop)
    if choices := tuple(intent for intent in understood.choices if intent in TITLES):
        return close_guess(conversation) + aside(DidYouMean(choices, written(text, conversation)))
    return none_of_our_business(understood, conversation)


def may_be_a_thing(understood: Meaning) -> bool:
    """A few words, none of which asks for anything."""
    asking = [mark for mark in understood.marks if mark[0] == "@" and mark not in ON_THE_SHELF]
    return not asking and len(understood.words) <= A_NAME


def carry_out(intent: str, text: str, conversation: Conversation, shop: BuyerCounter) -> Turn:
    return close_guess(conversation) + INTENTS[intent](written(text, conversation), shop)


def is_of_a_price(text: str, understood: Meaning) -> bool:
    """`pagne moins de 5000` looks for something: the shelf knows what to do with a price."""
    return understood.intent in ("change_quantity", *KIN) and price_wish(text) is not None


def is_an_answer(text: str) -> bool:
    return lexicon().yes_or_no(text) is not None


def nothing_was_asked(understood: Meaning, text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """`ok`, `👍`: from somebody who knows us and whom nothing was asked. `ok merci` thanks, `non merci` does not."""
    if not conversation.greeted or written(text, conversation).over not in AT_EASE:
        return None
    if lexicon().yes_or_no(text) and understood.intent in KIND_WORDS:
        return carry_out(understood.intent, text, conversation, shop)
    return only(_("All right. I am here when you need something."))


def none_of_our_business(understood: Meaning, conversation: Conversation) -> Turn | None:
    """One kind sentence. In the middle of an order the question is asked again, and a few words may have been meant as
    its answer; a list is not shown to somebody who only talks."""
    ours = _("I only look after the shop here. Write what you are looking for, or *{word}*.", word=word_for("help"))
    if not written("", conversation).is_busy:
        return only(ours)
    return say(ours) if len(understood.words) > A_NAME else None


@step("buy.meant")
class DidYouMean:
    """Two or three things that it may be, and a person."""

    choices: tuple[str, ...]
    written: Written

    def ask(self, shop: BuyerCounter) -> Prompt:
        likely = [Option(TITLES[intent], intent, f"meant-{intent}") for intent in self.choices if intent in TITLES]
        person = Option(_("Talk to a person"), "human", "meant-human")
        return Prompt(_("Did you mean one of these?"), Pick([*likely, person], dissent="no"), menu=_("Choose"))

    def hear(self, intent: str, shop: BuyerCounter) -> Turn:
        return done() + INTENTS[intent](self.written, shop) if intent in INTENTS else done()
