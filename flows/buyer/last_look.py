"""The last look before an order is placed: a yes is to the total that was shown, and to nothing that is gone since."""

from __future__ import annotations

from dataclasses import replace

from domain.catalog.errors import OutOfStock
from domain.shared.money import Money
from flows.buyer.browse import Menu
from flows.buyer.cards import Choice
from flows.buyer.cart import Cart
from flows.buyer.confirmed import confirmed
from flows.buyer.counter import BuyerCounter
from flows.buyer.door import no_order
from flows.buyer.draft import Draft, delivery, out_of_stock, payment_link, summary
from flows.buyer.no_longer import no_longer
from flows.buyer.rehearsal import OnlyPractice, would_be_ordered
from flows.speech import Text, _, join
from flows.talk import Option, Pick, Prompt, Turn, YesNo, again, finish, keep, say, start, step, to

MENDED, TRIED_AGAIN, LOOK_ROUND = "mended", "again", "look"
NOT_SHOWN = -1


@step("buy.confirm")
class Confirm:
    """Nothing is held before this. `total`: what was shown, in minor units; 0 where nobody knows, less where nothing
    was shown."""

    draft: Draft
    payer: str
    total: int = 0

    def ask(self, shop: BuyerCounter) -> Prompt:
        if shop.cart().is_empty:
            return Prompt(_("Your cart is empty."), Pick([Option(_("See the shop"), LOOK_ROUND)], assent=LOOK_ROUND))
        if gone := no_longer(self.draft, shop):
            return _instead(gone, Option(_("Choose again"), MENDED))
        if not_yet := shop.why_no_order():
            return _instead(no_order(not_yet), Option(_("Try again"), TRIED_AGAIN))
        return Prompt(summary(self.draft, self.payer, shop), YesNo(yes=_("Place the order"), no=_("Change")))

    def hear(self, said: bool | str, shop: BuyerCounter) -> Turn:
        from flows.buyer.changing import WhatToChange, choose_again

        if said == LOOK_ROUND:
            return start(Menu())
        if said == MENDED:
            return choose_again(self.draft, self.payer, shop)
        if not said:
            return to(WhatToChange(self.draft, self.payer))
        if said == TRIED_AGAIN or _is_kept_back(self.draft, shop):
            return again()
        total = _total(self.draft, shop)
        if self.total in (0, total.minor):
            return _placed(self.draft, self.payer, shop)
        before = Money(self.total, total.currency)
        changed = _("The total has changed: {before} → {after}.", before=before, after=total)
        return again(changed) if self.total > 0 else again()

    def as_shown(self, shop: BuyerCounter) -> Confirm:
        return replace(self, total=NOT_SHOWN if _is_kept_back(self.draft, shop) else _total(self.draft, shop).minor)


def _is_kept_back(draft: Draft, shop: BuyerCounter) -> bool:
    return bool(shop.cart().is_empty or no_longer(draft, shop) or shop.why_no_order())


def _total(draft: Draft, shop: BuyerCounter) -> Money:
    return shop.cart().total + delivery(draft, shop).fee


def _instead(why: Text, go_on: Option) -> Prompt:
    """Of the whole order, which cannot be placed like this."""
    cart = Option(_("My cart"), key="cart")
    return Prompt(join(why, _("Nothing has been ordered yet.")), Pick([go_on, cart], assent=go_on.value))


def _placed(draft: Draft, payer: str, shop: BuyerCounter) -> Turn:
    choice = Choice(draft.wallet, payer, draft.at_the_door)
    try:
        order = shop.place_order(delivery(draft, shop), choice)
    except OutOfStock as short:
        return say(out_of_stock(short, shop)) + start(Cart())
    except OnlyPractice as practice:
        return finish(would_be_ordered(practice))
    waiting = shop.to_pay(order.number)
    done = finish(payment_link(waiting, shop) if waiting else confirmed(order, shop))
    return keep(place="", wallet="", last="") + done
