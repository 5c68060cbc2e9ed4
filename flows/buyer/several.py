"""Several wishes in one message: each question has its answer, and what must be asked is asked one after the other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from flows.buyer.counter import BuyerCounter
from flows.buyer.guesses import close_guess, written
from flows.buyer.intents import INTENTS, TITLES
from flows.buyer.look_up import look_up
from flows.speech import Text, _
from flows.talk import Conversation, Turn, say
from flows.talk.outcomes import NOTHING, To
from flows.understanding.model import meaning, model
from flows.understanding.wishes.vocabulary import vocabulary

SENTENCE_ENDS = re.compile(r"[?!;\n]+|\.\s")
MOST_PARTS = 4
ONLY_TELL = ("hours", "location", "payment_methods", "delivery_fee", "delivery_time", "price", "availability")
"""In the order in which they are answered: what is about a thing comes last, it may show that."""
ASK = ("cancel", "refund", "change_address", "change_quantity", "receipt", "track", "return", "complaint", "human")
"""What opens a question, and changes nothing by that."""
A_PERSON = ("complaint", "return", "human")
"""Of these one is enough: each calls somebody."""
QUITE_SURE = 0.8

Wishes = Mapping[str, str]
"""For each intent the part of the message that has it."""


def several(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """None where there is no more than one."""
    wishes = wishes_in(text, conversation.language)
    if len(wishes) < 2:
        return None
    tell = [_act(wishes, intent, conversation, shop) for intent in ONLY_TELL if intent in wishes]
    return sum(tell, close_guess(conversation)) + _asked_in_turn(wishes, conversation, shop)


def wishes_in(text: str, code: str) -> Wishes:
    """By sentence, else by what stands between one `and` and the next."""
    in_sentences = _wishes(_sentences(text), code)
    return in_sentences if len(in_sentences) > 1 else _in_one_sentence(text, code)


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in SENTENCE_ENDS.split(text) if part.strip()][:MOST_PARTS]


def _in_one_sentence(text: str, code: str) -> Wishes:
    """`annule et rembourse moi`: what such a part wants must be heard in the whole as well."""
    found = _wishes(_clauses(text, code), code)
    wishes = {each: part for each, part in found.items() if INTENTS[each] is not look_up or model(code).named(part)}
    heard = {each.intent for each in meaning(text, code).candidates}
    return {intent: part for intent, part in wishes.items() if intent in ONLY_TELL or intent in heard}


def _clauses(text: str, code: str) -> list[str]:
    """Cut at each `and` of the language; accents count: `é` is no `e`."""
    joining = vocabulary(frozenset((code,)))
    parts: list[list[str]] = [[]]
    for word in text.split():
        if joining.is_one("joiner", word.casefold()):
            parts.append([])
        else:
            parts[-1].append(word)
    return [" ".join(part) for part in parts if part][:MOST_PARTS]


def _wishes(parts: Sequence[str], code: str) -> Wishes:
    """Of several that are answered alike, the one that came first."""
    wishes: dict[str, str] = {}
    for part in parts if len(parts) > 1 else ():
        intent = _wish(part, code)
        if intent and not any(_alike(intent, each) for each in wishes):
            wishes[intent] = part
    return wishes


def _wish(part: str, code: str) -> str:
    """What a part wants by itself, if that is one of those that may stand beside another."""
    understood = meaning(part, code)
    intent = understood.intent
    is_clear = intent in ASK and understood.candidates[0].confidence >= QUITE_SURE
    return intent if intent in ONLY_TELL or is_clear else ""


def _alike(one: str, other: str) -> bool:
    return INTENTS[one] is INTENTS[other] or (one in A_PERSON and other in A_PERSON)


def _act(wishes: Wishes, intent: str, conversation: Conversation, shop: BuyerCounter) -> Turn:
    return INTENTS[intent](written(wishes[intent], conversation), shop)


def _asked_in_turn(wishes: Wishes, conversation: Conversation, shop: BuyerCounter) -> Turn:
    """The first that was written is asked now, over the others: these come when it is done."""
    asked = {intent: _act(wishes, intent, conversation, shop) for intent in wishes if intent in ASK}
    waiting = list(asked)[:0:-1]
    later = (asked[each] + (say(_next(each)) if _opens(asked[each]) else NOTHING) for each in waiting)
    first = next(iter(asked.values()), NOTHING)
    return sum(later, NOTHING) + first


def _opens(turn: Turn) -> bool:
    return any(isinstance(move, To) for move in turn.moves)


def _next(intent: str) -> Text:
    return _("First this, and then: *{wish}*.", wish=TITLES.get(intent, _("Talk to a person")))
