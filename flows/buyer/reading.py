"""A message read as an order with the shelf beside it: the reading that explains the most of it is the one meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from flows.buyer.counter import BuyerCounter
from flows.buyer.finding import Found, find
from flows.buyer.fitting import kind_meant
from flows.buyer.kinds_in_cart import of_the_cart
from flows.buyer.place_in_order import places_of
from flows.speech.folders import SOURCE
from flows.talk import Conversation
from flows.understanding.places import lifted
from flows.understanding.wishes import Line, OrderInWords, order_in
from flows.understanding.wishes.sentences import without_questions
from flows.understanding.wishes.spoken_to import without_name

Read = Callable[..., OrderInWords]
"""`order_in` of one message, with how loosely it is to be read."""
MOST_LINES = 30
NEARLY_ALL = 4
"""For each thing that is not understood so many must be."""
A_NAME = 3
"""A thing that is not sold has so many words at most: more are a sentence."""


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
    def is_ordered(self) -> bool:
        """What only happens to be named among other words is not: `mosquitoes are killing us, 4 nets`."""
        does = bool(self.line.quantity or self.line.act or not self.found.missed)
        return not self.line.words or (self.is_sold and does)

    @property
    def is_begun_otherwise(self) -> bool:
        return bool(self.found.missed) and self.line.words[:1] == self.found.missed[:1]

    @property
    def understood(self) -> int:
        told = len(self.line.words) - len(self.found.missed) if self.is_sold else 0
        return told + len(self.line.sizes) + bool(self.line.quantity) + bool(self.line.act)

    @property
    def missed(self) -> int:
        if self.is_sold or not self.line.words:
            return len(self.found.missed)
        return 0 if self.is_named else len(self.line.words) - len(self.line.aim)


@dataclass(frozen=True, slots=True)
class Reading:
    """An order with what was found for its lines."""

    order: OrderInWords
    served: Sequence[Served]

    @property
    def names_things(self) -> bool:
        return any(each.line.words or each.is_sold for each in self.served)

    @property
    def parts(self) -> frozenset[int]:
        """Those between signs that speak of the order: whatever is said in the others is talk."""
        return frozenset(each.line.part for each in self.served if each.is_ordered)

    @property
    def missed(self) -> int:
        strays = sum(part in self.parts for part, _word in self.order.left_over)
        spoken = [each for each in self.served if each.line.part in self.parts and not _is_small_talk(each)]
        return strays + sum(each.missed for each in spoken)

    @property
    def unexplained(self) -> int:
        """Also of what might just not be sold, or be talk; what is counted and not sold above all."""
        unsold = [each for each in self.served if not each.is_sold]
        talk = len(self.order.left_over) + sum(each.missed + each.is_begun_otherwise for each in self.served)
        return talk + sum(len(each.line.words) + bool(each.line.quantity) for each in unsold)

    @property
    def is_listed(self) -> bool:
        """`savon, huile et natte`: by who wants it, or with nothing else said."""
        sold = [each for each in self.served if each.is_sold]
        return len(sold) > 1 and (self.order.wants or not self.unexplained)

    @property
    def is_definite(self) -> bool:
        """`I want the red shuka`, one of it; `je veux du riz` is a wish to see some."""
        if len(self.served) != 1 or not self.order.wants or self.unexplained:
            return False
        [one] = self.served
        kinds = one.found.products[0].variants if len(one.found.products) == 1 else ()
        return bool(kinds) and (self.order.names_one or bool(one.line.sizes) or _tells_kind(one))

    @property
    def doubts(self) -> tuple[int, int]:
        """What is not explained, and how often one thing seems to be named twice."""
        return self.unexplained, sum(_is_of_one(*both) for both in pairwise(self.served))

    @property
    def is_clear(self) -> bool:
        return not any(self.doubts)

    def is_better_than(self, other: Reading) -> bool:
        return (self.names_things or self.order.changes) and self.doubts < other.doubts

    @property
    def is_understood(self) -> bool:
        if not any(each.is_sold or not each.line.words for each in self.served):
            return False
        weight = 1 if self.is_plainly_wanted else NEARLY_ALL
        return self.missed * weight <= sum(each.understood for each in self.served)

    @property
    def is_plainly_wanted(self) -> bool:
        """A wish, or several things: all that is counted is sold, and nothing that it counts is unexplained."""
        counted = [each for each in self.served if each.line.quantity or each.line.is_measured]
        wishes = len(counted) + self.order.wants + self.order.is_polite
        return bool(counted) and wishes > 1 and all(each.is_sold and not each.missed for each in counted)

    @property
    def is_nearly_understood(self) -> bool:
        """One word too many behind something that is counted and sold: worth a question. In front it is another wish:
        `stock savon 100`."""
        counted = all(each.line.quantity and each.is_sold and not each.line.act for each in self.served)
        begun_otherwise = any(each.is_begun_otherwise for each in self.served)
        return counted and self.missed == 1 and not begun_otherwise and not self.order.left_over


def _tells_kind(each: Served) -> bool:
    [product] = each.found.products
    return len(product.variants) > 1 and kind_meant(product, each.line.words, each.line.sizes) is not None


def _is_small_talk(each: Served) -> bool:
    """`Excusez-moi, je me suis trompée, 2 savons`: what stands by itself, and counts nothing."""
    return each.line.is_apart and not (each.is_sold or each.line.quantity or each.line.act)


def _is_of_one(one: Served, other: Served) -> bool:
    """`taa 2 za solar`: two lines about one thing, one of which counts nothing."""
    is_one = len(one.found.products) == 1 and one.found.products == other.found.products
    return is_one and not (one.line.quantity and other.line.quantity) and one.line.act == other.line.act


def best_reading(text: str, conversation: Conversation, shop: BuyerCounter) -> Reading | None:
    """As it stands, if that explains all of it; else in whatever way explains the most. None: it is no order."""
    text, places = without_name(text, shop.shop.name), places_of(shop)
    spoken = frozenset((SOURCE, conversation.language, *shop.shop.languages))
    read_any = partial(order_in, places=places, spoken=spoken, own=conversation.language)
    read = partial(read_any, text)
    asked_first = partial(without_questions, text, read_any)
    plain = read()
    if not plain.is_wish and _is_a_name(plain, shop):
        return None
    best = _best(_rightly_spelt(plain, read, asked_first), None, shop)
    is_done = plain.asks or (best is not None and best.is_clear)
    return best if is_done else _best(_misspelt(best, read), best, shop)


def _is_a_name(order: OrderInWords, shop: BuyerCounter) -> bool:
    """Of something on the shelf, and nothing else: that is looked for, not ordered."""
    found = [_find(line, shop) for line in order.lines]
    return len(found) == 1 and bool(found[0].products) and not found[0].missed and not order.left_over


def _rightly_spelt(
    plain: OrderInWords, read: Read, asked_first: Callable[[], OrderInWords | None]
) -> Iterator[OrderInWords]:
    """Without questions; with places that nothing leads to; with numbers within the things they count."""
    yield plain
    if not plain.is_wish:
        return
    if plain.asks and (answered := asked_first()):
        yield answered
    yield read(bare=True)
    yield read(around=True, bare=True)
    yield read(around=True, bare=True, tight=True)


def _misspelt(best: Reading | None, read: Read) -> Iterator[OrderInWords]:
    """What is on the shelf is spelt as it should be: what stands around it may not be."""
    sold = {word for each in (best.served if best else ()) for word in each.found.telling}
    yield read(sold=sold, bare=True)
    yield read(sold=sold, around=True, bare=True)


def _best(orders: Iterator[OrderInWords], best: Reading | None, shop: BuyerCounter) -> Reading | None:
    """No more are read than it takes."""
    seen: set[OrderInWords] = set()
    for order in orders:
        reading = None if order in seen else _read(order, shop)
        seen.add(order)
        if reading and (best is None or reading.is_better_than(best)):
            best = reading
        if best and best.is_clear:
            break
    return best


def is_plainly_an_order(text: str, conversation: Conversation, shop: BuyerCounter) -> bool:
    """Not a word is about anything else."""
    reading = best_reading(lifted(text, shop.shop.region).rest, conversation, shop)
    return reading is not None and reading.names_things and not reading.unexplained


def _read(order: OrderInWords, shop: BuyerCounter) -> Reading | None:
    if order.asks or not 0 < len(order.lines) <= MOST_LINES:
        return None
    reading = Reading(order, [Served(line, _find(line, shop)) for line in order.lines])
    return reading if order.counts or order.changes or reading.is_listed or reading.is_definite else None


def _find(line: Line, shop: BuyerCounter) -> Found:
    found = find(line, shop) if line.words else Found()
    return found if found.products else Found(of_the_cart(line, shop), " ".join(line.typed))
