"""What was said of an order and holds no longer at the last look: a zone is gone, a wallet is switched off."""

from __future__ import annotations

from dataclasses import replace

from flows.buyer.counter import BuyerCounter
from flows.buyer.draft import Draft, delivery, zone_of
from flows.speech import Text, _


def no_longer(draft: Draft, shop: BuyerCounter) -> Text | None:
    """In a sentence; None where all is as it was."""
    if not _is_reached(draft, shop):
        return _("We no longer deliver to {place}.", place=draft.zone or draft.address.line if draft.address else "")
    return None if _is_payable(draft, shop) else _("This order can no longer be paid that way.")


def without_what_is_gone(draft: Draft, shop: BuyerCounter) -> Draft:
    """What may be asked again from here; no address where nobody brings it."""
    if not _is_reached(draft, shop):
        return Draft()
    return replace(draft, wallet="", at_the_door=False, pays_with="")


def _is_reached(draft: Draft, shop: BuyerCounter) -> bool:
    return draft.address is None or zone_of(draft.zone, draft.address, shop) is not None


def _is_payable(draft: Draft, shop: BuyerCounter) -> bool:
    how = delivery(draft, shop)
    if draft.at_the_door and not shop.ways_to_pay(how).at_the_door:
        return False
    ways = shop.ways_to_pay(how, draft.at_the_door)
    return not ways.due or draft.wallet in [wallet.code for wallet in ways.wallets]
