"""Money that could go back: how it stands, asking the shop for it, one's credit."""

from __future__ import annotations

from domain.payment.errors import RefundTooLarge
from domain.payment.gateway import RefundState
from domain.payment.views import RefundView
from flows.buyer.counter import BuyerCounter
from flows.buyer.orders import order_title
from flows.buyer.states import state_text
from flows.speech import Text, _, join, word_for
from flows.talk import Option, Pick, Prompt, Turn, Words, done, say, step, to

SHOWN = 8


@step("buy.refund")
class Refunds:
    """What is on its way back, and of which order more could be asked for."""

    def ask(self, shop: BuyerCounter) -> Prompt:
        orders = shop.returnable()[:SHOWN]
        rows = [Option(order_title(order), order.number, description=state_text(order)) for order in orders]
        question = _("Which order is it about?") if rows else nothing_to_ask(shop)
        return Prompt(join(under_way(shop), question), Pick(rows) if rows else None, menu=_("Choose"))

    def hear(self, number: int, shop: BuyerCounter) -> Turn:
        return to(Why(number))


@step("buy.refund.why")
class Why:
    """In the buyer's words, for the shop to decide."""

    number: int

    def ask(self, shop: BuyerCounter) -> Prompt:
        return Prompt(_("What is wrong with order *{number}*? The shop reads it.", number=str(self.number)), Words(200))

    def hear(self, words: str, shop: BuyerCounter) -> Turn:
        try:
            amount = shop.ask_refund(self.number, words)
        except RefundTooLarge:
            return done(_("There is nothing left to pay back of order {number}.", number=str(self.number)))
        return done(
            _("I have asked the shop to pay {amount} back. I will tell you here what it decides.", amount=amount)
        )


def take_back(shop: BuyerCounter) -> Turn:
    """The buyer's own credit needs nobody's yes."""
    back = shop.refund_credit()
    if not back:
        return say(_("You have no credit here."))
    return say(_("{amount} goes back to the number that paid.", amount=back))


def credit(shop: BuyerCounter) -> Turn:
    amount = shop.credit()
    if not amount:
        return say(_("You have no credit here."))
    text = _("Your credit here: *{amount}*. Your next order uses it, or you take it back.", amount=amount)
    return say(Prompt(text, choices=[Option(_("Take it back"), key="take_back")]))


def under_way(shop: BuyerCounter) -> Text:
    found = [(order.number, each) for order in shop.orders() for each in refunds_of(order.number, shop)]
    return join(*(refund_text(number, each) for number, each in found[:SHOWN]))


def refunds_of(number: int, shop: BuyerCounter) -> tuple[RefundView, ...]:
    payment = shop.payment(shop.order(number))
    return payment.refunds if payment else ()


def refund_text(number: int, each: RefundView) -> Text:
    facts = {"number": str(number), "amount": each.amount}
    match each.state:
        case RefundState.ASKED:
            return _("Order {number}: the shop is deciding about {amount}.", **facts)
        case RefundState.DONE:
            return _("Order {number}: {amount} has been paid back.", **facts)
        case RefundState.DECLINED:
            return _("Order {number}: the shop does not pay {amount} back.", **facts)
        case _:
            return _("Order {number}: {amount} is on its way back.", **facts)


def nothing_to_ask(shop: BuyerCounter) -> Text:
    """What has not left yet is cancelled, and paid back without asking."""
    return _(
        "There is no delivered order to pay back. What has not left yet you can cancel: write *{word}*.",
        word=word_for("cancel"),
    )
