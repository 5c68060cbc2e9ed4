"""Things named one behind the other: `huile karité savon, un de chaque`, with no sign and no `et` between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from domain.catalog.views import ShelfProduct
from flows.buyer.counter import BuyerCounter
from flows.buyer.fitting import Fit, all_words_of, is_called, looks_in, worst_fit
from flows.understanding.wishes import Line

MOST = 8


def one_by_one(line: Line, shop: BuyerCounter) -> Iterator[Line]:
    """Each for itself, where every word is what some thing is called or says more of the one before it. A number of
    more than one may be of the first alone: then it stays as it is."""
    things = _things(line, shop) if _may_be_several(line) else []
    if len(things) < 2:
        yield line
    for words in things:
        typed = tuple(line.typed[place] for place in words)
        yield replace(line, words=tuple(line.words[place] for place in words), typed=typed, spare=(), aim=())


def _may_be_several(line: Line) -> bool:
    is_plain = not (line.sizes or line.spare or line.aim or line.instead_of or line.in_place)
    return is_plain and line.quantity <= 1 < len(line.words) <= MOST and line.act in ("", "add")


def _things(line: Line, shop: BuyerCounter) -> list[list[int]]:
    """The places of the words of each; none where a word is of nothing, or where a thing is named twice."""
    found: list[tuple[ShelfProduct, list[int]]] = []
    for place, word in enumerate(line.words):
        called = _called(word, line.typed[place], shop)
        if called and all(called.id != product.id for product, _places in found):
            found.append((called, [place]))
        elif found and _says_more(word, found[-1][0]):
            found[-1][1].append(place)
        else:
            return []
    return [places for _product, places in found]


def _called(word: str, typed: str, shop: BuyerCounter) -> ShelfProduct | None:
    """The only thing that goes by this one word."""
    fitting = [product for product in shop.search(typed) if is_called([word], product, Fit.MEANT)]
    return fitting[0] if len(fitting) == 1 else None


def _says_more(word: str, product: ShelfProduct) -> bool:
    return bool(looks_in([word])) or worst_fit([word], all_words_of(product)) >= Fit.MEANT
