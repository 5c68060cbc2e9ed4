"""A whole order in one line: `2 riz 5kg, 1 huile et trois savons, livraison Cocody`.

How much of it is understood decides: numbers, things that are sold and the words around them must explain nearly all.
`avez-vous 2 tailles ?` and `j'ai 2 enfants` are no orders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile

from domain.catalog.views import ShelfItem, ShelfProduct
from flows.buyer.browse import Found as ChooseAmong
from flows.buyer.browse import WhichVariant
from flows.buyer.cart import Cart, remind_of_cart
from flows.buyer.cart_in_words import change_line, changes_alone
from flows.buyer.counter import BuyerCounter
from flows.buyer.finding import Found, find
from flows.buyer.fitting import Fit, all_words_of, contradicts, kind_meant, pieces_in, worst_fit
from flows.buyer.place_in_order import named_places, whole_place
from flows.buyer.shelf_words import not_sold, put_in_cart
from flows.buyer.sold_out import SoldOut, none_of
from flows.speech import Text, Wording, _, join
from flows.speech.folders import SOURCE
from flows.talk import Conversation, Turn, aside, keep, say, start
from flows.talk.outcomes import NOTHING
from flows.understanding.places import lifted
from flows.understanding.wishes import Line, OrderInWords, order_in
from flows.understanding.wishes.tokens import words_of

MOST_LINES = 30
NEARLY_ALL = 4
"""For each thing that is not understood so many must be."""
A_NAME = 3
"""A thing that is not sold has so many words at most: more are a sentence."""

Answer = Text | Turn


@dataclass(frozen=True, slots=True)
class Served:
    """One line, with what was found for it."""

    line: Line
    found: Found

    @property
    def is_sold(self) -> bool:
        return bool(self.found.products)

    @property
    def is_named(self) -> bool:
        """It asks for a number of something, whether that is sold or not."""
        return bool(self.line.quantity) and 0 < len(self.line.words) <= A_NAME

    @property
    def understood(self) -> int:
        told = len(self.line.words) - len(self.found.missed) if self.is_sold else 0
        return told + len(self.line.sizes) + bool(self.line.quantity) + bool(self.line.act)

    @property
    def missed(self) -> int:
        if self.is_sold or not self.line.words:
            return len(self.found.missed)
        return 0 if self.is_named else len(self.line.words) - len(self.line.aim)


def order_in_one_line(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """None where it is no order, or not clearly one."""
    told = lifted(text, shop.shop.region)
    text = told.rest
    places = [name for zone in shop.zones() for name in (zone.name, *zone.aliases)] + named_places(shop)
    spoken = frozenset((SOURCE, conversation.language, *shop.shop.languages))
    reading = _read(order_in(text, places, spoken=spoken), shop)
    if reading is None or reading.unexplained:
        sold = {word for each in (reading.served if reading else ()) for word in words_of(each.found.words)}
        again = _read(order_in(text, places, sold, spoken), shop)
        if again and again.names_things and (reading is None or again.unexplained < reading.unexplained):
            reading = again
    if reading is None or not (reading.is_understood or reading.is_nearly_understood):
        return None
    if not reading.names_things:
        return changes_alone(reading.order, conversation, shop)
    place = whole_place(reading.order.place, told, shop)
    return _served(replace(reading, order=replace(reading.order, place=place)), conversation, shop)


@dataclass(frozen=True, slots=True)
class Reading:
    """An order with what was found for its lines."""

    order: OrderInWords
    served: Sequence[Served]

    @property
    def names_things(self) -> bool:
        return any(each.line.words for each in self.served)

    @property
    def missed(self) -> int:
        spoken = list(self.served) if self.order.left_over else list(dropwhile(_is_small_talk, self.served))
        return len(self.order.left_over) + sum(each.missed for each in spoken)

    @property
    def unexplained(self) -> int:
        """Also of what might just not be sold."""
        return self.missed + sum(len(each.line.words) for each in self.served if not each.is_sold)

    @property
    def is_understood(self) -> bool:
        if not any(each.is_sold or not each.line.words for each in self.served):
            return False
        return self.missed * NEARLY_ALL <= sum(each.understood for each in self.served)

    @property
    def is_nearly_understood(self) -> bool:
        """One word too many behind something that is counted and sold: worth a question. In front it is another wish:
        `stock savon 100`."""
        counted = all(each.line.quantity and each.is_sold and not each.line.act for each in self.served)
        begun_otherwise = any(each.line.words[:1] == each.found.missed[:1] for each in self.served)
        return counted and self.missed == 1 and not begun_otherwise and not self.order.left_over


def _is_small_talk(each: Served) -> bool:
    """`Excusez-moi, je me suis trompée, 2 savons`: what comes before, by itself, and counts nothing."""
    return each.line.is_apart and not (each.is_sold or each.line.quantity or each.line.act)


def _read(order: OrderInWords, shop: BuyerCounter) -> Reading | None:
    if not _may_be_an_order(order):
        return None
    return Reading(order, [Served(line, find(line, shop) if line.words else Found()) for line in order.lines])


def _may_be_an_order(order: OrderInWords) -> bool:
    """Something is counted, changed, or listed by who wants it."""
    is_listed = order.wants and len(order.lines) > 1
    return 0 < len(order.lines) <= MOST_LINES and not order.asks and (order.counts or order.changes or is_listed)


def _served(reading: Reading, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    answers = [_answer(each, reading, conversation, shop) for each in reading.served]
    if not any(answers):
        return None
    questions = reversed([answer for answer in answers if isinstance(answer, Turn)])  # the last asked lies on top
    said = [*(answer for answer in answers if isinstance(answer, Text)), *_noted(reading.order)]
    is_put = len(answers) == 1 and isinstance(answers[0], Text)
    remembered = keep(**_to_keep(reading.order, reading.served[0] if is_put else None))
    return sum(questions, start(Cart()) + remind_of_cart(shop) + remembered + (say(join(*said)) if said else NOTHING))


def _to_keep(order: OrderInWords, only: Served | None) -> dict[str, str]:
    """What checking out need not ask again, and what `encore 2` will be about."""
    kind = _kind(only) if only and len(only.found.products) == 1 else None
    said = {"place": order.place, "wallet": order.wallet}
    return {"last": str(kind.sku) if kind else ""} | {name: words for name, words in said.items() if words}


def _noted(order: OrderInWords) -> list[Wording]:
    place = [_("Delivery to *{place}*: noted.", place=order.place)] if order.place else []
    return [*place, *([_("Payment: *{wallet}*, noted.", wallet=order.wallet)] if order.wallet else [])]


def _answer(each: Served, reading: Reading, conversation: Conversation, shop: BuyerCounter) -> Answer | None:
    """What has come of a line; a question where it may mean several things; None where it means nothing."""
    if not each.is_sold:
        return not_sold(" ".join(each.line.typed), shop) if each.is_named and not each.line.act else None
    if each.line.act in ("remove", "without", "set", "only"):
        done = change_line(each.line, each.found.products, conversation, shop)
        if done is not None or each.line.act in ("remove", "without"):
            return done
    return _put_in(each, reading.is_understood, shop)


def _put_in(each: Served, is_understood: bool, shop: BuyerCounter) -> Answer:
    quantity = each.line.quantity or 1
    is_sure = is_understood or not each.missed
    if len(each.found.products) > 1 or not (is_sure and _is_sure(each)):
        return aside(ChooseAmong(each.found.words, quantity))
    [product] = each.found.products
    if not product.available:
        return aside(none_of(product))
    kind = _kind(each)
    if kind is None:
        return aside(WhichVariant(product.id, quantity))
    if not kind.available:
        return aside(SoldOut((str(kind.sku),)))
    return put_in_cart(kind.sku, each.line.quantity or pieces_in(product, each.line.sizes) or 1, shop)


def _is_sure(each: Served) -> bool:
    """Near enough to what was typed to be put in a cart unasked; what is another size or colour is not."""
    [product] = each.found.products
    words = words_of(each.found.words)
    if len(product.variants) == 1 and _is_another(product, each.line):
        return False
    return worst_fit(words, all_words_of(product)) > Fit.NOT or not set(words) <= set(each.line.words)


def _is_another(product: ShelfProduct, line: Line) -> bool:
    return contradicts(product, line.words, line.sizes) and not (not line.quantity and pieces_in(product, line.sizes))


def _kind(each: Served) -> ShelfItem | None:
    [product] = each.found.products
    if len(product.variants) == 1:
        return product.variants[0]
    return kind_meant(product, each.line.words, each.line.sizes)
