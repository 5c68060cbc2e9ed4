"""Out of a question without an answer: `laisse tomber`, `never mind`, `aucune`. Nothing is emptied or cancelled so."""

from __future__ import annotations

from typing import Any

from flows.buyer.browse import Menu
from flows.buyer.cart import Cart, Coupon, NewQuantity, WhichLine
from flows.buyer.counter import BuyerCounter
from flows.buyer.going_back import Looking, give_up
from flows.buyer.last_look import Confirm
from flows.buyer.money_back import Why
from flows.buyer.orders import WhichToCancel
from flows.buyer.paying import WhoPays
from flows.buyer.under_way import CheckingOut, TakesPlaces, open_step
from flows.speech import Text, _, fold, lexicon
from flows.talk import Conversation, Pick, Turn, YesNo, done, only, say, start, to

AtEase = Menu | Cart
NotALeaving = TakesPlaces | WhoPays | Confirm
"""There a no has a meaning of its own."""


def never_mind(shop: BuyerCounter) -> Turn:
    """Where nothing is asked that could be left."""
    return only(_("All right. I am here when you need something.") if shop.cart().is_empty else cart_stays())


def cart_stays() -> Text:
    return _("All right. Your cart stays as it is.")


def leave(step: Any, shop: BuyerCounter) -> Turn | None:
    """What `never mind` means where a question is open; None where there is nothing to leave."""
    if isinstance(step, AtEase):
        return None
    if isinstance(step, CheckingOut):
        return give_up(step, shop)
    if isinstance(step, Looking):
        return _all_right() + start(Menu() if shop.cart().is_empty else Cart())
    if isinstance(step, WhichLine | NewQuantity):
        return _all_right() + (done() if step.is_ordering else to(Cart()))
    refused = _its_no(step, shop)
    if refused is not None:
        return step.hear(refused, shop)  # type: ignore[no-any-return]
    return done(_("All right: nothing is cancelled.")) if isinstance(step, WhichToCancel) else _all_right() + done()


def none_of_them(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """`non`, `aucune`, where one of several was to be chosen."""
    step = open_step(conversation)
    is_none = fold(text) in lexicon().spoken("none_of_them")
    if step is None or isinstance(step, NotALeaving) or not (is_none or lexicon().yes_or_no(text) is False):
        return None
    if isinstance(step, NewQuantity) and is_none:
        return step.hear(0, shop)
    return leave(step, shop) or never_mind(shop)


def none_in_words(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """The same where any words would be taken for the answer: a reason, a code."""
    return none_of_them(text, conversation, shop) if isinstance(open_step(conversation), Why | Coupon) else None


def _all_right() -> Turn:
    return say(_("All right."))


def _its_no(step: Any, shop: BuyerCounter) -> Any:
    """The value of the choice that says no, where there is one."""
    expects = step.ask(shop).expects
    if isinstance(expects, YesNo):
        return False
    return expects.dissent if isinstance(expects, Pick) else None
