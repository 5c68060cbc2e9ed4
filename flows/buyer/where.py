"""Where to: the words, the pin or the code of a place become an address with its fee."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from domain.merchant.shop import Zone
from domain.shared.address import Address
from domain.shared.phone import PhoneNumber
from flows.buyer.address_book import how_to_name, kept_in_words, known_place, worth_a_name
from flows.buyer.areas import areas_in, is_only_an_area
from flows.buyer.counter import BuyerCounter
from flows.buyer.draft import Draft, fee_text
from flows.buyer.paying import choose_wallet
from flows.buyer.place_said import address_said, why_nowhere
from flows.speech import Text, _, join
from flows.talk import Option, Phone, Pick, Place, Prompt, Turn, again, paged, say, step, to
from flows.understanding.places import calls, take_apart

PICK_UP, NONE = "pickup", "none"


@step("buy.where")
class Where:
    """A pin, a landmark, a plus code, or an address used before."""

    wallet: str = ""

    def ask(self, shop: BuyerCounter) -> Prompt:
        known = [_option(address, n) for n, address in enumerate(shop.buyer.addresses[:3])]
        where = _("Where shall we deliver? Send your location, or write the area and a landmark.")
        return Prompt(
            join(where, how_to_name()) if worth_a_name(shop) else where,
            Pick(known, otherwise=Place()) if known else Place(),
            menu=_("Choose"),
        )

    def hear(self, said: Address | str, shop: BuyerCounter) -> Turn:
        if isinstance(said, Address):
            return deliver_to(said, self.wallet, shop) if said.pin else to_place(said.landmark, self.wallet, shop)
        address = next((each for each in shop.buyer.addresses if each.line == said), None)
        if address is None:
            return again(_("That has just changed. Please try again."))
        return deliver_to(address, self.wallet, shop)


def _option(address: Address, place: int) -> Option:
    return Option(
        address.name or address.line, address.line, f"address-{place}", description=address.line if address.name else ""
    )


def to_place(text: str, wallet: str, shop: BuyerCounter) -> Turn:
    """As it was written; what no parcel can be brought to is asked again."""
    if done := kept_in_words(text, shop):
        return say(done) + to(Where(wallet))
    if known := known_place(text, shop):
        return deliver_to(known, wallet, shop)
    said = take_apart(text, shop.shop.region)
    address = None if calls("same_place", text) else address_said(said, shop)
    if address is None:
        return say(why_nowhere(said)) + to(Where(wallet))
    return deliver_to(address, wallet, shop)


def deliver_to(address: Address, wallet: str, shop: BuyerCounter) -> Turn:
    """By the words first, as people know better than their phones where they live; else by the pin."""
    zones = shop.zones()
    areas = [zone for zone in zones if zone.name == address.quarter] or areas_in(address.landmark, zones)
    by_pin = shop.zone_at(address.pin) if address.pin else None
    if len(areas) > 1 and by_pin not in areas:
        return to(WhichZone(address, wallet=wallet, among=tuple(zone.name for zone in areas)))
    if zone := areas[0] if len(areas) == 1 else by_pin:
        return arrive(address, zone, wallet, shop)
    if zones:
        return to(WhichZone(address, wallet=wallet))
    return to(SendPin(address, wallet) if shop.distances() and address.pin is None else TooFar(address, wallet))


def arrive(address: Address, zone: Zone, wallet: str, shop: BuyerCounter) -> Turn:
    """A quarter alone finds no door, nor does a rider whom nobody tells whom to call."""
    here = replace(address, quarter=zone.name)
    if not (address.pin or address.quarter) and is_only_an_area(address.landmark, zone):
        return to(WhichLandmark(here, wallet))
    return called_at(here, wallet, shop)


def called_at(address: Address, wallet: str, shop: BuyerCounter) -> Turn:
    draft = Draft(address, address.quarter, pays_with=wallet)
    return choose_wallet(draft, shop) if address.contact or shop.buyer.phone else to(WhomToCall(draft))


@step("buy.zone")
class WhichZone:
    """The landmark did not say in which quarter it is, or named several."""

    address: Address
    page: int = 0
    wallet: str = ""
    among: tuple[str, ...] = ()

    def ask(self, shop: BuyerCounter) -> Prompt:
        zones = [zone for zone in shop.zones() if zone.name in self.among] or shop.zones()
        rows = [Option(zone.name, zone.name, description=fee_text(zone.fee)) for zone in zones]
        return Prompt(_("Which area is that?"), Pick(paged(rows, self.page)), menu=_("Choose"))

    def hear(self, said: str, shop: BuyerCounter) -> Turn:
        if said == "more":
            return to(WhichZone(self.address, self.page + 1, self.wallet, self.among))
        return called_at(replace(self.address, quarter=said), self.wallet, shop)


@step("buy.landmark")
class WhichLandmark:
    """Only the quarter was said: asked once."""

    address: Address
    wallet: str = ""

    def ask(self, shop: BuyerCounter) -> Prompt:
        return Prompt(
            _("Which landmark is near, in {area}? A pharmacy, a school, a crossroads…", area=self.address.quarter),
            Pick([Option(_("No landmark"), NONE)], otherwise=Place(), dissent=NONE),
        )

    def hear(self, said: Address | str, shop: BuyerCounter) -> Turn:
        if not isinstance(said, Address) or calls("no_landmark", said.landmark):
            return called_at(self.address, self.wallet, shop)
        more = said if said.pin else address_said(take_apart(said.landmark, shop.shop.region), shop)
        if more is None or any(zone.name != self.address.quarter for zone in areas_in(more.landmark, shop.zones())):
            return to_place(said.landmark, self.wallet, shop)
        return called_at(replace(more, quarter=self.address.quarter), self.wallet, shop)


@step("buy.pin")
class SendPin:
    """What it costs depends on how far it is, and words do not tell."""

    address: Address
    wallet: str = ""

    def ask(self, shop: BuyerCounter) -> Prompt:
        return Prompt(
            _("What delivery costs depends on how far it is. Please send your location (📎, then Location)."),
            Pick([Option(_("Pick-up at the shop"), PICK_UP)], otherwise=Place()),
        )

    def hear(self, said: Address | str, shop: BuyerCounter) -> Turn:
        if not isinstance(said, Address):
            return choose_wallet(Draft(pays_with=self.wallet), shop)
        told = take_apart(said.landmark, shop.shop.region)
        found = said if said.pin else address_said(told, shop)
        if found is None or found.pin is None:
            return again(why_nowhere(told) if told.is_behind_link else join())
        whole = replace(self.address, pin=found.pin, contact=self.address.contact or found.contact)
        return deliver_to(whole, self.wallet, shop)


@step("buy.far")
class TooFar:
    """Nobody brings it there; it may be fetched."""

    address: Address
    wallet: str = ""

    def ask(self, shop: BuyerCounter) -> Prompt:
        elsewhere, fetched = Option(_("Another place"), "elsewhere"), Option(_("Pick-up at the shop"), PICK_UP)
        pickup = _("Pick-up point: {pickup}", pickup=shop.shop.pickup)
        return Prompt(join(self._how_far(shop), pickup), Pick([elsewhere, fetched] if shop.distances() else [fetched]))

    def _how_far(self, shop: BuyerCounter) -> Text:
        start, distances = shop.shop.pickup_pin, shop.distances()
        if not distances or start is None or self.address.pin is None:
            return _("We do not deliver yet; you can pick your order up at the shop.")
        km, most = start.km_to(self.address.pin), max(each.up_to_km for each in distances)
        return _("That is {km} km from here, and we deliver up to {most} km.", km=round(km), most=Decimal(f"{most:g}"))

    def hear(self, said: str, shop: BuyerCounter) -> Turn:
        return choose_wallet(Draft(pays_with=self.wallet), shop) if said == PICK_UP else to(Where(self.wallet))


@step("buy.callee")
class WhomToCall:
    """Whoever writes without a number must be reached at the door all the same."""

    draft: Draft

    def ask(self, shop: BuyerCounter) -> Prompt:
        before = dict.fromkeys(each.contact for each in shop.buyer.addresses if each.contact)
        phone = Phone(shop.shop.region)
        known = [Option(number, number) for number in before]
        return Prompt(
            _("Which number shall the rider call when they are there?"),
            Pick(known, otherwise=phone) if known else phone,
        )

    def hear(self, said: PhoneNumber | str, shop: BuyerCounter) -> Turn:
        if self.draft.address is None:
            return choose_wallet(self.draft, shop)
        reached = replace(self.draft.address, contact=str(said))
        return choose_wallet(replace(self.draft, address=reached), shop)
