"""Everything a buyer can say, put together."""

from __future__ import annotations

from domain.merchant.errors import Paused, TooLarge, TooSmall
from domain.ordering.errors import EmptyCart, NotSold, TooMany
from domain.shared.errors import Conflict, NotFound, Refusal
from flows.buyer import (
    address_book,
    anew,
    asides,
    back,
    back_in_stock,
    browse,
    cart,
    cart_in_words,
    checkout,
    going_back,
    human,
    interrupting,
    leaving,
    meant,
    money_back,
    not_in_cart,
    one_line,
    orders,
    proofs,
    put_right,
    reactions,
    receipts,
    said_ahead,
    sold_out,
    still_ordering,
    whole_wishes,
)
from flows.buyer.counter import BuyerCounter
from flows.buyer.door import no_order
from flows.speech import Text, _
from flows.talk import Dialogue, Turn, start


def refused(refusal: Refusal) -> Text:
    """What no step has put into words itself."""
    match refusal:
        case EmptyCart():
            return _("Your cart is empty.")
        case NotSold() | NotFound(what="product"):
            return _("That is no longer for sale.")
        case TooMany(most=most):
            return _("That is more than I can take in one order: at most {most}.", most=most)
        case NotFound(what="order", name=name):
            return orders.unknown_order(name)
        case Paused() | TooSmall() | TooLarge():
            return no_order(refusal)
        case Conflict() | NotFound(what="zone" | "wallet"):
            return _("That has just changed. Please try again.")
        case NotFound():
            return _("I cannot find that.")
        case _:
            return _("That is not possible.")


def open_category(name: str, shop: BuyerCounter) -> Turn:
    return start(browse.Category(name))


ordered = still_ordering.still_ordering(meant.unless_meant_otherwise(one_line.order_in_one_line))

buyer = Dialogue(
    opening=browse.Menu,
    asides={
        "menu": human.menu,
        "go_back": going_back.no_further_back,
        "repeat": asides.say_again,
        "never_mind": leaving.never_mind,
        "shops": human.menu,
        "cart": lambda shop: start(cart.Cart()),
        "orders": orders.MyOrders,
        "track": orders.Track,
        "cancel": orders.WhichToCancel,
        "checkout": asides.check_out,
        "pay": asides.pay,
        "paid": proofs.paid,
        "receipt": receipts.LatestReceipt,
        "thanks": asides.thanks,
        "help": asides.Help,
        "language": asides.WhichLanguage,
        "human": human.human,
        "stop": asides.stop,
        "refund": money_back.Refunds,
        "credit": money_back.credit,
        "take_back": money_back.take_back,
        "waits": sold_out.Waits,
    },
    taps={
        "in": open_category,
        "pay": orders.pay_again,
        "follow": orders.show_tracking,
        "cancel_order": orders.cancel_one,
        "take": back_in_stock.take,
        "leave": back_in_stock.leave,
    },
    here={
        "help": asides.help_here,
        "go_back": going_back.back,
        "cancel": going_back.give_up,
        "never_mind": leaving.leave,
    },
    interrupts=(reactions.reacted, leaving.none_in_words, interrupting.interrupting(ordered)),
    intents=(
        leaving.none_of_them,
        reactions.reacted,
        receipts.verify_a_code,
        cart_in_words.empty_in_words,
        put_right.put_right,
        whole_wishes.word_with_argument,
        proofs.pasted_sms,
        whole_wishes.call_me,
        address_book.book_in_words,
        checkout.same_place,
        back_in_stock.tell_me,
        not_in_cart.change_what_is_not_there,
        ordered,
        said_ahead.said_ahead,
        anew.asked_anew,
        meant.meant,
        whole_wishes.search,
        meant.perhaps,
    ),
    media=proofs.picture,
    greeting=asides.welcome,
    returned=back.what_stands,
    humans=human.humans,
    refused=refused,
    languages=lambda shop: shop.shop.languages,
)
