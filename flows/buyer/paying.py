"""How an order is paid: which wallet, which number."""

from __future__ import annotations

from dataclasses import replace

from domain.shared.phone import PhoneNumber
from flows.buyer.cards import Ways
from flows.buyer.cart import Cart
from flows.buyer.counter import BuyerCounter
from flows.buyer.draft import Draft, delivery
from flows.buyer.last_look import Confirm
from flows.buyer.paid_so_far import beside_cash, payer_in, wallet_in
from flows.buyer.wallets_in_words import is_cash, named_wallet
from flows.speech import Text, _, join
from flows.talk import Option, Phone, Pick, Prompt, Turn, again, say, step, to


@step("buy.wallet")
class WhichWallet:
    """How it is paid."""

    draft: Draft

    def ask(self, shop: BuyerCounter) -> Prompt:
        ways = shop.ways_to_pay(delivery(self.draft, shop), self.draft.at_the_door)
        wallets = [Option(wallet.name, wallet.code) for wallet in ways.wallets]
        door = Option(_("Cash on delivery") if self.draft.address else _("Pay at the shop"), AT_THE_DOOR)
        cash = [door] if ways.at_the_door and not self.draft.at_the_door else []
        deposit = _("A deposit of {deposit} is paid now, the rest in cash when you get it.", deposit=ways.due)
        return Prompt(
            join(
                deposit if self.draft.at_the_door else join(),
                *(_("{wallet} does not answer right now.", wallet=wallet.name) for wallet in ways.down),
                _("How do you want to pay?"),
            ),
            Pick([*wallets, *cash]),
        )

    def hear(self, wallet: str, shop: BuyerCounter) -> Turn:
        if wallet == AT_THE_DOOR:
            return choose_wallet(replace(self.draft, at_the_door=True), shop)
        return to(WhoPays(replace(self.draft, wallet=wallet)))


@step("buy.payer")
class WhoPays:
    """The number of the wallet that pays: the buyer's own, or somebody else's, who may still be unknown."""

    draft: Draft

    def ask(self, shop: BuyerCounter) -> Prompt:
        own = [shop.buyer.wallets.get(self.draft.wallet), str(shop.buyer.phone or "")]
        known = list(dict.fromkeys(filter(None, own)))
        numbers = [Option(number, number) for number in known]
        only = known[0] if len(known) == 1 else None
        return Prompt(
            _("Which number pays? Choose, or write another one."),
            Pick([*numbers, Option(_("Someone else pays"), ANOTHER)], otherwise=Phone(shop.shop.region), assent=only),
        )

    def hear(self, said: PhoneNumber | str, shop: BuyerCounter) -> Turn:
        if said == ANOTHER:
            return to(Confirm(self.draft, ""))
        payer = PhoneNumber(str(said))
        if not payer.is_mobile:
            return again(_("{number} is not a mobile number, it cannot pay. Write another one.", number=str(payer)))
        return to(Confirm(self.draft, str(payer)))


AT_THE_DOOR, ANOTHER = "at_the_door", "another"


def choose_wallet(draft: Draft, shop: BuyerCounter) -> Turn:
    """Not asked where there is only one way; said where there is none right now."""
    ways = shop.ways_to_pay(delivery(draft, shop), draft.at_the_door)
    if not ways.due:
        return to(Confirm(draft, ""))
    cash = ways.at_the_door and not draft.at_the_door
    if not ways.wallets and not cash:
        return say(why_not(ways)) + to(Cart())
    if cash and is_cash(draft.pays_with):
        return choose_wallet(replace(draft, at_the_door=True, pays_with=beside_cash(draft.pays_with)), shop)
    if wallet := named_wallet(wallet_in(draft.pays_with), ways.wallets):
        return _from_whom(replace(draft, wallet=wallet.code), payer_in(draft.pays_with, wallet))
    if len(ways.wallets) == 1 and not cash and not ways.down and not draft.at_the_door:
        return to(WhoPays(replace(draft, wallet=ways.wallets[0].code)))
    return to(WhichWallet(draft))


def _from_whom(draft: Draft, payer: str | None) -> Turn:
    """Not asked of whoever has said so before."""
    return to(WhoPays(draft)) if payer is None else to(Confirm(draft, payer))


def why_not(ways: Ways) -> Text:
    """What no wallet takes, and what to do about it."""
    if ways.wants_whole:
        return _("No wallet takes {due}: only whole amounts. Please change your cart a little.", due=ways.due)
    if ways.down:
        return _("No wallet answers right now. Your cart is kept: try again a little later.")
    return _("No wallet takes {due}. Your cart is kept: please change it, or write to the shop.", due=ways.due)
