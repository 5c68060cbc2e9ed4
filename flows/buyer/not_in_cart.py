"""`change les savons à 6`, where none is in the cart: that is said, and it may be put in."""

from __future__ import annotations

from dataclasses import replace

from flows.buyer.browse import open_product
from flows.buyer.counter import BuyerCounter
from flows.buyer.finding import find
from flows.speech import _, fold, lexicon
from flows.talk import Conversation, Turn, say
from flows.understanding.wishes import Line, order_in


def change_what_is_not_there(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """Only of words that speak of what is there: `mets 6 savons` puts them in."""
    if not _begins_with_a_change(text):
        return None
    named = [line for line in order_in(text).lines if line.words]
    products = find(_bare(named[0]), shop).products if len(named) == 1 else ()
    there = {line.sku for line in shop.cart().lines}
    if len(products) != 1 or any(item.sku in there for item in products[0].variants):
        return None
    return say(_("There is no *{name}* in your cart.", name=products[0].name)) + open_product(products[0], over=True)


def _begins_with_a_change(text: str) -> bool:
    words = fold(text).split()
    return any(" ".join(words[:size]) in lexicon().spoken("changing") for size in (1, 2, 3))


def _bare(line: Line) -> Line:
    """`le nombre de savons` is about soap."""
    pairs = zip(line.words, line.typed, strict=False)
    kept = [pair for pair in pairs if pair[0] not in lexicon().spoken("number_words")]
    words, typed = zip(*kept, strict=True) if kept else (line.words, line.typed)
    return replace(line, act="set", words=words, typed=typed)
