"""What a buyer may ask at any moment: help, another language, no more messages."""

from __future__ import annotations

from typing import Any

from flows.buyer.cart import Cart
from flows.buyer.checkout import begin_checkout
from flows.buyer.counter import BuyerCounter
from flows.buyer.door import sign
from flows.buyer.draft import payment_link
from flows.buyer.orders import latest_to_pay
from flows.buyer.under_way import CheckingOut
from flows.speech import Text, _, join, own_name
from flows.talk import Option, Pick, Prompt, Turn, aside, done, finish, if_idle, say, speak, start, step
from flows.talk.outcomes import NOTHING


@step("buy.help")
class Help:
    """What can be written at any time; `is_ordering`: by somebody who is stuck in the middle of it."""

    is_ordering: bool = False

    def ask(self, shop: BuyerCounter) -> Prompt:
        return Prompt(_while_ordering() if self.is_ordering else _at_any_time(shop))


def _at_any_time(shop: BuyerCounter) -> Text:
    card = shop.shop
    return join(
        _("Any time, write what you want and how many, or one of these words:"),
        _("*menu*: the shop"),
        _("*cart*: what you have chosen"),
        _("*orders*: your orders, *track*: where your parcel is"),
        _("*receipt*: the receipt of what you have paid"),
        _("*cancel*: cancel an order"),
        _("*back*: one question back, *repeat*: what I asked"),
        _("*human*: talk to a person"),
        _("*language*: {languages}", languages=join(*map(own_name, card.languages), separator=", ")),
        _("Open: {hours}", hours=card.hours) if card.hours else join(),
    )


def _while_ordering() -> Text:
    return join(
        _("Answer the question below, or write one of these words:"),
        _("*back*: one question back, *repeat*: what I asked"),
        _("*never mind*: stop here, your cart stays"),
        _("*cart*: what you have chosen"),
        _("*human*: talk to a person"),
        _("You can also write what is to change, or ask me something."),
    )


def help_here(step: Any, shop: BuyerCounter) -> Turn | None:
    return aside(Help(is_ordering=True)) if isinstance(step, CheckingOut) else None


@step("buy.language")
class WhichLanguage:
    """In its own words, so that everybody can find theirs."""

    def ask(self, shop: BuyerCounter) -> Prompt:
        return Prompt(_("Which language?"), Pick([Option(own_name(code), code) for code in shop.shop.languages]))

    def hear(self, code: str, shop: BuyerCounter) -> Turn:
        shop.speak(code)
        return speak(code) + done(_("From now on I write English."))


def thanks(shop: BuyerCounter) -> Turn:
    return say(_("With pleasure!"))


def say_again(shop: BuyerCounter) -> Turn:
    """The open question by itself; where none is, what waits for its payment."""
    waiting = latest_to_pay(shop)
    return if_idle(finish(payment_link(waiting, shop))) if waiting else NOTHING


def check_out(shop: BuyerCounter) -> Turn:
    """From anywhere: the cart lies below, to come back to."""
    return start(Cart()) + begin_checkout(shop)


def pay(shop: BuyerCounter) -> Turn:
    """What waits for its payment, else what is in the cart."""
    waiting = latest_to_pay(shop)
    return finish(payment_link(waiting, shop)) if waiting else check_out(shop)


def stop(shop: BuyerCounter) -> Turn:
    shop.stop_messages()
    return say(_("You will get no more offers. You will still hear about your orders."))


def welcome(shop: BuyerCounter) -> Text:
    card = shop.shop
    name = shop.buyer.name
    hello = _("Hello {name}, welcome to *{shop}*!", name=name, shop=card.name)
    return join(hello if name else _("Hello, welcome to *{shop}*!", shop=card.name), card.about, sign(shop))
