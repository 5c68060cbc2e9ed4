"""Commands for cash taken at the door: who has it, and that it has reached the shop."""

from __future__ import annotations

from domain.shared.errors import NotFound
from domain.shared.money import Money
from flows.merchant.desk import CashOut, MerchantDesk
from flows.merchant.grammar import merchant
from flows.speech import Text, _, fold, join


@merchant.says("cash", about=_("Who holds how much cash of yours."))
def cash(shop: MerchantDesk) -> Text:
    """Who has taken how much, for which orders."""
    out = shop.cash_out()
    holders = dict.fromkeys(each.holder for each in out)
    lines = [held_by(holder, [each for each in out if each.holder == holder]) for holder in holders]
    return join(*lines) if lines else _("Nobody holds any of the shop's cash.")


def really_receive(shop: MerchantDesk, holder: str) -> Text:
    out = named(shop, holder)
    return _("Have you received {amount} from {holder}?", amount=total(out), holder=out[0].holder)


@merchant.says("receive <holder...>", confirm=really_receive, about=_("You have got it from them."))
def receive(shop: MerchantDesk, holder: str) -> Text:
    """From a rider everything, or the cash of one order."""
    out = named(shop, holder)
    for each in out:
        shop.hand_in(each.number)
    return _("Noted: {amount} from {holder} is in the till.", amount=total(out), holder=out[0].holder)


def named(shop: MerchantDesk, holder: str) -> list[CashOut]:
    """By the holder's name, or by an order. Raises NotFound."""
    out = shop.cash_out()
    found = [each for each in out if fold(holder) in (fold(each.holder), str(each.number))]
    if not found:
        raise NotFound("cash", holder)
    return found


def held_by(holder: str, out: list[CashOut]) -> Text:
    orders = ", ".join(str(each.number) for each in out)
    return _("{holder} has {amount} (orders: {orders})", holder=holder, amount=total(out), orders=orders)


def total(out: list[CashOut]) -> Money:
    first, *others = (each.amount for each in out)
    return sum(others, first)
