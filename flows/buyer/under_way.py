"""Which questions belong to an order in the making, and what has been said of it by then."""

from __future__ import annotations

from typing import Any

from flows.buyer.browse import Quantity
from flows.buyer.cart import NewQuantity
from flows.buyer.checkout import HowToGetIt
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


def open_step(conversation: Conversation) -> Any:
    """The step that waits for an answer, or None."""
    try:
        return conversation.top.load() if conversation.top else None
    except CannotLoad:
        return None


def wallet_said(step: CheckingOut) -> str:
    """The wallet in the buyer's words, as far as one was named; the code of the one that was tapped."""
    match step:
        case WhichWallet(draft=draft) | WhoPays(draft=draft) | Confirm(draft=draft) | WhomToCall(draft=draft):
            return draft.pays_with
    return step.wallet
