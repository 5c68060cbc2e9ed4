"""A generated shelf of any size, the same at every call, and what people type who look for something on it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import product as combinations

from integrations.store.words import folded
from tests.integrations.store.big_shelf import CATEGORIES, LOOKS, STUFFS, THINGS, Article, slip

SYLLABLES = [
    "ba",
    "ko",
    "ri",
    "mo",
    "sa",
    "te",
    "lu",
    "na",
    "di",
    "fo",
    "ze",
    "ka",
    "mi",
    "ro",
    "wa",
    "be",
    "to",
    "ni",
    "gu",
    "la",
]
BRANDS = 1_500
LONG = 5


def generated(count: int) -> list[Article]:
    """As many makers as a large market has: most of the words of its shelf are names."""
    chance = random.Random(count)
    names = list(combinations(THINGS, STUFFS, LOOKS))
    chance.shuffle(names)
    brands = ["".join(chance.choice(SYLLABLES) for _ in range(3)).capitalize() for _ in range(BRANDS)]
    return [_article(n, names[n % len(names)], chance.choice(brands), chance) for n in range(count)]


def _article(n: int, words: tuple[str, ...], brand: str, chance: random.Random) -> Article:
    thing, stuff, look = words
    name = f"{thing.capitalize()} {stuff} {look} {brand}"
    return Article(f"p{n:06}", f"{folded(stuff)[:3].upper()}-{n:05}", name, chance.choice(CATEGORIES), (), look)


def asked_for(shelf: Sequence[Article], count: int) -> Iterator[tuple[str, str, bool]]:
    """What is typed, the words that are meant, and whether it has a slip."""
    chance = random.Random(count)
    for n in range(count):
        parts = chance.choice(shelf).name.split()
        meant = parts if n % 3 else parts[:3]
        yield WAYS[n % len(WAYS)](meant, chance), " ".join(meant), WAYS[n % len(WAYS)] in (_slipped, _slipped_plain)


def _as_written(words: list[str], chance: random.Random) -> str:
    return " ".join(words)


def _plain(words: list[str], chance: random.Random) -> str:
    return folded(" ".join(words))


def _asked(words: list[str], chance: random.Random) -> str:
    return f"bonjour avez-vous {' '.join(words)} svp ?"


def _turned(words: list[str], chance: random.Random) -> str:
    return " ".join(reversed(words)).lower()


def _plural(words: list[str], chance: random.Random) -> str:
    return f"{words[0]}s {' '.join(words[1:])}"


def _run_together(words: list[str], chance: random.Random) -> str:
    return " ".join((words[0] + words[1], *words[2:])).lower()


def _slipped(words: list[str], chance: random.Random) -> str:
    wrong = chance.choice([n for n, word in enumerate(words) if len(word) >= LONG] or [0])
    return " ".join(slip(word, chance) if n == wrong else word for n, word in enumerate(words))


def _slipped_plain(words: list[str], chance: random.Random) -> str:
    return folded(_slipped(words, chance))


WAYS: tuple[Callable[[list[str], random.Random], str], ...] = (
    _as_written,
    _slipped,
    _plain,
    _slipped_plain,
    _asked,
    _slipped,
    _turned,
    _plural,
    _run_together,
)
