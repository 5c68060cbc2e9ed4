"""What checking out will ask, said while the cart is open: `finalement livraison à Cocody`, `je paie par wave`."""

from __future__ import annotations

from domain.ordering.order import Delivery
from domain.shared.money import Money
from flows.buyer.areas import areas_in
from flows.buyer.cart import Cart
from flows.buyer.counter import BuyerCounter
from flows.buyer.guesses import written
from flows.buyer.place_in_order import noted, places_of
from flows.buyer.rather import without_rather
from flows.buyer.wallets_in_words import is_cash, named_wallet
from flows.speech import fold, join
from flows.talk import Conversation, Turn, keep, say, start
from flows.understanding.wishes import OrderInWords, order_in


def said_ahead(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """Kept for the checkout, which need not ask again. None of somebody who has chosen nothing, or asks."""
    if "?" in text or written(text, conversation).is_busy:
        return None
    rest = without_rather(text)
    order = order_in(rest, places_of(shop))
    if order.lines or order.asks:
        return _begins_with_a_quarter(rest, order, shop)
    return _note(without_rather(order.place), order.wallet, shop)


def _begins_with_a_quarter(rest: str, order: OrderInWords, shop: BuyerCounter) -> Turn | None:
    """`Yopougon, près de la pharmacie`: what stands behind it is a landmark, not a thing."""
    quarters = (
        areas_in(rest.partition(",")[0], shop.zones()) if "," in rest and not (order.counts or order.asks) else ()
    )
    is_first = any(fold(rest).startswith(fold(name)) for zone in quarters for name in (zone.name, *zone.aliases))
    return _note(rest, "", shop) if is_first else None


def _note(place: str, wallet: str, shop: BuyerCounter) -> Turn | None:
    known = {"place": place, "wallet": wallet if wallet and _takes(wallet, shop) else ""}
    kept = {name: words for name, words in known.items() if words}
    if not kept or shop.cart().is_empty:
        return None
    return keep(**kept) + say(join(*noted(known["place"], known["wallet"]))) + start(Cart())


def _takes(wallet: str, shop: BuyerCounter) -> bool:
    ways = shop.ways_to_pay(Delivery(Money.zero(shop.shop.currency)))
    return ways.at_the_door if is_cash(wallet) else named_wallet(wallet, ways.wallets) is not None
