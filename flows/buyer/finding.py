"""Finding what is meant on the shelf: what was typed, else other words for it, else what is nearest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from domain.catalog.views import PriceRange, ShelfProduct
from flows.buyer.counter import BuyerCounter
from flows.buyer.fitting import Fit, all_words_of, contradicts, looks_in, meant_by, names_of, worst_fit
from flows.speech import fold
from flows.understanding.gate import is_about
from flows.understanding.wishes import Line
from flows.understanding.wishes.concepts import called_otherwise, forms
from flows.understanding.wishes.sizes import sizes_in
from flows.understanding.wishes.tokens import words_of
from flows.understanding.wishes.vocabulary import vocabulary

MOST_TRIES, MOST_OTHERS, MOST_NEAR = 6, 6, 3
MOST_PAGES, MOST_ROWS = 4, 9
SHORTEST_NEAR = 3

Products = tuple[ShelfProduct, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Products, the words that found them, and those of the wish that played no part in it."""

    products: Products = ()
    words: str = ""
    missed: tuple[str, ...] = ()

    @property
    def telling(self) -> tuple[str, ...]:
        """Those of the words that are of what was found."""
        return tuple(word for word in words_of(self.words) if any(_tells(word, each) for each in self.products))


def find(line: Line, shop: BuyerCounter) -> Found:
    """All words; then without what it may come in, without colours; at last without the first or the last word."""
    if all(looks_in([word]) for word in line.words):
        return _called(line, shop)
    other_size = Found()
    for words, query in _queries(line, shop):
        if products := _fitting(words, shop.search(query)):
            meant = _of_size(meant_by(words, products), line, query, shop)
            found = Found(meant, query, _missed(line, meant))
            if found.missed and _is_only_near(line, found):
                continue
            if not line.sizes or not all(contradicts(each, (), line.sizes) for each in meant):
                return found
            other_size = other_size if other_size.products else found
    if other_size.products:
        return other_size
    query = " ".join(line.typed)
    near = shop.search(query)
    return Found(meant_by(line.words, near), query) if near else Found()


def _queries(line: Line, shop: BuyerCounter) -> Iterator[tuple[Sequence[str], str]]:
    """As it was written, then by other words for the same things."""
    written = dict(zip(line.words, line.typed, strict=True))
    tries = _tries(line)
    yield from ((words, " ".join(written[word] for word in words)) for words in tries)
    aside = {*line.spare, *line.aim}
    plain = (words for words in tries if not any(looks_in([word]) or word in aside for word in words))
    others = ((words, islice(other_words(" ".join(words), shop), MOST_OTHERS)) for words in plain)
    yield from islice(((words, other) for words, each in others for other in each), 2 * MOST_OTHERS)


def _fitting(words: Sequence[str], products: Products) -> Products:
    """None of them where the first is only like what was typed."""
    return products if products and worst_fit(words, all_words_of(products[0])) > Fit.NOT else ()


def _called(line: Line, shop: BuyerCounter) -> Found:
    """`grand` is no thing, `orange` may be one: where that is its name."""
    query = " ".join(line.typed)
    named = tuple(product for product in shop.search(query) if worst_fit(line.words, names_of(product)) == Fit.SAME)
    return Found(meant_by(line.words, named), query) if named else Found()


def _missed(line: Line, meant: Products) -> tuple[str, ...]:
    """What says nothing of it: no package, no purpose, no colour, no word of its description."""
    return tuple(
        word
        for word in line.words
        if not (word in (*line.spare, *line.aim) or looks_in([word]) or any(_tells(word, each) for each in meant))
    )


def _is_only_near(line: Line, found: Found) -> bool:
    """An `air fryer` is no stove because a `foyer` is one: what is like nothing else there must be what it is."""
    said = [word for word in line.words if word not in (*found.missed, *line.spare, *line.aim)]
    among = [word for product in found.products for word in all_words_of(product)]
    return all(worst_fit([word], among) <= Fit.SLIP for word in said)


def _tells(word: str, product: ShelfProduct) -> bool:
    return worst_fit([word], (*all_words_of(product), *words_of(product.description))) > Fit.NOT


def _tries(line: Line) -> list[tuple[str, ...]]:
    words = line.words
    unpacked = _unpacked(line)
    plain = tuple(word for word in words if not looks_in([word]))
    bare = tuple(word for word in unpacked if word in plain)
    tries = dict.fromkeys((words, unpacked, plain, bare, bare[:-1], bare[1:], bare[:1], bare[-1:]))
    return [each for each in tries if each][:MOST_TRIES]


def _unpacked(line: Line) -> tuple[str, ...]:
    return tuple(word for word in line.words if word not in (*line.spare, *line.aim))


def _of_size(products: Products, line: Line, query: str, shop: BuyerCounter) -> Products:
    """Of several, those of that size: looked for only where none that were found is."""
    if len(products) < 2 or not line.sizes:
        return products
    fitting = _sized(products, line.sizes) or _sized(shop.search(" ".join((query, *line.sizes))), line.sizes)
    return fitting or products


def _sized(products: Products, sizes: Sequence[str]) -> Products:
    def is_of(product: ShelfProduct) -> bool:
        known = sizes_in(" , ".join((product.name, *(item.label for item in product.variants))))
        return all(size in known or any(size in one.split() for one in known) for size in sizes)

    return tuple(product for product in products if is_of(product))


def search(words: str, shop: BuyerCounter, prices: PriceRange | None = None) -> Products:
    """What the shelf has under these words, without the small ones and without what it comes in, or under other words
    for the same thing."""
    if not words:
        return _at_such_a_price(prices, shop) if prices else ()
    plain = _without("filler", words)
    tries = dict.fromkeys(filter(None, (words, plain, _without("container", plain))))
    found = next((products for each in tries if (products := shop.search(each, prices))), ())
    return found or by_synonyms(words, shop, prices)


def _without(role: str, words: str) -> str:
    return " ".join(word for word in words.split() if not vocabulary().is_one(role, fold(word)))


def about(text: str, found: Products) -> Products:
    """None of it, where the message only happens to name it in passing."""
    return found if is_about(text, (word for product in found for word in all_words_of(product))) else ()


def _at_such_a_price(prices: PriceRange, shop: BuyerCounter) -> Products:
    """Of the first pages of the shelf, the cheapest first: whoever wants more says of what."""
    found: list[ShelfProduct] = []
    after: str | None = None
    for _page in range(MOST_PAGES):
        page = shop.page(None, after)
        found += filter(prices.holds, page.products)
        after = page.after
        if after is None:
            break
    return tuple(sorted(found, key=lambda product: product.from_price.minor)[:MOST_ROWS])


def by_synonyms(words: str, shop: BuyerCounter, prices: PriceRange | None = None) -> Products:
    others = islice(other_words(words, shop), MOST_OTHERS)
    return next((found for other in others if (found := shop.search(other, prices))), ())


def other_words(words: str, shop: BuyerCounter) -> Iterator[str]:
    """`2 sabuni` in a shop that sells savon: the same with the other words that its languages have for each thing."""
    typed = fold(words).split()
    choices = [_otherwise(word, shop) or [word] for word in typed]
    for place in range(max(map(len, choices), default=0)):
        other = " ".join(each[min(place, len(each) - 1)] for each in choices)
        if other != " ".join(typed):
            yield other


def _otherwise(word: str, shop: BuyerCounter) -> list[str]:
    others = dict.fromkeys((*forms(word), *called_otherwise([word], shop.shop.languages)))
    return [other for other in others if other != word]


def nearest(words: str, shop: BuyerCounter) -> Products:
    """Where nothing has all of these words: what has one of them, the most first."""
    typed = [word for word in words_of(words) if len(word) >= SHORTEST_NEAR and not vocabulary().is_one("filler", word)]
    if len(typed) < 2:
        return ()
    longest = sorted(dict.fromkeys(typed), key=lambda word: (-len(word), word))[:MOST_NEAR]
    found = [product for word in longest for product in shop.search(word)]
    seen = {product.id: product for product in found}
    hits = {id: sum(product.id == id for product in found) for id in seen}
    return tuple(sorted(seen.values(), key=lambda product: -hits[product.id]))[:MOST_NEAR]
