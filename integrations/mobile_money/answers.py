"""Reading what a wallet wrote: exactly, or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

from domain.shared.errors import Invalid
from domain.shared.money import Money
from integrations.words import storable

AMOUNT = re.compile(r"\d{1,12}(\.\d{1,4})?", re.ASCII)
LONGEST = 2000


class Unreadable(Exception):
    """The answer is not what the wallet's description promises; its text says where."""


def object_of(body: bytes) -> Mapping[str, Any]:
    """The JSON object in `body`, its numbers exact. Raises Unreadable."""
    try:
        fields = json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Unreadable("the answer is not JSON") from None
    if not isinstance(fields, dict):
        raise Unreadable("the answer is not an object")
    return fields


def within(fields: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """The object at `path`; an empty one where there is none."""
    for name in path:
        inner = fields.get(name)
        fields = inner if isinstance(inner, dict) else {}
    return fields


def text(fields: Mapping[str, Any], name: str) -> str:
    value = optional(fields, name)
    if value is None:
        raise Unreadable(f"the answer has no {name}")
    return value


def optional(fields: Mapping[str, Any], name: str) -> str | None:
    """A string, or a whole number as its digits: wallets write the same field now so, now so."""
    value = fields.get(name)
    if type(value) is int:
        return str(value)
    return value if isinstance(value, str) and 0 < len(value) <= LONGEST and storable(value) == value else None


def money(amount: object, currency: object) -> Money | None:
    """From major units, a string or a number; None for what is not an exact amount above zero."""
    written = amount if isinstance(amount, str) and AMOUNT.fullmatch(amount) else None
    number = amount if type(amount) is int or isinstance(amount, Decimal) else written
    if number is None or not isinstance(currency, str):
        return None
    try:
        found = Money.of(number, currency)
    except Invalid:
        return None
    return found if found.minor > 0 else None


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)
