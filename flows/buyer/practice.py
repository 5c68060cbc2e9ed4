"""What differs at the counter where a merchant practises: the human whom nobody calls."""

from __future__ import annotations

from dataclasses import replace

from flows.buyer.counter import BuyerCounter
from flows.buyer.dialogue import buyer
from flows.speech import _
from flows.talk import Turn, say


def nobody_is_called(shop: BuyerCounter) -> Turn:
    return say(_("🎭 This is practice: a buyer would now talk to you or your staff. Nobody was called."))


practice = replace(buyer, asides={**buyer.asides, "human": nobody_is_called}, returned=None)
