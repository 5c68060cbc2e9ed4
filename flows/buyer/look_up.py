"""A question about something on the shelf: what it costs, whether there is any."""

from __future__ import annotations

from dataclasses import dataclass

from domain.catalog.views import ShelfProduct
from flows.buyer.browse import Menu, look_for_price, show_found
from flows.buyer.cart import cart_text
from flows.buyer.counter import BuyerCounter
from flows.buyer.finding import search
from flows.buyer.fitting import meant_by
from flows.buyer.shelf_words import at_a_glance, nothing_called
from flows.speech import Text, _, join
from flows.talk import Turn, say, start
from flows.talk.outcomes import NOTHING
from flows.understanding.model import meaning, model
from flows.understanding.wishes.tokens import words_of

MOST_SAID = 4
ABOUT_ONE_THING = ("buy.variant", "buy.quantity")
LOOKING_ROUND = ("", "buy.menu", "buy.category", "buy.found", "buy.cart", "buy.sold_out", *ABOUT_ONE_THING)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, in which language, and the step that was open then (or "")."""

    text: str
    language: str
    over: str = ""

    @property
    def is_busy(self) -> bool:
        """In the middle of an order, or of something else that is better finished."""
        return self.over not in LOOKING_ROUND


def of_nothing_named(written: Written, shop: BuyerCounter) -> Turn:
    """`combien ça fait en tout ?` is asked of what has been chosen."""
    cart = shop.cart()
    if cart.is_empty or meaning(written.text, written.language).intent != "price":
        return say(_("Which item do you mean? Write its name."))
    return NOTHING if written.over == "buy.cart" else say(cart_text(cart))


def look_up(written: Written, shop: BuyerCounter) -> Turn:
    """The thing that is named; where none is, the one that is open. In the middle of an order it is only told."""
    priced = None if written.is_busy else look_for_price(written.text, shop)
    if priced:
        return start(Menu()) + priced
    named = model(written.language).named(written.text)
    if not named:
        return NOTHING if written.over in ABOUT_ONE_THING else of_nothing_named(written, shop)
    words, found = on_the_shelf(named, shop)
    if not found:
        return say(nothing_called(words, shop))
    if written.is_busy:
        return say(join(*map(told, found[:MOST_SAID])))
    return start(Menu()) + show_found(words, found)


def on_the_shelf(named: tuple[str, ...], shop: BuyerCounter) -> tuple[str, tuple[ShelfProduct, ...]]:
    """By all its words, else by those that name things."""
    for words in named:
        if found := meant_by(words_of(words), search(words, shop)):
            return words, found
    return named[-1], ()


def told(product: ShelfProduct) -> Text:
    return _("*{name}*: {price}", name=product.name, price=at_a_glance(product))
