"""The fields of a step as JSON and back, by their annotations: what does not fit is refused, never guessed."""

from __future__ import annotations

import dataclasses
import types
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

JSON = None | bool | int | float | str | list["JSON"] | dict[str, "JSON"]
SCALARS = (bool, int, float, str)
HINTS: dict[Any, dict[str, Any]] = {}


class CannotLoad(Exception):
    """What was stored is not what the code of today means by it."""


def plain(value: Any) -> Any:
    """A value as JSON."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple | frozenset):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, SCALARS):
        return value
    raise TypeError(f"{type(value).__name__} cannot be kept in a conversation")


def hints_of(kind: type[Any]) -> dict[str, Any]:
    """The annotations of a dataclass, worked out once."""
    if kind not in HINTS:
        HINTS[kind] = get_type_hints(kind)
    return HINTS[kind]


def build(kind: type[Any], stored: Any) -> Any:
    """A dataclass from its JSON. Fields that are gone are dropped, new ones take their default."""
    if not isinstance(stored, dict):
        raise CannotLoad(f"{kind.__name__}: {stored!r}")
    hints = hints_of(kind)
    known = {field.name for field in dataclasses.fields(kind)}
    try:
        return kind(**{name: read(hints[name], value) for name, value in stored.items() if name in known})
    except CannotLoad:
        raise
    except Exception as problem:
        raise CannotLoad(f"{kind.__name__}: {problem}") from problem


def read(hint: Any, stored: Any) -> Any:
    """A value of the annotated type from its JSON."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint is Any or hint is None or hint is types.NoneType:
        return _same(hint, stored)
    if origin is Literal:
        return _one_of(inner, stored)
    if origin in (Union, types.UnionType):
        return _first_that_fits(inner, stored)
    if origin in (tuple, list, frozenset):
        return _several(origin, inner, stored)
    if origin is dict:
        return {key: read(inner[1], value) for key, value in _a(dict, stored).items()}
    return _single(getattr(hint, "__supertype__", hint), stored)


def _same(hint: Any, stored: Any) -> Any:
    if hint is not Any and stored is not None:
        raise CannotLoad(repr(stored))
    return stored


def _one_of(allowed: tuple[Any, ...], stored: Any) -> Any:
    if stored not in allowed:
        raise CannotLoad(repr(stored))
    return stored


def _first_that_fits(hints: tuple[Any, ...], stored: Any) -> Any:
    for hint in hints:
        try:
            return read(hint, stored)
        except CannotLoad:
            continue
    raise CannotLoad(repr(stored))


def _several(kind: Any, inner: tuple[Any, ...], stored: Any) -> Any:
    items = _a(list, stored)
    if kind is not tuple or inner[-1:] == (Ellipsis,):
        return kind(read(inner[0], item) for item in items)
    if len(items) != len(inner):
        raise CannotLoad(repr(stored))
    return tuple(read(hint, item) for hint, item in zip(inner, items, strict=True))


def _single(kind: Any, stored: Any) -> Any:
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return build(kind, stored)
    if kind in (date, datetime):
        return kind.fromisoformat(_a(str, stored))
    if kind is timedelta:
        return timedelta(seconds=_a((int, float), stored))
    if isinstance(kind, type) and issubclass(kind, Enum | Decimal):
        return kind(stored)
    if kind is float:
        return float(_a((int, float), stored))
    return _a(kind, stored)


def _a(kind: Any, stored: Any) -> Any:
    if not isinstance(stored, kind) or (isinstance(stored, bool) and kind is not bool):
        raise CannotLoad(repr(stored))
    return stored
