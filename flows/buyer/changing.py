"""At the last look: what is to change, and only that is asked again."""

from __future__ import annotations

from dataclasses import replace

from flows.buyer.cart import WhichLine
from flows.buyer.counter import BuyerCounter
from flows.buyer.draft import Draft
from flows.buyer.last_look import Confirm
from flows.buyer.no_longer import without_what_is_gone
from flows.buyer.paid_so_far import settled
from flows.buyer.paying import choose_wallet
from flows.buyer.where import Where, WhomToCall
from flows.speech import _
from flows.talk import Option, Pick, Prompt, Turn, aside, step, to

NOTHING_ELSE = "nothing"


@step("buy.change")
class WhatToChange:
    """Opened from the last look, and leads back there."""

    draft: Draft
    payer: str

    def ask(self, shop: BuyerCounter) -> Prompt:
        is_brought = self.draft.address is not None
        where = Option(_("The address") if is_brought else _("Delivery"), "where")
        fetched = [Option(_("Pick-up at the shop"), "pickup"), Option(_("The number to call"), "callee")]
        rows = [
            Option(_("A quantity"), "cart"),
            where,
            *(fetched if is_brought else []),
            Option(_("Payment"), "payment"),
        ]
        return Prompt(
            _("What do you want to change?"),
            Pick([*rows, Option(_("Nothing, all is well"), NOTHING_ELSE)], dissent=NOTHING_ELSE),
            menu=_("Choose"),
        )

    def hear(self, said: str, shop: BuyerCounter) -> Turn:
        match said:
            case "cart":
                return to(Confirm(self.draft, self.payer)) + aside(WhichLine(is_ordering=True))
            case "where":
                return to(Where(self._paid(shop)))
            case "pickup":
                return choose_wallet(Draft(pays_with=self._paid(shop)), shop)
            case "callee":
                return to(WhomToCall(replace(self.draft, wallet="", at_the_door=False, pays_with=self._paid(shop))))
            case "payment":
                return choose_wallet(replace(self.draft, wallet="", at_the_door=False, pays_with=""), shop)
        return to(Confirm(self.draft, self.payer))

    def _paid(self, shop: BuyerCounter) -> str:
        return settled(self.draft, self.payer, shop)


def choose_again(draft: Draft, payer: str, shop: BuyerCounter) -> Turn:
    """What holds no longer, and nothing else."""
    left = without_what_is_gone(draft, shop)
    if draft.address and not left.address:
        return to(Where(settled(draft, payer, shop)))
    return choose_wallet(left, shop)
