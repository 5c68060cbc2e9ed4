"""What a buyer may mean, and what is done about it: what only shows is shown, what changes anything is asked first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.buyer import answers, asides, money_back, orders, receipts
from flows.buyer.asking_first import CallSomeone, EmptyTheCart, StopOffers
from flows.buyer.browse import Menu
from flows.buyer.cart import WhichLine
from flows.buyer.counter import BuyerCounter
from flows.buyer.draft import payment_link
from flows.buyer.look_up import Written, look_up
from flows.buyer.under_way import CHECKING_OUT
from flows.buyer.where import Where
from flows.speech import Text, _
from flows.talk import Turn, aside, finish, say, start, to
from flows.talk.outcomes import NOTHING

Act = Callable[[Written, BuyerCounter], Turn]


def call_someone(written: Written, shop: BuyerCounter) -> Turn:
    return aside(CallSomeone())


def sorry_then_call(written: Written, shop: BuyerCounter) -> Turn:
    """What a person must look at: goods to bring back, a complaint."""
    return say(_("I am sorry. A person of the shop will look at that best.")) + aside(CallSomeone())


def change_address(written: Written, shop: BuyerCounter) -> Turn:
    """Of the order that is being made; one that was made is the shop's to change."""
    if written.is_busy:
        return to(Where())
    if not shop.orders():
        return say(_("You say where we deliver when you check out."))
    return say(_("The address of an order that is placed is changed by the shop.")) + aside(CallSomeone())


def change_quantity(written: Written, shop: BuyerCounter) -> Turn:
    if not shop.cart().is_empty:
        return aside(WhichLine(is_ordering=written.over in CHECKING_OUT))
    if not shop.orders():
        return say(_("Your cart is empty."))
    return say(_("An order that is placed is changed by the shop.")) + aside(CallSomeone())


def pay(written: Written, shop: BuyerCounter) -> Turn:
    """Whoever is checking out already is on the way to it."""
    return NOTHING if written.is_busy else asides.pay(shop)


def payment_problem(written: Written, shop: BuyerCounter) -> Turn:
    """What waits for its payment gets its link again; else a person looks."""
    waiting = orders.latest_to_pay(shop)
    if waiting is None:
        return sorry_then_call(written, shop)
    return finish(_("Your payment has not reached us yet. You can try again:"), payment_link(waiting, shop))


def start_again(written: Written, shop: BuyerCounter) -> Turn:
    return start(Menu()) if shop.cart().is_empty else aside(EmptyTheCart())


INTENTS: Mapping[str, Act] = {
    "greet": lambda written, shop: NOTHING,
    "browse": lambda written, shop: start(Menu()),
    "search": look_up,
    "price": look_up,
    "availability": look_up,
    "track": lambda written, shop: aside(orders.Track()),
    "cancel": lambda written, shop: aside(orders.WhichToCancel()),
    "change_address": change_address,
    "change_quantity": change_quantity,
    "pay": pay,
    "payment_methods": lambda written, shop: say(answers.ways_to_pay(shop)),
    "payment_problem": payment_problem,
    "refund": lambda written, shop: aside(money_back.Refunds()),
    "receipt": lambda written, shop: aside(receipts.LatestReceipt()),
    "hours": lambda written, shop: say(answers.opening_hours(shop)),
    "location": lambda written, shop: say(answers.where_we_are(shop)),
    "delivery_fee": lambda written, shop: say(answers.delivery_fees(written.text, shop)),
    "delivery_time": lambda written, shop: say(answers.delivery_time(written.text, shop)),
    "return": sorry_then_call,
    "complaint": sorry_then_call,
    "human": call_someone,
    "thanks": lambda written, shop: asides.thanks(shop),
    "language": lambda written, shop: aside(asides.WhichLanguage()),
    "stop": lambda written, shop: aside(StopOffers()),
    "start_again": start_again,
    "help": lambda written, shop: aside(asides.Help(is_ordering=written.over in CHECKING_OUT)),
    "goodbye": lambda written, shop: say(_("See you soon!")),
}

TITLES: Mapping[str, Text] = {
    "browse": _("See the shop"),
    "search": _("Find an item"),
    "price": _("A price"),
    "availability": _("What is in stock"),
    "track": _("Where my order is"),
    "cancel": _("Cancel an order"),
    "change_address": _("Change the address"),
    "change_quantity": _("Change my cart"),
    "pay": _("Pay"),
    "payment_methods": _("Ways to pay"),
    "payment_problem": _("Payment problem"),
    "refund": _("A refund"),
    "receipt": _("My receipt"),
    "hours": _("Opening hours"),
    "location": _("Where the shop is"),
    "delivery_fee": _("Delivery fee"),
    "delivery_time": _("Delivery time"),
    "return": _("Return or exchange"),
    "complaint": _("A complaint"),
    "language": _("Another language"),
    "stop": _("No more offers"),
    "start_again": _("Start again"),
    "help": _("How it works"),
}
"""What may be offered to choose from, where it is not sure. A person can be had in any case."""
