"""Checking out: delivered or fetched, where, which wallet, which number, and a last look before the order."""

from __future__ import annotations

from dataclasses import replace

from domain.catalog.errors import OutOfStock
from domain.shared.address import Address
from domain.shared.phone import PhoneNumber
from flows.buyer.cards import Choice
from flows.buyer.cart import Cart
from flows.buyer.confirmed import confirmed
from flows.buyer.counter import BuyerCounter
from flows.buyer.draft import Draft, delivery, fee_text, out_of_stock, payment_link, summary, why_not, zone_of
from flows.buyer.rehearsal import OnlyPractice, would_be_ordered
from flows.buyer.wallets_in_words import is_cash, named_wallet
from flows.speech import _, join
from flows.talk import (
    Option,
    Phone,
    Pick,
    Place,
    Prompt,
    Turn,
    YesNo,
    again,
    finish,
    keep,
    paged,
    say,
    start,
    step,
    to,
)


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
            return deliver_to(Address(landmark=self.place), self.wallet, shop)
        return choose_wallet(Draft(pays_with=self.wallet), shop)


@step("buy.where")
class Where:
    """A pin, a landmark, or an address used before."""

    wallet: str = ""

    def ask(self, shop: BuyerCounter) -> Prompt:
        addresses = shop.buyer.addresses[:3]
        known = [Option(address.line, address.line, f"address-{n}") for n, address in enumerate(addresses)]
        return Prompt(
            _("Where shall we deliver? Send your location, or write the area and a landmark."),
            Pick(known, otherwise=Place()) if known else Place(),
            menu=_("Choose"),
        )

    def hear(self, said: Address | str, shop: BuyerCounter) -> Turn:
        before = {address.line: address for address in shop.buyer.addresses}
        address = said if isinstance(said, Address) else before.get(said)
        if address is None:
            return again(_("That has just changed. Please try again."))
        return deliver_to(address, self.wallet, shop)


def deliver_to(address: Address, wallet: str, shop: BuyerCounter) -> Turn:
    zone = zone_of(address, shop)
    if zone is None:
        return to(WhichZone(address, wallet=wallet))
    return choose_wallet(Draft(replace(address, quarter=zone.name), zone.name, pays_with=wallet), shop)


@step("buy.zone")
class WhichZone:
    """The landmark did not say in which quarter it is."""

    address: Address
    page: int = 0
    wallet: str = ""

    def ask(self, shop: BuyerCounter) -> Prompt:
        rows = [Option(zone.name, zone.name, description=fee_text(zone.fee)) for zone in shop.zones()]
        return Prompt(_("Which area is that?"), Pick(paged(rows, self.page)), menu=_("Choose"))

    def hear(self, said: str, shop: BuyerCounter) -> Turn:
        if said == "more":
            return to(WhichZone(self.address, self.page + 1, self.wallet))
        return choose_wallet(Draft(replace(self.address, quarter=said), said, pays_with=self.wallet), shop)


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
        numbers = [Option(number, number) for number in dict.fromkeys(filter(None, own))]
        return Prompt(
            _("Which number pays? Choose, or write another one."),
            Pick([*numbers, Option(_("Someone else pays"), ANOTHER)], otherwise=Phone(shop.shop.region)),
        )

    def hear(self, said: PhoneNumber | str, shop: BuyerCounter) -> Turn:
        if said == ANOTHER:
            return to(Confirm(self.draft, ""))
        payer = PhoneNumber(str(said))
        if not payer.is_mobile:
            return again(_("{number} is not a mobile number, it cannot pay. Write another one.", number=str(payer)))
        return to(Confirm(self.draft, str(payer)))


@step("buy.confirm")
class Confirm:
    """The last look: nothing is held before this."""

    draft: Draft
    payer: str

    def ask(self, shop: BuyerCounter) -> Prompt:
        return Prompt(
            summary(self.draft, self.payer, shop),
            YesNo(yes=_("Place the order"), no=_("Change")),
        )

    def hear(self, yes: bool, shop: BuyerCounter) -> Turn:
        if not yes:
            return keep(place="", wallet="") + to(Cart())
        choice = Choice(self.draft.wallet, self.payer, self.draft.at_the_door)
        try:
            order = shop.place_order(delivery(self.draft, shop), choice)
        except OutOfStock as short:
            return say(out_of_stock(short, shop)) + start(Cart())
        except OnlyPractice as practice:
            return finish(would_be_ordered(practice))
        waiting = shop.to_pay(order.number)
        done = finish(payment_link(waiting, shop) if waiting else confirmed(order, shop))
        return keep(place="", wallet="", last="") + done


AT_THE_DOOR, ANOTHER = "at_the_door", "another"


def choose_wallet(draft: Draft, shop: BuyerCounter) -> Turn:
    """Not asked where there is only one way; said where there is none right now."""
    ways = shop.ways_to_pay(delivery(draft, shop), draft.at_the_door)
    if not ways.due:
        return to(Confirm(draft, ""))
    cash = ways.at_the_door and not draft.at_the_door
    if not ways.wallets and not cash:
        return say(why_not(ways)) + to(Cart())
    if len(ways.wallets) == 1 and not cash and not ways.down and not draft.at_the_door:
        return to(WhoPays(replace(draft, wallet=ways.wallets[0].code)))
    if cash and is_cash(draft.pays_with):
        return choose_wallet(replace(draft, at_the_door=True), shop)
    if wallet := named_wallet(draft.pays_with, ways.wallets):
        return to(WhoPays(replace(draft, wallet=wallet.code)))
    return to(WhichWallet(draft))
