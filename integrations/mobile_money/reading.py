"""What every wallet's answer is read with: an exact value, or no answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn

from domain.shared.errors import Invalid
from domain.shared.money import Money
from integrations.words import storable

AMOUNT = re.compile(r"(0|[1-9]\d{0,17})(\.\d{1,4})?", re.ASCII)
LONGEST = 8000  # links of pawaPay are above 1,500 characters


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


def rows(fields: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The list of objects under `name`; raises Unreadable for anything else."""
    value = fields.get(name)
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise Unreadable(f"the answer has no list of {name}")
    return value


def text(fields: Mapping[str, Any], name: str) -> str:
    """As `optional`; raises Unreadable where there is none."""
    return _there(optional(fields, name), name)


def optional(fields: Mapping[str, Any], name: str) -> str | None:
    """A text that can be kept as it is; None for anything else."""
    value = fields.get(name)
    return value if isinstance(value, str) and 0 < len(value) <= LONGEST and storable(value) == value else None


def loose_text(fields: Mapping[str, Any], name: str) -> str:
    """As `loose`; raises Unreadable where there is none."""
    return _there(loose(fields, name), name)


def loose(fields: Mapping[str, Any], name: str) -> str | None:
    """A text, or a whole number as its digits: some wallets write the same field now so, now so."""
    value = fields.get(name)
    return str(value) if type(value) is int else optional(fields, name)


def instant(fields: Mapping[str, Any], name: str) -> datetime | None:
    """An ISO 8601 time with its zone; None where there is none."""
    try:
        at = datetime.fromisoformat(optional(fields, name) or "")
    except ValueError:
        return None
    return at if at.tzinfo else None


def money(amount: object, currency: object) -> Money | None:
    """From major units in a string; None for what is not exactly an amount."""
    if not isinstance(amount, str) or not AMOUNT.fullmatch(amount):
        return None
    return _money(amount, currency)


def loose_money(amount: object, currency: object) -> Money | None:
    """From major units, in a string or as a number; None for what is not exactly an amount above zero."""
    is_number = type(amount) is int or isinstance(amount, Decimal)
    found = _money(amount, currency) if is_number else money(amount, currency)
    return found if found and found.minor > 0 else None


def _money(amount: Any, currency: object) -> Money | None:
    try:
        return Money.of(amount, currency) if isinstance(currency, str) else None
    except Invalid:
        return None


def _there(value: str | None, name: str) -> str:
    if value is None:
        raise Unreadable(f"the answer has no {name}")
    return value


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)
