"""A buyer says or shows that they have paid. Only the wallet's own answer does: it is asked right now."""

from __future__ import annotations

from domain.customer.messages import Media
from flows.buyer.cards import ToPay
from flows.buyer.counter import BuyerCounter
from flows.buyer.draft import payment_link
from flows.buyer.orders import MyOrders, latest_to_pay
from flows.operator_sms import recognise_sms
from flows.speech import Text, _
from flows.talk import Conversation, Turn, aside, finish, say

PICTURES = ("image", "document")


def paid(shop: BuyerCounter) -> Turn:
    """In words."""
    waiting = latest_to_pay(shop)
    if waiting is None:
        return aside(MyOrders())
    shop.ask_wallet(waiting.order)
    not_yet = _("I have not received your payment yet. As soon as it arrives I will tell you here, by myself.")
    return say(not_yet) + finish(payment_link(waiting, shop))


def pasted_sms(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """With the operator's words."""
    if recognise_sms(text, shop.shop.currency) is None:
        return None
    waiting = latest_to_pay(shop)
    return shown(waiting, shop) if waiting else aside(MyOrders())


def picture(media: Media, shop: BuyerCounter) -> Turn | None:
    """With a screenshot: worth a word only while something waits for its payment."""
    waiting = latest_to_pay(shop) if media.kind in PICTURES else None
    return shown(waiting, shop) if waiting else None


def shown(waiting: ToPay, shop: BuyerCounter) -> Turn:
    return say(only_the_wallet(shop.ask_wallet(waiting.order))) + finish(payment_link(waiting, shop))


def only_the_wallet(is_asked: bool) -> Text:
    if is_asked:
        return _(
            "Thank you, but a message or a picture is no payment: only the wallet's own answer counts. I am asking it "
            "right now, and will tell you here, by myself, as soon as the money is there."
        )
    return _(
        "Thank you, but a message or a picture is no payment: only the wallet's own answer counts, and for this order "
        "nothing has been asked of it yet. Please pay through this link."
    )
