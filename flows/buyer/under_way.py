"""Which questions belong to an order in the making, and what has been said of it by then."""

from __future__ import annotations

from typing import Any

from flows.buyer.browse import Quantity
from flows.buyer.cart import NewQuantity
from flows.buyer.checkout import HowToGetIt
from flows.buyer.counter import BuyerCounter
from flows.buyer.draft import Draft, delivery
from flows.buyer.paying import Confirm, WhichWallet, WhoPays
from flows.buyer.where import SendPin, TooFar, Where, WhichLandmark, WhichZone, WhomToCall
from flows.talk import Conversation
from flows.talk.fields import CannotLoad

Placing = WhichWallet | WhoPays | Confirm
"""All is said but how it is paid."""
WhereTo = Where | WhichZone | WhichLandmark | SendPin | TooFar | WhomToCall
CheckingOut = HowToGetIt | WhereTo | Placing
TakesPlaces = Where | WhichLandmark | SendPin
"""Nearly any words may be their answer."""
Counting = Quantity | NewQuantity
CASH = "cash"


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
    if draft.pays_with or not (draft.wallet or draft.at_the_door):
        return draft.pays_with
    wallets = shop.ways_to_pay(delivery(draft, shop), draft.at_the_door).wallets
    return CASH if draft.at_the_door else next((each.name for each in wallets if each.code == draft.wallet), "")
