"""A rider's few words: which parcels, and the buyer's code that closes a delivery."""

from __future__ import annotations

from typing import Protocol

from domain.fulfillment.errors import TooManyTries, WrongCode
from domain.fulfillment.events import CarrierAssigned
from domain.merchant.staff import Staff
from domain.ordering.views import OrderView
from domain.payment.events import CashHandedIn
from domain.shared.errors import NotFound, Refusal
from domain.shared.events import DomainEvent
from domain.shared.ids import OrderId
from domain.shared.money import Money
from flows.grammar import Grammar
from flows.receipts import Receipts, verify
from flows.speech import Text, _, join, word_for
from flows.talk import Dialogue, Prompt, step


class RiderSatchel(Protocol):
    """All that a rider's commands may see and ask of the shop."""

    @property
    def me(self) -> Staff: ...

    @property
    def languages(self) -> tuple[str, ...]: ...

    @property
    def receipts(self) -> Receipts: ...

    def carried(self) -> tuple[OrderView, ...]: ...

    def order_of(self, order_id: OrderId) -> OrderView: ...

    def cash_in_hand(self) -> Money: ...

    def deliver(self, code: str) -> OrderView:
        """Raises WrongCode, TooManyTries, NotFound."""
        ...


rider = Grammar("rider")


@rider.says("delivered <code>")
def delivered(shop: RiderSatchel, code: str) -> Text:
    """The code that the buyer gives at the door."""
    try:
        order = shop.deliver(code)
    except WrongCode as wrong:
        return _("That is not the buyer's code. Tries left: {left}.", left=wrong.left)
    except TooManyTries:
        return _("Too many wrong codes. Please call the shop to close this delivery.")
    thanks = _("✅ Order {number} is delivered. Thank you, {name}!", number=str(order.number), name=shop.me.name)
    return join(thanks, in_hand(shop) if order.cash else join())


@rider.says("parcels")
def parcels(shop: RiderSatchel) -> Text:
    carried = shop.carried()
    if not carried:
        return _("You have no parcel to deliver.")
    return join(*(parcel_text(order) for order in carried), separator="\n\n")


@rider.says("cash")
def cash(shop: RiderSatchel) -> Text:
    return in_hand(shop)


def in_hand(shop: RiderSatchel) -> Text:
    """Of all orders; it is the shop's until it is handed in."""
    held = shop.cash_in_hand()
    return _("You hold {amount} for the shop.", amount=held) if held else _("You hold no cash for the shop.")


@rider.says("verify <code...>")
def verify_receipt(shop: RiderSatchel, code: str) -> Text:
    return verify(shop, code)


@rider.says("help")
def help_(shop: RiderSatchel) -> Text:
    return join(_("What you can write:"), rider.help(shop.me.role))


@step("ride.idle")
class Idle:
    """Nothing is open: what can be written."""

    def ask(self, shop: RiderSatchel) -> Prompt:
        return Prompt(join(_("What you can write:"), rider.help(shop.me.role)))


def notice(event: DomainEvent, shop: RiderSatchel) -> Prompt | None:
    """A parcel was given to this rider, or the shop has their cash."""
    if isinstance(event, CashHandedIn):
        return Prompt(_("The shop has received {amount} from you.", amount=event.amount), kind="rider_notice")
    if not isinstance(event, CarrierAssigned):
        return None
    order = shop.order_of(event.order_id)
    text = join(
        _("🛵 A parcel for you."),
        parcel_text(order),
        _(
            "At the door, ask for the buyer's code and write: *{command} 1234*",
            command=word_for("delivered", "commands"),
        ),
    )
    return Prompt(text, pin=order.pin, kind="rider_notice")


def parcel_text(order: OrderView) -> Text:
    return join(
        _("*{number}* {buyer}", number=str(order.number), buyer=order.buyer),
        _("Deliver to: {address}", address=order.address),
        _("Call: {contact}", contact=order.contact) if order.contact else join(),
        _("💵 Take {cash} in cash before you hand it over.", cash=order.cash) if order.cash else join(),
    )


def refused(refusal: Refusal) -> Text:
    return _("You have no parcel to deliver.") if isinstance(refusal, NotFound) else _("That is not possible.")


courier = Dialogue(
    opening=Idle,
    intents=(rider.intent(lambda shop: shop.me.role),),
    refused=refused,
    languages=lambda shop: shop.languages,
)
