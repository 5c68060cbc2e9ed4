"""An order in the making: what has been said of it, what it costs, and how it is put before the buyer."""

from __future__ import annotations

from dataclasses import dataclass

from domain.catalog.errors import OutOfStock
from domain.merchant.shop import Zone
from domain.ordering.order import Delivery
from domain.shared.address import Address
from domain.shared.errors import NotFound
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from flows.buyer.cards import ShopCard, ToPay, Ways
from flows.buyer.cart import line_text
from flows.buyer.counter import BuyerCounter
from flows.buyer.door import closed_now
from flows.speech import Text, _, join
from flows.talk import Link, Prompt


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been said of the order so far. No address: it is fetched at the shop. `pays_with`: a wallet in the
    buyer's words."""

    address: Address | None = None
    zone: str = ""
    wallet: str = ""
    at_the_door: bool = False
    pays_with: str = ""


def delivery(draft: Draft, shop: BuyerCounter) -> Delivery:
    if draft.address is None:
        return Delivery(Money.zero(shop.shop.currency))
    zone = zone_of(draft.zone, draft.address, shop)
    if zone is None:
        raise NotFound("zone", draft.zone)
    return Delivery(zone.fee, draft.address, zone.max_days)


def zone_of(name: str, address: Address, shop: BuyerCounter) -> Zone | None:
    """As it is today: by its name, or by how far away it is."""
    if not name and address.pin:
        return shop.zone_at(address.pin)
    return next((zone for zone in shop.zones() if zone.name == name), None)


def summary(draft: Draft, payer: str, shop: BuyerCounter) -> Text:
    cart, how = shop.cart(), delivery(draft, shop)
    off = [_("Code {code}: −{discount}", code=cart.coupon, discount=cart.discount)] if cart.discount else []
    return join(
        _("*Your order*"),
        *(line_text(line) for line in cart.lines),
        *off,
        where_text(how, shop.shop),
        _("To pay: *{total}*", total=cart.total + how.fee),
        how_text(draft, payer, shop.ways_to_pay(how, draft.at_the_door)),
        closed_now(shop),
    )


def how_text(draft: Draft, payer: str, ways: Ways) -> Text:
    """Of which wallet, of the buyer's credit, in cash."""
    credit = _("Your credit: −{credit}", credit=ways.credit) if ways.credit else join()
    if draft.at_the_door and not ways.due:
        return join(credit, _("In cash, when you have it in your hands."))
    if not ways.due:
        return credit
    wallet = next((wallet.name for wallet in ways.wallets if wallet.code == draft.wallet), None)
    if wallet is None:
        raise NotFound("wallet", draft.wallet)
    by = _("With {wallet}, from {payer}.", wallet=wallet, payer=payer) if payer else _("With {wallet}.", wallet=wallet)
    deposit = _("Now {deposit}, the rest in cash when you get it.", deposit=ways.due) if draft.at_the_door else join()
    return join(credit, deposit, by)


def where_text(how: Delivery, shop: ShopCard) -> Text:
    if how.address is None:
        return _("Pick-up: {place}", place=shop.pickup)
    where = _("Delivery to {place}: {fee}", place=how.address.line, fee=how.fee)
    contact = how.address.contact
    return join(where, _("At the door we call {contact}.", contact=contact) if contact else join())


def fee_text(fee: Money) -> Text:
    return _("delivery {fee}", fee=fee) if fee else _("free delivery")


def payment_link(placed: ToPay, shop: BuyerCounter) -> Prompt:
    """The one message that asks for money: shop's order, amount, link, until when."""
    order = placed.order
    return Prompt(
        join(
            _("Order *{number}* is reserved for you.", number=str(order.number)),
            _("Please pay *{total}* within {minutes} minutes.", total=placed.due, minutes=placed.minutes),
            to_another(placed, shop),
            _("We never ask for your PIN in the chat."),
        ),
        link=Link(placed.link, _("Pay")),
        kind="payment_link",
        facts={"number": str(order.number), "total": _("{price}", price=placed.due)},
    )


def to_another(placed: ToPay, shop: BuyerCounter) -> Text:
    """Somebody else pays: whoever has the link sees the shop and the amount, nothing of the buyer."""
    own = shop.buyer.phone
    if placed.payer and (own is None or placed.payer == str(own)):
        return join()
    if not placed.payer:
        return _("Forward this message to whoever pays: the link shows only the shop and the amount.")
    return _("I send the link to {payer} too. It shows only the shop and the amount.", payer=placed.payer)


def out_of_stock(short: OutOfStock, shop: BuyerCounter) -> Text:
    """Which lines, before anything is paid."""
    return join(
        _("Sorry, someone was faster:"),
        *(
            _("{name}: {left} left", name=shop.item(ProductSKU(sku)).name, left=left)
            if left
            else _("{name}: sold out", name=shop.item(ProductSKU(sku)).name)
            for sku, left in short.short.items()
        ),
        _("Nothing has been ordered yet: please change your cart."),
    )
