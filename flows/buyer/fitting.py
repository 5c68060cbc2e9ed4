"""How well the words of a wish fit a product, and which of its kinds they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from domain.catalog.stems import akin, stem
from domain.catalog.views import ShelfItem, ShelfProduct
from flows.speech import fold
from flows.understanding.wishes.concepts import concepts, forms, nearly
from flows.understanding.wishes.sizes import parted, sizes_in
from flows.understanding.wishes.tokens import words_of
from flows.understanding.wishes.vocabulary import vocabulary

LONG, LONGER = 5, 8
"""In a word of so many letters one slip is forgiven, or two: fewer letters make other words."""
HALF = 2
OF_SIZE = {"small", "medium", "large"}
ENDS: Mapping[str, Callable[..., tuple[tuple[float, str], ShelfItem]]] = {"small": min, "large": max}


class Fit(IntEnum):
    """How one word answers another; `MEANT`: it is another word for the same thing."""

    NOT = 0
    SLIP = 1
    BEGUN = 2
    MEANT = 3
    SAME = 4


@lru_cache(maxsize=60_000)
def fit(typed: str, word: str) -> Fit:
    """`typed` may be misspelt or only begun."""
    if typed == word or akin(typed, word) or _squeezed(typed) == _squeezed(word):
        return Fit.SAME
    if word in forms(typed) or concepts(typed) & concepts(word):
        return Fit.MEANT
    if len(typed) >= 3 and word.startswith(typed) and len(typed) * HALF >= len(word):
        return Fit.BEGUN
    if nearly(typed) & concepts(word):
        return Fit.SLIP
    is_slip = _is_slip(typed.removesuffix("s"), word.removesuffix("s")) or _is_short_for(typed, word)
    return Fit.SLIP if is_slip else Fit.NOT


def _is_short_for(typed: str, word: str) -> bool:
    """`pn` is a pan, `grdn` a garden: without its vowels."""
    return len(typed) > 1 and not VOWELS.intersection(typed) and typed == word[:1] + word[1:].translate(VOWELLESS)


def _is_slip(typed: str, word: str) -> bool:
    longest = max(len(typed), len(word))
    slips = 2 if longest >= LONGER else 1 if longest >= LONG else 0
    begins_alike = typed[:1] == word[:1] or longest > LONG
    if longest == LONG - 1 and begins_alike and sorted(typed) == sorted(word):
        return True  # two letters changed places: that makes no other word of it
    return bool(slips) and begins_alike and OSA.distance(typed, word, score_cutoff=slips) <= slips


@lru_cache(maxsize=20_000)
def _squeezed(word: str) -> str:
    """As it sounds, roughly: `riiz`, `kafé`, `jico`."""
    sounds = word.replace("ph", "f").replace("qu", "k").translate(SOUNDS)
    return "".join(letter for place, letter in enumerate(sounds) if letter != sounds[place - 1 : place])


VOWELS = frozenset("aeiouy")
VOWELLESS = dict.fromkeys(map(ord, VOWELS))
SOUNDS = str.maketrans({"c": "k", "q": "k", "y": "i", "z": "s", "h": None})


def worst_fit(words: Iterable[str], among: Sequence[str]) -> Fit:
    """Of the word that fits least; every one must be found."""
    apart = list(words)
    found = min((_best(word, among) for word in apart), default=Fit.NOT)
    if found:
        return found
    together = (_with_joined(apart, place) for place in range(len(apart) - 1))
    return max((min(_best(word, among) for word in each) for each in together), default=found)


def _with_joined(words: list[str], place: int) -> list[str]:
    """`bed sheet` for `bedsheet`."""
    return [*words[:place], words[place] + words[place + 1], *words[place + 2 :]]


def _best(word: str, among: Sequence[str]) -> Fit:
    found = max((fit(word, each) for each in among), default=Fit.NOT)
    if found is Fit.SAME or len(word) < LONG:
        return found
    return max(found, *(fit(word, a + b) for a, b in pairwise(among)), Fit.NOT)


@lru_cache(maxsize=4_000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(words_of(text))


def names_of(product: ShelfProduct) -> tuple[str, ...]:
    return _words(product.name)


def all_words_of(product: ShelfProduct) -> tuple[str, ...]:
    others = (*product.synonyms, product.category, *(item.label for item in product.variants))
    return (*names_of(product), *(word for text in others for word in _words(text)))


def meant_by(words: Sequence[str], found: Sequence[ShelfProduct]) -> tuple[ShelfProduct, ...]:
    """The one whose name this is, or has all these words, or is called so, if there is just one; else all."""
    plain = [word for word in words if not vocabulary().is_one("filler", word)]
    whole = [product for product in found if [*map(stem, names_of(product))] == [*map(stem, plain)]]
    named = [product for product in found if worst_fit(plain, names_of(product)) >= Fit.MEANT]
    called = [product for product in found if worst_fit(plain, all_words_of(product)) >= Fit.MEANT]
    return next((tuple(few) for few in (whole, named, called) if len(few) == 1), tuple(found))


def is_called(words: Sequence[str], product: ShelfProduct, least: Fit = Fit.SLIP) -> bool:
    """Whether these words hold its name, or one of its other names, whole."""
    fillers = vocabulary().roles.get("filler", {})
    phrases = ([word for word in _words(text) if (word,) not in fillers] for text in (product.name, *product.synonyms))
    return any(phrase and all(_is_said(word, words, least) for word in phrase) for phrase in phrases)


def _is_said(word: str, words: Sequence[str], least: Fit) -> bool:
    return any(fit(typed, word) >= least for typed in words)


# -- kinds -----------------------------------------------------------------------------------------------------------


def looks_in(words: Iterable[str]) -> frozenset[str]:
    """Colours and sizes in words, in one form for all languages."""
    return frozenset(look for word in words if (look := _look_of(word)))


@lru_cache(maxsize=20_000)
def _look_of(word: str) -> str | None:
    """One slip is forgiven: `branoc`, `pequuenos`."""
    table = vocabulary().roles.get("look", {})
    near = nearly(word) & frozenset(table.values())
    return table.get((word,)) or next(iter(near), None)


def kind_meant(product: ShelfProduct, words: Sequence[str], sizes: Sequence[str]) -> ShelfItem | None:
    """The only kind that answers best what was said of it; None where that is none, or several, or another thing."""
    if contradicts(product, words, sizes):
        return None
    if len(product.variants) == 1:
        return product.variants[0]
    told = [(_told(item, product, words, sizes), item) for item in product.variants]
    most = max(count for count, _item in told)
    best = [item for count, item in told if count == most]
    return best[0] if most and len(best) == 1 else None


def _told(item: ShelfItem, product: ShelfProduct, words: Sequence[str], sizes: Sequence[str]) -> int:
    """How much of what was said tells this kind from the others."""
    label = _words(item.label)
    of_it = [word for word in words if _best(word, names_of(product)) != Fit.SAME]
    by_words = sum(any(fit(word, each) for each in label) for word in of_it)
    by_looks = len(looks_in(words) & looks_in(label))
    by_measure = sum(item is _at_end(product, look) for look in looks_in(words) & OF_SIZE)
    return max(by_words, by_looks, by_measure) + sum(_is_size_of(size, item.label) for size in sizes)


def _at_end(product: ShelfProduct, look: str) -> ShelfItem | None:
    """`le petit riz` is that of 5 kg, where it comes in measures of one unit."""
    measured = [(parted(size), item) for item in product.variants for size in sizes_in(item.label)]
    units = {unit for (_amount, unit), _item in measured}
    if len(measured) != len(product.variants) or len(units) != 1 or look not in ENDS:
        return None
    return ENDS[look](measured, key=lambda each: each[0][0])[1]


def _is_size_of(size: str, text: str) -> bool:
    """`5 kg`, or the bare `5` of it."""
    known = sizes_in(text)
    return size in known or (
        size.isdecimal() and (any(size in one.split() for one in known) or size in fold(text).split())
    )


def contradicts(product: ShelfProduct, words: Sequence[str], sizes: Sequence[str]) -> bool:
    """It is said to be what the shelf says it is not: `5 l` of what comes in bottles of one, `red` of what is black."""
    texts = [product.name, *(item.label for item in product.variants)]
    spoken = [text for text in texts if sizes_in(text)] or (
        [product.description] if sizes_in(product.description) else []
    )
    if spoken and any(not any(_is_size_of(size, text) for text in spoken) for size in sizes):
        return True
    said = looks_in(words)
    there = looks_in((*all_words_of(product), *_words(product.description)))
    return any(
        said & among and said & among - there and there & among for among in (OF_SIZE, said - OF_SIZE | there - OF_SIZE)
    )


def _sizes_of(product: ShelfProduct) -> frozenset[str]:
    """Of what its name says, else of what is said about it: `le sachet d'un kilo`."""
    return sizes_in(f"{product.name} {product.variants[0].label}") or sizes_in(product.description)


def pieces_in(product: ShelfProduct, sizes: Sequence[str]) -> int:
    """`2 litres` of what comes by the litre are two; 0 where that does not come out even."""
    if len(product.variants) != 1 or len(sizes) != 1:
        return 0
    wanted, unit = parted(sizes[0])
    known = [parted(size) for size in _sizes_of(product)]
    amounts = [amount for amount, of in known if of == unit and amount]
    return int(wanted / amounts[0]) if len(amounts) == 1 and wanted and wanted % amounts[0] == 0 else 0
