"""Words of a command into values, by the annotations of the function behind it."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Union, get_args, get_origin, get_type_hints

from domain.shared.errors import Invalid
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from flows.speech import Lexicon, lexicon
from flows.speech.amounts import read_amount

Converter = Callable[[str, Any], Any]
"""`(word as typed, shop) -> value`; a ValueError or Invalid means that the word does not fit."""


def whole(word: str, shop: Any, words: Lexicon | None = None) -> int:
    number = (words or lexicon()).number(word)
    if number is None:
        raise ValueError(word)
    return number


def money(word: str, shop: Any) -> Money:
    """In the shop's currency (`shop.currency`)."""
    amount = read_amount(word, shop.currency)
    if amount is None:
        raise ValueError(word)
    return amount


def phone(word: str, shop: Any) -> PhoneNumber:
    return PhoneNumber.parse(word, getattr(shop, "region", None))


def as_typed(word: str, shop: Any) -> str:
    return word


def minutes(word: str, shop: Any) -> timedelta:
    return timedelta(minutes=whole(word, shop))


CONVERTERS: Mapping[Any, Converter] = {
    str: as_typed,
    int: whole,
    Money: money,
    PhoneNumber: phone,
    timedelta: minutes,
}
WIDE = (Money, PhoneNumber)


def annotations_of(function: Callable[..., Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The types of these parameters; `X | None` counts as X. The others need not be importable here."""
    written = {name: function.__annotations__.get(name, str) for name in names}
    holder = type("holder", (), {"__annotations__": written})
    hints = get_type_hints(holder, globalns=getattr(function, "__globals__", {}))
    return {name: _bare(hint) for name, hint in hints.items()}


def _bare(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        return next(each for each in get_args(hint) if each is not types.NoneType)
    return hint


def convert(
    given: Mapping[str, str], hints: Mapping[str, Any], converters: Mapping[Any, Converter], shop: Any
) -> dict[str, Any] | None:
    """All values, or None as soon as one word does not fit."""
    try:
        return {name: converters[hints[name]](word, shop) for name, word in given.items()}
    except (ValueError, Invalid):
        return None
