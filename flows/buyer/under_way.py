"""Which questions belong to an order in the making, and what has been said of it by then."""

from __future__ import annotations

from typing import Any, get_args

from flows.buyer.browse import Quantity
from flows.buyer.cart import NewQuantity
from flows.buyer.changing import WhatToChange
from flows.buyer.checkout import HowToGetIt
from flows.buyer.counter import BuyerCounter
from flows.buyer.draft import Draft
from flows.buyer.last_look import Confirm
from flows.buyer.paid_so_far import settled
from flows.buyer.paying import WhichWallet, WhoPays
from flows.buyer.where import SendPin, TooFar, Where, WhichLandmark, WhichZone, WhomToCall
from flows.talk import Conversation
from flows.talk.fields import CannotLoad
from flows.talk.steps import name_of_class

Placing = WhichWallet | WhoPays | Confirm | WhatToChange
"""All is said but how it is paid."""
WhereTo = Where | WhichZone | WhichLandmark | SendPin | TooFar | WhomToCall
CheckingOut = HowToGetIt | WhereTo | Placing
TakesPlaces = Where | WhichLandmark | SendPin
"""Nearly any words may be their answer."""
CHECKING_OUT = tuple(name_of_class(kind) for kind in get_args(CheckingOut))
Counting = Quantity | NewQuantity


def open_step(conversation: Conversation) -> Any:
    """The step that waits for an answer, or None."""
    try:
        return conversation.top.load() if conversation.top else None
    except CannotLoad:
        return None


def wallet_said(step: CheckingOut, shop: BuyerCounter) -> str:
    """How it is to be paid, in words: as it was said, or as it was chosen."""
    draft = getattr(step, "draft", None)
    if not isinstance(draft, Draft):
        return str(getattr(step, "wallet", ""))
    if not (draft.wallet or draft.at_the_door):
        return draft.pays_with
    return settled(draft, getattr(step, "payer", None), shop)
