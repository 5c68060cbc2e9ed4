"""A message read as an order with the shelf beside it: the reading that explains the most of it is the one meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from flows.buyer.counter import BuyerCounter
from flows.buyer.finding import Found, find
from flows.buyer.fitting import Fit
from flows.buyer.in_a_row import one_by_one
from flows.buyer.kinds_in_cart import of_the_cart
from flows.buyer.listed import one_of_each
from flows.buyer.place_in_order import places_of
from flows.buyer.served import Reading, Served
from flows.speech.folders import SOURCE
from flows.talk import Conversation
from flows.understanding.places import lifted
from flows.understanding.wishes import Line, OrderInWords, order_in
from flows.understanding.wishes.sentences import without_questions
from flows.understanding.wishes.spoken_to import without_name

Read = Callable[..., OrderInWords]
"""`order_in` of one message, with how loosely it is to be read."""
MOST_LINES = 30


def best_reading(text: str, conversation: Conversation, shop: BuyerCounter) -> Reading | None:
    """As it stands, if that explains all of it; else in whatever way explains the most. None: it is no order."""
    text, places = without_name(text, shop.shop.name), places_of(shop)
    spoken = frozenset((SOURCE, conversation.language, *shop.shop.languages))
    read_any = partial(order_in, places=places, spoken=spoken, own=conversation.language)
    read = partial(read_any, text)
    asked_first = partial(without_questions, text, read_any, lambda line: bool(_find(line, shop).products))
    plain = read()
    if not (plain.is_wish or (plain.is_polite and plain.names_one)) and _is_a_name(plain, shop):
        return None
    best = _best(_rightly_spelt(plain, read, asked_first), None, shop)
    is_done = plain.asks or (best is not None and best.is_clear)
    best = best if is_done else _best(_misspelt(best, read), best, shop)
    is_lost = plain.counts and not plain.asks and not (best and best.is_understood)
    return _in_any_language(text, places, shop) or best if is_lost else best


def _in_any_language(text: str, places: Sequence[str], shop: BuyerCounter) -> Reading | None:
    """Where every word of it is explained by that: not all speak what the shop speaks."""
    order = order_in(text, places)
    reading = _read(order, shop)
    return reading if reading and reading.is_clear else None


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


def counts_what_is_sold(text: str, conversation: Conversation, shop: BuyerCounter) -> bool:
    """Something in it is surely on the shelf, and is asked for in a number."""
    reading = best_reading(lifted(text, shop.shop.region).rest, conversation, shop)
    served = reading.served if reading else ()
    return any(each.line.quantity and each.is_sold and each.is_called(Fit.MEANT) for each in served)


def _read(order: OrderInWords, shop: BuyerCounter) -> Reading | None:
    if order.asks or not 0 < len(order.lines) <= MOST_LINES:
        return None
    served = one_of_each(order, [each for line in order.lines for each in _serve(line, shop)])
    reading = Reading(order, served)
    does = reading.counts or order.changes or reading.is_listed or reading.is_definite
    return reading if does else None


def _serve(line: Line, shop: BuyerCounter) -> Iterator[Served]:
    """A line that names a thing and something besides may name several."""
    whole = Served(line, _find(line, shop))
    if whole.is_sold and whole.missed:
        yield from (Served(one, _find(one, shop)) for one in one_by_one(line, shop))
    else:
        yield whole


def _find(line: Line, shop: BuyerCounter) -> Found:
    found = find(line, shop) if line.words else Found()
    if len(found.products) == 1:
        return found
    unpacked = (typed for word, typed in zip(line.words, line.typed, strict=True) if word not in line.spare)
    in_cart = Found(of_the_cart(line, shop), " ".join(unpacked))
    return in_cart if in_cart.products else found
