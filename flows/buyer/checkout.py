"""Checking out: delivered or fetched, where, which wallet, which number, and a last look before the order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.catalog.errors import OutOfStock
from domain.merchant.shop import Zone
from domain.ordering.order import Delivery
from domain.shared.address import Address
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from domain.shared.sku import ProductSKU
from flows.buyer.cart import Cart, line_text
from flows.buyer.counter import BuyerCounter, ShopCard, ToPay
from flows.speech import Text, _, fold, join
from flows.talk import (
    Link,
    Option,
    Phone,
    Pick,
    Place,
    Prompt,
    Turn,
    again,
    finish,
    paged,
    say,
    start,
    step,
    to,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been said of the order so far. No address: it is fetched at the shop."""

    address: Address | None = None
    zone: str = ""
    wallet: str = ""


def begin_checkout(shop: BuyerCounter) -> Turn:
    return to(Cart()) if shop.cart().is_empty else to(HowToGetIt())


@step("buy.how")
class HowToGetIt:
    """Brought, or fetched."""

    def ask(self, shop: BuyerCounter) -> Prompt:
        delivered, fetched = Option(_("Delivery"), "delivery"), Option(_("Pick-up at the shop"), "pickup")
        return Prompt(
            join(_("Delivered to you, or fetched at the shop?"), _("The shop: {pickup}", pickup=shop.shop.pickup)),
            Pick([delivered, fetched]),
        )

    def hear(self, said: str, shop: BuyerCounter) -> Turn:
        return to(Where()) if said == "delivery" else choose_wallet(Draft(), shop)


@step("buy.where")
class Where:
    """A pin, a landmark, or an address used before."""

    def ask(self, shop: BuyerCounter) -> Prompt:
        known = [Option(address.line, index) for index, address in enumerate(shop.buyer.addresses[:3])]
        return Prompt(
            _("Where shall we deliver? Send your location, or write the quarter and a landmark."),
            Pick(known, otherwise=Place()) if known else Place(),
            menu=_("Choose"),
        )

    def hear(self, said: Address | int, shop: BuyerCounter) -> Turn:
        address = shop.buyer.addresses[said] if isinstance(said, int) else said
        zone = zone_of(address, shop)
        if zone is None:
            return to(WhichZone(address))
        return choose_wallet(Draft(replace(address, quarter=zone.name), zone.name), shop)


@step("buy.zone")
class WhichZone:
    """The landmark did not say in which quarter it is."""

    address: Address
    page: int = 0

    def ask(self, shop: BuyerCounter) -> Prompt:
        rows = [Option(zone.name, zone.name, description=fee_text(zone.fee)) for zone in shop.zones()]
        return Prompt(_("Which quarter is that?"), Pick(paged(rows, self.page)), menu=_("Choose"))

    def hear(self, said: str, shop: BuyerCounter) -> Turn:
        if said == "more":
            return to(WhichZone(self.address, self.page + 1))
        return choose_wallet(Draft(replace(self.address, quarter=said), said), shop)


@step("buy.wallet")
class WhichWallet:
    """How it is paid."""

    draft: Draft

    def ask(self, shop: BuyerCounter) -> Prompt:
        wallets = [Option(wallet.name, wallet.code) for wallet in shop.wallets()]
        return Prompt(_("How do you want to pay?"), Pick(wallets))

    def hear(self, wallet: str, shop: BuyerCounter) -> Turn:
        return to(WhoPays(replace(self.draft, wallet=wallet)))


@step("buy.payer")
class WhoPays:
    """The number of the wallet that pays: the buyer's own, or somebody else's."""

    draft: Draft

    def ask(self, shop: BuyerCounter) -> Prompt:
        own = [shop.buyer.wallets.get(self.draft.wallet), str(shop.buyer.phone or "")]
        numbers = [Option(number, number) for number in dict.fromkeys(filter(None, own))]
        return Prompt(
            _("Which number pays? Choose, or write another one."),
            Pick(numbers, otherwise=Phone(shop.shop.region)) if numbers else Phone(shop.shop.region),
        )

    def hear(self, said: PhoneNumber | str, shop: BuyerCounter) -> Turn:
        payer = PhoneNumber(str(said))
        if not payer.is_mobile:
            return again(_("{number} is not a mobile number: no wallet pays from it.", number=str(payer)))
        return to(Confirm(self.draft, str(payer)))


@step("buy.confirm")
class Confirm:
    """The last look: nothing is held before this."""

    draft: Draft
    payer: str

    def ask(self, shop: BuyerCounter) -> Prompt:
        return Prompt(
            summary(self.draft, self.payer, shop),
            Pick([Option(_("Order"), "order"), Option(_("Change"), "change")]),
        )

    def hear(self, said: str, shop: BuyerCounter) -> Turn:
        if said == "change":
            return to(Cart())
        try:
            placed = shop.place_order(delivery(self.draft, shop), self.draft.wallet, PhoneNumber(self.payer))
        except OutOfStock as short:
            return say(out_of_stock(short, shop)) + start(Cart())
        return finish(payment_link(placed))


def choose_wallet(draft: Draft, shop: BuyerCounter) -> Turn:
    """Not asked where there is only one."""
    wallets = shop.wallets()
    if len(wallets) == 1:
        return to(WhoPays(replace(draft, wallet=wallets[0].code)))
    return to(WhichWallet(draft))


def zone_of(address: Address, shop: BuyerCounter) -> Zone | None:
    """By the words first, as people know better than their phones where they live; else by the pin."""
    words = f" {fold(address.quarter)} {fold(address.landmark)} "
    named = [zone for zone in shop.zones() for name in (zone.name, *zone.aliases) if f" {fold(name)} " in words]
    if named:
        return named[0]
    return shop.zone_at(address.pin) if address.pin else None


def delivery(draft: Draft, shop: BuyerCounter) -> Delivery:
    if draft.address is None:
        return Delivery(Money.zero(shop.shop.currency))
    zone = next(zone for zone in shop.zones() if zone.name == draft.zone)
    return Delivery(zone.fee, draft.address, zone.max_days)


def summary(draft: Draft, payer: str, shop: BuyerCounter) -> Text:
    cart, how = shop.cart(), delivery(draft, shop)
    off = [_("Code {code}: −{discount}", code=cart.coupon, discount=cart.discount)] if cart.discount else []
    wallet = next(wallet.name for wallet in shop.wallets() if wallet.code == draft.wallet)
    return join(
        _("*Your order*"),
        *(line_text(line) for line in cart.lines),
        *off,
        where_text(how, shop.shop),
        _("To pay: *{total}*", total=cart.total + how.fee),
        _("With {wallet}, from {payer}.", wallet=wallet, payer=payer),
    )


def where_text(how: Delivery, shop: ShopCard) -> Text:
    if how.address is None:
        return _("Pick-up: {place}", place=shop.pickup)
    return _("Delivery to {place}: {fee}", place=how.address.line, fee=how.fee)


def fee_text(fee: Money) -> Text:
    return _("delivery {fee}", fee=fee) if fee else _("free delivery")


def payment_link(placed: ToPay) -> Prompt:
    """The one message that asks for money: shop's order, amount, link, until when."""
    order = placed.order
    return Prompt(
        join(
            _("Order *{number}* is reserved for you.", number=str(order.number)),
            _("Pay *{total}* within {minutes} minutes:", total=order.total, minutes=placed.minutes),
            _("We never ask for your PIN in the chat."),
        ),
        link=Link(placed.link, _("Pay")),
        kind="payment_link",
        facts={"number": str(order.number), "total": _("{price}", price=order.total)},
    )


def out_of_stock(short: OutOfStock, shop: BuyerCounter) -> Text:
    """Which lines, before anything is paid."""
    return join(
        _("Somebody was faster:"),
        *(
            _("{name}: {left} left", name=shop.item(ProductSKU(sku)).name, left=left)
            if left
            else _("{name}: sold out", name=shop.item(ProductSKU(sku)).name)
            for sku, left in short.short.items()
        ),
        _("Change your cart, nothing has been ordered."),
    )
