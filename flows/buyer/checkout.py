"""Checking out: delivered or fetched. Where to stands in `where.py`, how it is paid in `paying.py`."""

from __future__ import annotations

from flows.buyer.cart import Cart
from flows.buyer.counter import BuyerCounter
from flows.buyer.draft import Draft
from flows.buyer.paying import choose_wallet
from flows.buyer.where import Where, to_place
from flows.speech import _, join
from flows.talk import Conversation, Option, Pick, Prompt, Turn, step, to
from flows.talk.steps import name_of_class
from flows.understanding.places import calls


def begin_checkout(shop: BuyerCounter) -> Turn:
    """The cart says what keeps it from being ordered."""
    is_ready = not shop.cart().is_empty and shop.why_no_order() is None
    return to(HowToGetIt()) if is_ready else to(Cart())


@step("buy.how")
class HowToGetIt:
    """Brought, or fetched. What was said of it with the order is asked no more, but may be put right."""

    place: str = ""
    wallet: str = ""
    takes_up = ("place", "wallet")

    def ask(self, shop: BuyerCounter) -> Prompt:
        delivered, fetched = Option(_("Delivery"), "delivery"), Option(_("Pick-up at the shop"), "pickup")
        there, elsewhere = Option(_("Yes, there"), "there"), Option(_("Another place"), "delivery")
        which = _("Shall we deliver to *{place}*, or will you pick it up?", place=self.place)
        whether = _("Shall we deliver, or will you pick it up?")
        return Prompt(
            join(which if self.place else whether, _("Pick-up point: {pickup}", pickup=shop.shop.pickup)),
            Pick([there, elsewhere, fetched], assent="there") if self.place else Pick([delivered, fetched]),
        )

    def hear(self, said: str, shop: BuyerCounter) -> Turn:
        if said == "delivery":
            return to(Where(self.wallet))
        if said == "there" and self.place:
            return to_place(self.place, self.wallet, shop)
        return choose_wallet(Draft(pays_with=self.wallet), shop)


def same_place(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """`même adresse`, where a delivery is being asked about: brought, and there."""
    if conversation.top is None or conversation.top.step != name_of_class(HowToGetIt) or not calls("same_place", text):
        return None
    return to_place(text, str(conversation.top.fields.get("wallet", "")), shop)
