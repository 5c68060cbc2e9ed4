"""The place that is said with an order, in the same breath: whom to call there, a plus code, home; and the wallet."""

from __future__ import annotations

from flows.buyer.address_book import known_place
from flows.buyer.counter import BuyerCounter
from flows.speech import Text, _, lexicon
from flows.understanding.places import Lifted


def places_of(shop: BuyerCounter) -> list[str]:
    """All that an order may name: the shop's quarters, and what the buyer calls a place of theirs."""
    return [name for zone in shop.zones() for name in (zone.name, *zone.aliases)] + _named_places(shop)


def _named_places(shop: BuyerCounter) -> list[str]:
    """What buyers call where they have had things brought, and `même adresse`."""
    book = shop.buyer.addresses
    return [*(each.name for each in book if each.name), *lexicon().spoken("same_place")] if book else []


def whole_place(place: str, order: Lifted, shop: BuyerCounter) -> str:
    """As the question about it will show it, and `where.to_place` read it. Nobody is called at no place."""
    known = known_place(place, shop) if place else None
    where = [known.line if known else place, order.where]
    return ", ".join(part for part in (*where, order.contact) if part) if any(where) else ""


def noted(place: str, wallet: str) -> list[Text]:
    """What checking out will not ask again."""
    where = [_("Delivery to *{place}*: noted.", place=place)] if place else []
    return [*where, *([_("Payment: *{wallet}*, noted.", wallet=wallet)] if wallet else [])]
