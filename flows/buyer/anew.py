"""One thing said of an order is asked anew, the rest stands: `payer autrement`, `je veux changer l'adresse`."""

from __future__ import annotations

from dataclasses import replace

from flows.buyer.cart import WhichLine
from flows.buyer.counter import BuyerCounter
from flows.buyer.last_look import Confirm
from flows.buyer.paying import choose_wallet
from flows.buyer.rather import without_rather
from flows.buyer.under_way import CheckingOut, Placing, open_step, wallet_said
from flows.buyer.where import Where, WhomToCall
from flows.speech import fold, lexicon
from flows.talk import Conversation, Turn, aside, to
from flows.understanding.model import meaning
from flows.understanding.places import calls, take_apart


def another_way(text: str, step: CheckingOut, shop: BuyerCounter) -> Turn | None:
    """Of paying, or somebody else to call. None where it is about something else."""
    if not isinstance(step, Placing):
        return None
    if calls("pay_otherwise", without_rather(text)):
        return choose_wallet(replace(step.draft, wallet="", at_the_door=False, pays_with=""), shop)
    return _whom_to_call(text, step, shop)


def asked_anew(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """Nothing but that it is another one; or that a line of the cart is, at the last look."""
    step = open_step(conversation)
    intent = meaning(text, conversation.language).intent if isinstance(step, CheckingOut) else ""
    if intent == "change_quantity" and isinstance(step, Confirm):
        return aside(WhichLine(is_ordering=True))
    return to(Where(wallet_said(step, shop))) if intent == "change_address" else None


def _whom_to_call(text: str, step: Placing, shop: BuyerCounter) -> Turn | None:
    """The number itself, where it is said."""
    if step.draft.address is None:
        return None
    draft = replace(step.draft, wallet="", at_the_door=False, pays_with=wallet_said(step, shop))
    if calls("call_otherwise", without_rather(text)):
        return to(WhomToCall(draft))
    said = take_apart(text, shop.shop.region)
    words = set(fold(said.words).split())
    is_only_that = bool(said.contact) and _is_calling(text) and words <= {*_all_words("call_at"), *_all_words("rather")}
    return WhomToCall(draft).hear(said.contact, shop) if is_only_that else None


def _is_calling(text: str) -> bool:
    return any(word in _all_words("call_at") for word in fold(text).split())


def _all_words(key: str) -> frozenset[str]:
    return frozenset(word for phrase in lexicon().spoken(key) for word in phrase.split())
