"""The words that give nobody away: those of the dialogues in every language, and of the shop and its shelf."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from rapidfuzz.distance import OSA

from domain.merchant.shop import Shop
from flows.speech import fold
from flows.speech.language import languages
from flows.speech.lexicon import lexicon

WORD = re.compile(r"[^\W_]+")
COUNTED = re.compile(r"x?\d{1,3}(?:x|k|kg|g|l|cl|ml|cm|m|f|fcfa|cfa|ksh|kes|yards?|e|er|ere|eme|h)?")
LONG_ENOUGH_FOR_A_SLIP = 5
INVENTED = "examples"
"""Names and numbers of nobody, which may be somebody's all the same."""


class Vocabulary:
    """`names` are of what is sold: a slip in one of them is still one of them. `texts`: what else the shelf says."""

    def __init__(self, shop: Shop, names: Iterable[str], texts: Iterable[str]) -> None:
        self._shelf = set(words_of(names))
        self._known = self._shelf | set(words_of([*texts, *own_words(shop), *_of_the_dialogues()]))

    def knows(self, word: str) -> bool:
        folded = fold(word)
        return all(self._is_harmless(part) for part in WORD.findall(folded))

    def _is_harmless(self, word: str) -> bool:
        return word in self._known or bool(COUNTED.fullmatch(word)) or self._is_a_slip(word)

    def _is_a_slip(self, word: str) -> bool:
        near = (each for each in self._shelf if len(each) >= LONG_ENOUGH_FOR_A_SLIP)
        return len(word) >= LONG_ENOUGH_FOR_A_SLIP and any(OSA.distance(word, each) <= 1 for each in near)


def words_of(texts: Iterable[str]) -> Iterator[str]:
    """With and without the s of many: whoever has a soap also knows what soaps are."""
    for text in texts:
        for word in WORD.findall(fold(text)):
            yield from (word, f"{word}s")


def own_words(shop: Shop) -> list[str]:
    """What the shop calls itself and its places by."""
    zones = [name for zone in shop.zones for name in (zone.name, *zone.aliases)]
    wallets = [name for wallet in shop.wallets for name in (wallet.name, wallet.code)]
    couriers = [name for courier in shop.couriers for name in (courier.name, courier.code)]
    return [shop.name, shop.about, shop.hours, shop.pickup, *zones, *wallets, *couriers]


def _of_the_dialogues() -> Iterator[str]:
    for pack in lexicon().packs.values():
        yield from _strings({table: words for table, words in pack.items() if table != INVENTED})
    for each in languages().values():
        for said, forms in each.phrases.items():
            yield from (said, *forms)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)
