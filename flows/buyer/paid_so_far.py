"""How an order is to be paid, as one line that later questions carry along: `cash, Wave, +2250701020304`."""

from __future__ import annotations

from domain.merchant.shop import Wallet
from domain.ordering.order import Delivery
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from flows.buyer.counter import BuyerCounter
from flows.buyer.draft import Draft

CASH, SOMEBODY = "cash", "+?"
"""At the door; and whoever it is that pays, whose number nobody knows."""
BETWEEN = ", "


def settled(draft: Draft, payer: str | None, shop: BuyerCounter) -> str:
    """As it was chosen, for whoever changes something else and is not to be asked again."""
    wallets = shop.ways_to_pay(Delivery(Money.zero(shop.shop.currency)), draft.at_the_door).wallets
    name = next((each.name for each in wallets if each.code == draft.wallet), "")
    from_whom = "" if not name or payer is None else payer or SOMEBODY
    return BETWEEN.join(filter(None, (CASH if draft.at_the_door else "", name, from_whom)))


def beside_cash(said: str) -> str:
    """What is to be paid beforehand, and how."""
    return said.removeprefix(CASH).removeprefix(BETWEEN)


def payer_in(said: str, wallet: Wallet) -> str | None:
    """The number that pays with this wallet, "" where it is somebody else's; None where nobody has been named."""
    name, _comma, payer = said.rpartition(BETWEEN)
    if name != wallet.name or not payer.startswith("+"):
        return None
    return "" if payer == SOMEBODY else str(PhoneNumber(payer))


def wallet_in(said: str) -> str:
    """Its name, without who pays."""
    name, _comma, payer = said.rpartition(BETWEEN)
    return name if payer.startswith("+") else said
