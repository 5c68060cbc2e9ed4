"""A price in a search: `moins de 5000`, `entre 2000 et 5000`, `under 5k`, `pas cher`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from flows.speech import fold
from flows.understanding.wishes.vocabulary import packs

SMALLEST = 100
"""A smaller number is a price only where a currency stands behind it."""
NUMBER = r"(?:\d{1,3}(?:[ .,]\d{3})+|\d+(?:[.,]\d{1,2})?)"


@dataclass(frozen=True, slots=True)
class PriceWish:
    """Bounds in major units, None where there is none; `cheap`: the lowest prices first. `words` are what is left."""

    words: str
    least: float | None = None
    most: float | None = None
    cheap: bool = False


def price_wish(text: str) -> PriceWish | None:
    """None where no price is spoken of."""
    said = fold_but_numbers(text)
    for read in (_between, _under, _over):
        if found := read(said):
            return found
    cheap = _form("cheap").search(said)
    return PriceWish(_rest(said, cheap), cheap=True) if cheap else None


def fold_but_numbers(text: str) -> str:
    """Folded, with the points and commas of numbers."""
    parts = re.split(rf"({NUMBER})", text)
    return " ".join(part if place % 2 else fold(part) for place, part in enumerate(parts) if part.strip())


def _between(said: str) -> PriceWish | None:
    joined = "|".join(_listed("and"))
    found = re.search(rf"\b(?:{'|'.join(_listed('between'))}) {_amount('low')} (?:{joined}) {_amount('high')}", said)
    if not found:
        return None
    low, high = _value(found, "low"), _value(found, "high")
    if _is_a_count(found, "high"):
        return None
    if low < high and found["low_k"] is None and found["high_k"] and low < 1000:
        low *= 1000
    return PriceWish(_rest(said, found), low, high) if low <= high else None


def _under(said: str) -> PriceWish | None:
    found = _bound("under").search(said)
    return PriceWish(_rest(said, found), most=_value(found, "price")) if found and not _is_a_count(found) else None


def _over(said: str) -> PriceWish | None:
    found = _bound("over").search(said)
    return PriceWish(_rest(said, found), least=_value(found, "price")) if found and not _is_a_count(found) else None


@cache
def _bound(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|\b)(?:{'|'.join(_listed(name))}) {_amount('price')}(?!\S)")


@cache
def _form(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_listed(name))})\b")


def _amount(name: str) -> str:
    units = rf"(?: ?(?P<{name}_unit>{'|'.join(_listed('money'))})\b)?"
    return rf"(?P<{name}>{NUMBER})(?: ?(?P<{name}_k>{'|'.join(_listed('thousand'))})\b)?{units}"


@cache
def _listed(name: str) -> tuple[str, ...]:
    """The phrases of every language, the longest first."""
    every = (fold(phrase) for pack in packs().values() for phrase in pack.get("prices", {}).get(name, ()))
    return tuple(re.escape(phrase) for phrase in sorted({*every} - {""}, key=lambda phrase: (-len(phrase), phrase)))


def _is_a_count(found: re.Match[str], name: str = "price") -> bool:
    """A few of something are no price: `plus de 2 savons`."""
    return _value(found, name) < SMALLEST and not found[f"{name}_unit"]


def _value(found: re.Match[str], name: str) -> float:
    """`1.500` and `1 500` are fifteen hundred, `2.50` two and a half."""
    digits = re.sub(r"[ .,](?=\d{3}(?:\D|$))", "", found[name]).replace(",", ".")
    return float(digits) * (1000 if found[f"{name}_k"] else 1)


def _rest(said: str, found: re.Match[str]) -> str:
    return " ".join((said[: found.start()] + " " + said[found.end() :]).split())
