"""What is never done on a guess: calling a person, stopping the offers, emptying the cart. It is asked first."""

from __future__ import annotations

from flows.buyer import asides
from flows.buyer.browse import Menu
from flows.buyer.counter import BuyerCounter
from flows.buyer.human import human
from flows.speech import _
from flows.talk import Prompt, Turn, YesNo, done, say, start, step


@step("buy.call")
class CallSomeone:
    """Whoever is called reads what was written last."""

    def ask(self, shop: BuyerCounter) -> Prompt:
        return Prompt(
            _("Shall I call someone from the shop? They will write to you here."),
            YesNo(yes=_("Yes, call someone"), no=_("No, thanks")),
        )

    def hear(self, yes: bool, shop: BuyerCounter) -> Turn:
        return human(shop) + done() if yes else done()


@step("buy.stop.really")
class StopOffers:
    """News of an order still come."""

    def ask(self, shop: BuyerCounter) -> Prompt:
        return Prompt(_("Shall I stop sending you offers?"), YesNo(yes=_("Yes, no more offers"), no=_("No, keep them")))

    def hear(self, yes: bool, shop: BuyerCounter) -> Turn:
        return done() + asides.stop(shop) if yes else done()


@step("buy.cart.empty")
class EmptyTheCart:
    """And begin again."""

    def ask(self, shop: BuyerCounter) -> Prompt:
        return Prompt(
            _("Shall I empty your cart, so that you can start again?"),
            YesNo(yes=_("Yes, empty it"), no=_("No, keep my cart")),
        )

    def hear(self, yes: bool, shop: BuyerCounter) -> Turn:
        if not yes:
            return done()
        shop.clear_cart()
        return say(_("Your cart is empty now.")) + start(Menu())
