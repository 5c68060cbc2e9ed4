"""What is made of a reaction, and of the bare `?` of somebody who is lost: the question stands."""

from __future__ import annotations

from typing import Any

from flows.buyer.browse import Category, Found, Menu
from flows.buyer.counter import BuyerCounter
from flows.buyer.under_way import open_step
from flows.speech import Text, _, join, language, lexicon, verbatim, word_for
from flows.talk import Conversation, Pick, Turn, only, say
from flows.talk.conversation import Frame
from flows.talk.expectations import number_hint
from flows.talk.outcomes import NOTHING, Puzzled
from flows.understanding.reactions import is_lost, is_reaction

AtEase = Menu | Category | Found
MOST_TITLES = 3


def reacted(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """The open question stands, and is brought to mind in a line; it is put again to whoever only asks `?`."""
    if is_lost(text):
        return _what_now(conversation)
    step, top = open_step(conversation), conversation.top
    if not is_reaction(text, conversation.language) or (lexicon().yes_or_no(text) and _takes_a_yes(step, shop)):
        return None
    if step is None or top is None or isinstance(step, AtEase):
        return only(_("I am here when you need something: just write it.")) if conversation.greeted else NOTHING
    return only(join(_("Take your time."), _in_short(step, top, conversation, shop)))


def _takes_a_yes(step: Any, shop: BuyerCounter) -> bool:
    """Where nothing is asked, a yes has its own answer."""
    expects = step.ask(shop).expects if step else None
    return step is None or isinstance(step, AtEase) or (isinstance(expects, Pick) and expects.assent is not None)


def _what_now(conversation: Conversation) -> Turn:
    step, top = open_step(conversation), conversation.top
    if top is None or isinstance(step, AtEase):
        how = _("Write what you want and how many, or *{word}* to see what I can do.", word=word_for("help"))
        return only(how) if conversation.greeted else NOTHING
    hint = number_hint(len(top.shown))
    return (say(hint) if hint else NOTHING) + Turn((Puzzled(),))


def _in_short(step: Any, top: Frame, conversation: Conversation, shop: BuyerCounter) -> Text:
    """Its question without what stands around it, and what may be tapped, where that is not a long list."""
    lines = language(conversation.language).say(step.ask(shop).text).splitlines()
    question = next((line for line in reversed(lines) if "?" in line), lines[0] if len(lines) == 1 else "")
    titles = [shown.title for shown in top.shown] if len(top.shown) <= MOST_TITLES else []
    return join(verbatim(question), join(*titles, separator=" · "))
