"""What a buyer asks about the shop itself: when, where, how much it costs to bring, how it is paid."""

from __future__ import annotations

from decimal import Decimal

from domain.merchant.distances import Distance
from domain.merchant.shop import Zone
from domain.ordering.order import Delivery
from domain.shared.money import Money
from flows.buyer.areas import areas_in
from flows.buyer.counter import BuyerCounter
from flows.buyer.door import sign
from flows.buyer.draft import fee_text
from flows.speech import Text, _, _n, join, word_for

MOST_ZONES = 12


def opening_hours(shop: BuyerCounter) -> Text:
    hours = shop.shop.hours
    said = _("We are open: {hours}", hours=hours) if hours else _("You can order here at any time.")
    return join(said, sign(shop))


def where_we_are(shop: BuyerCounter) -> Text:
    place = shop.shop.pickup
    return _("You find us here: {place}", place=place) if place else _("We have no counter to visit: we deliver.")


def delivery_fees(said: str, shop: BuyerCounter) -> Text:
    """Of the areas that were named; of all of them where none was."""
    zones = shop.zones()
    if not zones and not shop.distances():
        return _("We do not deliver yet; you can pick your order up at the shop.")
    asked = areas_in(said, zones)
    shown = [_("*{name}*: {price}", name=zone.name, price=fee_of(zone)) for zone in (asked or zones)[:MOST_ZONES]]
    more = len(asked or zones) - len(shown)
    return join(
        _("This is what delivery costs:"),
        *shown,
        _n("and {n} other area", "and {n} other areas", more) if more else join(),
        *(join() if asked else fee_by_distance(each) for each in shop.distances()),
    )


def fee_by_distance(distance: Distance) -> Text:
    return _("up to {km} km: {price}", km=Decimal(f"{distance.up_to_km:g}"), price=distance.fee)


def fee_of(zone: Zone) -> Text:
    return _("{price}", price=zone.fee) if zone.fee else fee_text(zone.fee)


def delivery_time(said: str, shop: BuyerCounter) -> Text:
    zones, distances = shop.zones(), shop.distances()
    if not zones and not distances:
        return delivery_fees(said, shop)
    days = max([zone.max_days for zone in areas_in(said, zones) or zones] or [each.max_days for each in distances])
    return join(
        _n("We deliver within {n} day.", "We deliver within {n} days.", days),
        _("Once it is on its way, write *{word}* to follow it.", word=word_for("track")),
    )


def ways_to_pay(shop: BuyerCounter) -> Text:
    """For what is in the cart. What can be paid how depends on the amount: an empty cart counts as one delivery."""
    fees = [zone.fee for zone in shop.zones()] + [distance.fee for distance in shop.distances()]
    dearest = max(fees, key=lambda fee: fee.minor, default=Money.zero(shop.shop.currency))
    ways = shop.ways_to_pay(Delivery(dearest))
    wallets = [wallet.name for wallet in ways.wallets]
    known = join(*wallets, separator=", ") if wallets else _("You choose how to pay when you check out.")
    return join(
        _("You can pay with: {wallets}", wallets=known) if wallets else known,
        _("Cash is fine too, when you have it in your hands.") if ways.at_the_door else join(),
        _("We never ask for your PIN in the chat."),
    )
