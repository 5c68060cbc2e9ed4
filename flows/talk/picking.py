"""Choices as they were shown, and which of them words or a number mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import OSA

from flows.speech import Language, Lexicon
from flows.speech.fold import fold
from flows.talk.fields import plain
from flows.talk.prompts import Option
from flows.talk.titles import BUTTON, ROW, shorten
from flows.understanding.wishes import says_how_many

SHORTEST_TYPO = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """One choice as the person saw it: a "2" means the second of these, whatever the shelf holds by now."""

    key: str
    title: str
    value: Any


def show(options: Sequence[Option], language: Language, reserved: Callable[[str], bool]) -> tuple[Shown, ...]:
    """Options put into words, each with a key of its own. A value that happens to be a `reserved` name is not it."""
    shown: list[Shown] = []
    for place, option in enumerate(options, 1):
        key = option.name or str(place)
        key = f"={key}" if reserved(key) and ":" not in key and not option.key else key
        taken = any(key == other.key for other in shown)
        shown.append(Shown(f"{key}.{place}" if taken else key, language.say(option.title), plain(option.answer)))
    return tuple(shown)


def exactly(text: str, shown: Sequence[Shown]) -> Shown | None:
    """The one choice whose whole title this is, as written or as shortened for a button; `5kg` is `5 kg`."""
    wanted = _unspaced(text)
    for titles in _as_seen(tuple(each.title for each in shown)):
        if titles.count(wanted) == 1:
            return shown[titles.index(wanted)] if wanted else None
    return None


@lru_cache(maxsize=5_000)
def _as_seen(titles: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Whole, on buttons, and in rows."""
    versions = titles, shorten(titles, BUTTON), shorten(titles, ROW)
    return tuple(tuple(map(_unspaced, each)) for each in versions)


def _unspaced(text: str) -> str:
    return fold(text).replace(" ", "")


def chosen(text: str, shown: Sequence[Shown], words: Lexicon) -> Shown | None:
    """By title, by number as shown, by the words of a title when only one has them, or one typing error away."""
    if option := exactly(text, shown):
        return option
    number = None if says_how_many(text) else words.number(text)
    if number is not None:
        return shown[number - 1] if 1 <= number <= len(shown) else _standing_for(number, shown)
    return _closest(words.bare(text), shown)


def _standing_for(number: int, shown: Sequence[Shown]) -> Shown | None:
    """An order is called by its own number, which no place in a list is as high as."""
    return _only(each for each in shown if each.value == number)


def _closest(said: str, shown: Sequence[Shown]) -> Shown | None:
    if len(said) < 2:
        return None
    for means in MEANINGS:
        if option := _only(each for each in shown if means(said, fold(each.title))):
            return option
    return None


def _begins(said: str, title: str) -> bool:
    return title.startswith(said)


def _has_words(said: str, title: str) -> bool:
    return all(any(word.startswith(part) for word in title.split()) for part in said.split())


def _mistyped(said: str, title: str) -> bool:
    """A slip in a word is forgiven. One in a number is another number: another wallet, another size."""
    targets = [
        each for each in (title, *title.split()) if len(each) >= SHORTEST_TYPO and _digits(each) == _digits(said)
    ]
    return len(said) >= SHORTEST_TYPO and any(OSA.distance(said, each) <= 1 for each in targets)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


MEANINGS: tuple[Callable[[str, str], bool], ...] = (_begins, _has_words, _mistyped)


def _only(found: Iterable[Shown]) -> Shown | None:
    several = list(found)
    return several[0] if len(several) == 1 else None
