"""A place as it was said, with what the shop knows of its quarters: an address, or why it is none."""

from __future__ import annotations

from domain.shared.address import LONGEST, Address, Pin
from domain.shared.plus_code import is_full, nearest
from flows.buyer.areas import areas_in
from flows.buyer.counter import BuyerCounter
from flows.speech import Text, _
from flows.understanding.places import SaidPlace


def why_nowhere(said: SaidPlace) -> Text:
    if said.is_behind_link:
        return _("I cannot open that link from here. Please send your location itself: 📎, then Location.")
    return _("I have no address of yours yet.")


def address_said(said: SaidPlace, shop: BuyerCounter) -> Address | None:
    """None where it says nowhere."""
    pin = said.pin or _pin_of(said, shop)
    words = "" if said.is_behind_link and not any(map(str.isalpha, said.words)) else said.words
    return Address(landmark=words[:LONGEST], pin=pin, contact=said.contact) if words or pin else None


def _pin_of(said: SaidPlace, shop: BuyerCounter) -> Pin | None:
    """A short plus code is near the area that is named with it, or else near the shop."""
    named = areas_in(said.words, shop.zones())
    near = (named[0].middle if len(named) == 1 else None) or shop.shop.pickup_pin
    if not said.code or (near is None and not is_full(said.code)):
        return None
    return nearest(said.code, near or Pin(0, 0))
