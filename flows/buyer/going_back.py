"""One question back, and out of an order in the making: what `retour` and `annuler` mean at each step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.ordering.order_state import CANCELLABLE
from domain.ordering.views import OrderView
from domain.shared.sku import ProductSKU
from flows.buyer.browse import Category, Found, Menu, Quantity, WhichVariant
from flows.buyer.cart import Cart, NewQuantity, WhichLine
from flows.buyer.changing import WhatToChange
from flows.buyer.checkout import HowToGetIt
from flows.buyer.counter import BuyerCounter
from flows.buyer.draft import Draft, delivery
from flows.buyer.last_look import Confirm
from flows.buyer.paying import WhichWallet, WhoPays
from flows.buyer.under_way import CheckingOut, Placing, WhereTo, wallet_said
from flows.buyer.where import Where, WhomToCall
from flows.speech import Text, _, join, word_for
from flows.talk import Step, Turn, done, keep, say, start, to

Looking = Menu | Category | Found | WhichVariant | Quantity


def back(step: Any, shop: BuyerCounter) -> Turn | None:
    """To what was asked before this; None where that lies below on the stack."""
    earlier = _before_looking(step, shop) or _before_changing(step) or _before_ordering(step, shop)
    return to(earlier) if earlier else None


def _before_looking(step: Any, shop: BuyerCounter) -> Step | None:
    match step:
        case Category() | Found() | Cart():
            return Menu()
        case WhichVariant(product_id=product_id):
            return _shelf_of(product_id, shop)
        case Quantity(sku=sku):
            product = shop.product(shop.item(ProductSKU(sku)).product_id)
            return WhichVariant(product.id) if len(product.variants) > 1 else _shelf_of(product.id, shop)
    return None


def _shelf_of(product_id: str, shop: BuyerCounter) -> Step:
    return Category(shop.product(product_id).category)


def _before_changing(step: Any) -> Step | None:
    match step:
        case WhichLine(is_ordering=False):
            return Cart()
        case NewQuantity(is_ordering=is_ordering):
            return WhichLine(is_ordering)
    return None


def _before_ordering(step: Any, shop: BuyerCounter) -> Step | None:
    match step:
        case HowToGetIt():
            return Cart()
        case Where(wallet=wallet):
            return HowToGetIt(wallet=wallet)
        case WhomToCall(draft=draft):
            return _before_paying(draft)
        case WhatToChange(draft=draft, payer=payer):
            return Confirm(draft, payer)
        case WhichWallet() | WhoPays() | Confirm():
            return _one_back_in_paying(step, shop)
    return Where(wallet_said(step, shop)) if isinstance(step, WhereTo) else None


def _one_back_in_paying(step: Placing, shop: BuyerCounter) -> Step:
    draft = replace(step.draft, pays_with="")
    if isinstance(step, Confirm) and draft.wallet:
        return WhoPays(draft)
    unpaid = replace(draft, wallet="", at_the_door=False)
    was_chosen = draft.at_the_door or (isinstance(step, WhoPays) and _is_asked(unpaid, shop))
    return WhichWallet(unpaid) if was_chosen else _before_paying(draft)


def _is_asked(draft: Draft, shop: BuyerCounter) -> bool:
    """Where there is only one way to pay, nobody was asked."""
    ways = shop.ways_to_pay(delivery(draft, shop), draft.at_the_door)
    return len(ways.wallets) + ways.at_the_door > 1


def _before_paying(draft: Draft) -> Step:
    return Where(draft.pays_with) if draft.address else HowToGetIt(wallet=draft.pays_with)


def give_up(step: Any, shop: BuyerCounter) -> Turn | None:
    """The order in the making is meant, not one that was placed; what was chosen stays in the cart. Whoever only looks
    round means the one that was placed, where there is one."""
    if isinstance(step, CheckingOut):
        left = _("All right: nothing has been ordered. Your cart stays as it is.")
        return keep(place="", wallet="") + say(join(left, _how_to_cancel(shop))) + start(Cart())
    is_looking = isinstance(step, Looking | WhichLine | NewQuantity) and not isinstance(step, Menu)
    if is_looking and _placed(shop) is None:
        return say(_("All right.")) + start(Menu() if shop.cart().is_empty else Cart())
    return None


def _how_to_cancel(shop: BuyerCounter) -> Text:
    """For whoever meant one that was placed."""
    placed = _placed(shop)
    if placed is None:
        return join()
    number = str(placed.number)
    return _("To cancel order {number}, write *{word} {number}*.", number=number, word=word_for("cancel"))


def _placed(shop: BuyerCounter) -> OrderView | None:
    return next((order for order in shop.orders() if order.state in CANCELLABLE), None)


def no_further_back(shop: BuyerCounter) -> Turn:
    """What lies below is asked again."""
    return done()
