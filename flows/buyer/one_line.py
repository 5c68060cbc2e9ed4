"""A whole order in one line: `2 riz 5kg, 1 huile et trois savons, livraison Cocody`.

How much of it is understood decides: numbers, things that are sold and the words around them must explain nearly all.
`avez-vous 2 tailles ?` and `j'ai 2 enfants` are no orders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.catalog.views import ShelfItem, ShelfProduct
from flows.buyer.browse import Found as ChooseAmong
from flows.buyer.browse import WhichVariant
from flows.buyer.cart import Cart, WhichLine, remind_of_cart
from flows.buyer.cart_in_words import change_line, changes_alone
from flows.buyer.counter import BuyerCounter
from flows.buyer.fitting import Fit, all_words_of, contradicts, kind_meant, looks_in, pieces_in, worst_fit
from flows.buyer.place_in_order import noted, whole_place
from flows.buyer.reading import best_reading
from flows.buyer.served import Reading, Served
from flows.buyer.shelf_words import not_sold, put_in_cart
from flows.buyer.sold_out import SoldOut, none_of
from flows.speech import Text, join
from flows.talk import Conversation, Turn, aside, keep, say, start
from flows.talk.outcomes import NOTHING
from flows.understanding.places import lifted
from flows.understanding.wishes import Line, OrderInWords
from flows.understanding.wishes.regrouping import OFF, is_look
from flows.understanding.wishes.tokens import words_of

Answer = Text | Turn


def order_in_one_line(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """None where it is no order, or not clearly one."""
    told = lifted(text, shop.shop.region)
    text = told.rest
    reading = best_reading(text, conversation, shop)
    if reading is None or not (reading.is_understood or reading.is_nearly_understood):
        return None
    if not reading.names_things:
        return changes_alone(reading.order, conversation, shop)
    place = whole_place(reading.order.place, told, shop)
    return _served(replace(reading, order=replace(reading.order, place=place)), conversation, shop)


def _served(reading: Reading, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    reading = replace(reading, served=_as_many(reading.served, shop))
    if _is_half_an_exchange(reading.served):
        return aside(WhichLine())
    answers = [_answer(each, reading, conversation, shop) for each in reading.served]
    if not any(answers):
        return None
    questions = reversed([answer for answer in answers if isinstance(answer, Turn)])  # the last asked lies on top
    said = [
        *(answer for answer in answers if isinstance(answer, Text)),
        *noted(reading.order.place, reading.order.wallet),
    ]
    is_put = len(answers) == 1 and isinstance(answers[0], Text)
    remembered = keep(**_to_keep(reading.order, reading.served[0] if is_put else None))
    return sum(questions, start(Cart()) + remind_of_cart(shop) + remembered + (say(join(*said)) if said else NOTHING))


def _is_half_an_exchange(served: Sequence[Served]) -> bool:
    """What is to come instead is not sold, or not understood: nothing is taken out for it."""
    unsold = [each for each in served if each.line.words and not each.is_sold]
    is_kind_off = any(each.line.act in OFF and is_look(each.line) for each in served)
    return any(each.line.in_place for each in unsold) or (bool(unsold) and is_kind_off)


def _as_many(served: Sequence[Served], shop: BuyerCounter) -> Sequence[Served]:
    """What is put in the place of something, without a number: as many as there were of it."""
    if not any(each.line.in_place for each in served):
        return served
    before = {str(each.sku): each.quantity for each in shop.cart().lines}
    pairs = zip([served[0], *served], served, strict=False)
    return [_in_its_place(each, _taken_off(old, before)) for old, each in pairs]


def _in_its_place(each: Served, quantity: int) -> Served:
    is_open = each.line.in_place and not each.line.quantity
    return replace(each, line=replace(each.line, quantity=quantity)) if is_open else each


def _taken_off(old: Served, before: Mapping[str, int]) -> int:
    """Of the kind that is named, else of the only one that is there."""
    if len(old.found.products) != 1:
        return 0
    kind = _kind(old)
    kinds = [kind] if kind else [each for each in old.found.products[0].variants if str(each.sku) in before]
    return before.get(str(kinds[0].sku), 0) if len(kinds) == 1 else 0


def _to_keep(order: OrderInWords, only: Served | None) -> dict[str, str]:
    """What checking out need not ask again, and what `encore 2` will be about."""
    kind = _kind(only) if only and len(only.found.products) == 1 else None
    said = {"place": order.place, "wallet": order.wallet}
    return {"last": str(kind.sku) if kind else ""} | {name: words for name, words in said.items() if words}


def _answer(each: Served, reading: Reading, conversation: Conversation, shop: BuyerCounter) -> Answer | None:
    """What has come of a line; a question where it may mean several things; None where it means nothing."""
    if not each.is_sold:
        return not_sold(" ".join(each.line.typed), shop) if each.is_named and not each.line.act else None
    if each.line.act in ("remove", "without", "set", "only"):
        done = change_line(each.line, each.found.products, conversation, shop)
        if done is not None or each.line.act in ("remove", "without"):
            return done
    return _put_in(each, reading, shop)


def _put_in(each: Served, reading: Reading, shop: BuyerCounter) -> Answer | None:
    is_understood = reading.is_understood
    is_done = bool(each.line.quantity or each.line.act == "add") or (each.line.act and each.is_called(Fit.MEANT))
    if not (is_done or _is_put_unasked(each, reading)):
        return None
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


def _is_put_unasked(each: Served, reading: Reading) -> bool:
    """What nobody counts is wanted beside other things, not beside changes, and is called what it is called on the
    shelf: `verás` is no aloe vera. Where others are counted it must be spelt so: `do salão` is no sabão. Of a kind that
    is counted apart, `le savon du statut, le noir, 2`, nobody knows what it is of."""
    is_changed = any(other.line.act for other in reading.served)
    counted = [other for other in reading.served if other.line.quantity]
    is_apart = any(not other.is_sold and looks_in(other.line.words) for other in counted)
    return not (is_changed or is_apart) and each.is_called(Fit.MEANT if counted else Fit.SLIP)


def _is_sure(each: Served) -> bool:
    """Near enough to what was typed to be put in a cart unasked; what is another size or colour is not."""
    [product] = each.found.products
    words = words_of(each.found.words)
    if len(product.variants) == 1 and _is_another(product, each.line):
        return False
    if not each.line.words:
        return True
    return worst_fit(words, all_words_of(product)) > Fit.NOT or not set(words) <= set(each.line.words)


def _is_another(product: ShelfProduct, line: Line) -> bool:
    return contradicts(product, line.words, line.sizes) and not (not line.quantity and pieces_in(product, line.sizes))


def _kind(each: Served) -> ShelfItem | None:
    [product] = each.found.products
    if len(product.variants) == 1:
        return product.variants[0]
    return kind_meant(product, each.line.words, each.line.sizes)
