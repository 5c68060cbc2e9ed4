"""The cart changed in words: `mets 3 au lieu de 2`, `enlève le riz`, `rajoute 2`, `only one soap`, `j'en veux 3`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.catalog.views import ShelfItem, ShelfProduct
from domain.ordering.cart import CartLine
from domain.ordering.errors import NotEnough
from domain.shared.sku import ProductSKU
from flows.buyer.browse import Category, Found, Menu, WhichVariant
from flows.buyer.cart import Cart, NewQuantity, WhichLine
from flows.buyer.counter import BuyerCounter
from flows.buyer.finding import find
from flows.buyer.fitting import kind_meant, worst_fit
from flows.buyer.shelf_words import added, not_enough
from flows.buyer.sold_out import SoldOut
from flows.speech import Text, _, join
from flows.speech.folders import SOURCE
from flows.talk import Conversation, Step, Turn, aside, keep, say, start, to
from flows.talk.fields import CannotLoad
from flows.talk.outcomes import NOTHING
from flows.understanding.wishes import Line, OrderInWords
from flows.understanding.wishes.clearing import clearing_in
from flows.understanding.wishes.tokens import words_of

Answer = Text | Turn


def changes_alone(order: OrderInWords, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """Nothing is named: it is about what was spoken of last, or about the kind that is being asked for."""
    if len(order.lines) != 1 or not (order.wants or order.changes):
        return None
    [line] = order.lines
    if line.act == "each":
        return _all_changed(line, shop)
    open_step = _open_step(conversation)
    if isinstance(open_step, WhichVariant | Found) and line.quantity and line.act in ("", "set", "only"):
        return to(replace(open_step, quantity=line.quantity))
    there = shop.cart().lines
    if not there or isinstance(open_step, Found | Category):
        return None
    meant = _spoken_of(there, line, conversation)
    answer = _changed(line, meant, shop) if len(meant) == 1 else aside(WhichLine())
    return _cart_after(answer, meant)


def _all_changed(line: Line, shop: BuyerCounter) -> Turn | None:
    """`2 of each`: of all that is in the cart."""
    answers = [_changed(line, [each], shop) for each in shop.cart().lines]
    said = [answer for answer in answers if isinstance(answer, Text)]
    asked = [answer for answer in answers if isinstance(answer, Turn)]
    return sum(asked, start(Cart()) + (say(join(*said)) if said else NOTHING)) if answers else None


def _open_step(conversation: Conversation) -> Step | None:
    try:
        return conversation.top.load() if conversation.top else None
    except CannotLoad:
        return None


def _spoken_of(there: Sequence[CartLine], line: Line, conversation: Conversation) -> list[CartLine]:
    """The line that was changed last; of `3 au lieu de 2` one that is of two."""
    fitting = [each for each in there if not line.instead_of or each.quantity == line.instead_of]
    last = [each for each in fitting if str(each.sku) == conversation.kept.get("last")]
    return last or fitting


def _cart_after(answer: Answer, meant: Sequence[CartLine]) -> Turn:
    if isinstance(answer, Turn):
        return start(Cart()) + answer
    return start(Cart()) + keep(last=str(meant[0].sku)) + say(answer)


def change_line(
    line: Line, products: Sequence[ShelfProduct], conversation: Conversation, shop: BuyerCounter
) -> Answer | None:
    """What is named is changed in the cart; None where it is not in it and that needs no word."""
    meant = _in_cart(line, products, shop)
    if not meant:
        return _("There is no *{name}* in your cart.", name=" ".join(line.typed)) if line.act == "remove" else None
    if len(meant) > 1:
        meant = [each for each in meant if line.instead_of and each.quantity == line.instead_of] or meant
    if len(meant) > 1:
        return aside(WhichLine())
    kind = _another_kind(line, products, meant[0], shop)
    return _in_place_of(meant[0], kind.sku, shop) if kind else _changed(line, meant, shop)


def _another_kind(
    line: Line, products: Sequence[ShelfProduct], there: CartLine, shop: BuyerCounter
) -> ShelfItem | None:
    """`badilisha mashuka yawe 6x6`: nothing but the kind is to change."""
    if line.act != "set" or line.quantity or len(products) != 1:
        return None
    kind = kind_meant(products[0], line.words, line.sizes)
    return kind if kind and kind.sku != there.sku and len(products[0].variants) > 1 else None


def _in_place_of(there: CartLine, sku: ProductSKU, shop: BuyerCounter) -> Answer:
    try:
        shop.add_to_cart(sku, there.quantity)
    except NotEnough as short:
        return not_enough(short) if short.left else aside(SoldOut((str(sku),)))
    shop.change_quantity(there.sku, 0)
    return join(_("Taken out: {name}.", name=there.name), added(shop.item(sku), there.quantity))


def _in_cart(line: Line, products: Sequence[ShelfProduct], shop: BuyerCounter) -> list[CartLine]:
    """The kind that is named, else every kind of it that was chosen."""
    there = {str(each.sku): each for each in shop.cart().lines}
    kinds = [kind_meant(product, line.words, line.sizes) for product in products]
    named = [there[str(kind.sku)] for kind in kinds if kind and str(kind.sku) in there]
    every = [there[str(item.sku)] for product in products for item in product.variants if str(item.sku) in there]
    return named or every


def _changed(line: Line, meant: Sequence[CartLine], shop: BuyerCounter) -> Answer:
    [there] = meant
    quantity = _quantity_after(line, there.quantity)
    if quantity is None:
        return aside(NewQuantity(str(there.sku)))
    try:
        shop.change_quantity(there.sku, quantity)
    except NotEnough as short:
        return not_enough(short) if short.left else aside(SoldOut((str(there.sku),)))
    if not quantity:
        return _("Taken out: {name}.", name=there.name)
    if line.act == "add":
        return added(shop.item(there.sku), quantity - there.quantity)
    return _("{name}: {before} → {after}.", name=there.name, before=there.quantity, after=quantity)


def _quantity_after(line: Line, before: int) -> int | None:
    """None: it is to change, nobody said to what."""
    if line.act in ("remove", "without"):
        return max(0, before - line.quantity) if line.quantity else 0
    if not line.quantity:
        return before + 1 if line.act == "add" else None
    return before + line.quantity if line.act == "add" else line.quantity


def empty_in_words(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """`enlève tout`, `clear my cart`, `enlève tout sauf le riz`; not where nothing is in it."""
    clearing = clearing_in(text, frozenset((SOURCE, conversation.language, *shop.shop.languages)))
    if clearing is None or shop.cart().is_empty or _names_what_is_there(clearing.because, shop):
        return None
    if clearing.but:
        return _keep_only(clearing.but, shop)
    shop.clear_cart()
    return start(Menu()) + say(_("Your cart is empty now."))


def _names_what_is_there(words: Sequence[str], shop: BuyerCounter) -> bool:
    """`enlève tout, le riz reste`"""
    there = [word for each in shop.cart().lines for word in words_of(each.name)]
    return any(worst_fit([word], there) for word in words)


def _keep_only(lines: Sequence[Line], shop: BuyerCounter) -> Turn | None:
    """None where one of them is not in the cart: then nothing is sure."""
    named = [_in_cart(line, find(line, shop).products, shop) for line in lines]
    if not all(named):
        return None
    kept = {str(each.sku) for found in named for each in found}
    taken = [each for each in shop.cart().lines if str(each.sku) not in kept]
    for each in taken:
        shop.change_quantity(each.sku, 0)
    return start(Cart()) + say(join(*(_("Taken out: {name}.", name=each.name) for each in taken)))
