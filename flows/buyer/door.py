"""What stands on the shop's door: closed for now, no orders for a while, orders neither too small nor too large."""

from __future__ import annotations

from domain.merchant.errors import Paused, TooLarge, TooSmall
from domain.shared.errors import Refusal
from flows.buyer.counter import BuyerCounter
from flows.speech import Text, _, join


def sign(shop: BuyerCounter) -> Text:
    """For whoever comes in: nothing while the shop is open."""
    pause = shop.pause()
    return no_order(pause) if pause else closed_now(shop)


def closed_now(shop: BuyerCounter) -> Text:
    """Orders are taken all the same."""
    opens = shop.opens_next()
    return _("We are closed now. Order all the same: we see to it from {when}.", when=opens) if opens else join()


def no_order(refusal: Refusal) -> Text:
    match refusal:
        case Paused(until=None):
            return _("The shop takes no orders right now. You can look round and fill your cart.")
        case Paused(until=until):
            return _("The shop takes orders again from {when}. You can look round and fill your cart.", when=until)
        case TooSmall(least=least, missing=missing):
            return _("An order comes to at least {least}: add something for {missing}.", least=least, missing=missing)
        case TooLarge(most=most):
            return _("An order comes to at most {most}: please take something out, or write to the shop.", most=most)
    return _("That is not possible.")
