"""The fields of a step as JSON and back, by their annotations: what does not fit is refused, never guessed."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

JSON = None | bool | int | float | str | list["JSON"] | dict[str, "JSON"]
SCALARS = (bool, int, float, str)
AS_THEY_ARE = frozenset({types.NoneType, *SCALARS})
Read = Callable[[Any], Any]


class CannotLoad(Exception):
    """What was stored is not what the code of today means by it."""


def plain(value: Any) -> Any:
    """A value as JSON."""
    kind: Any = type(value)
    if kind in AS_THEY_ARE:
        return value
    names: tuple[str, ...] | None = _names_of(kind)
    if names is not None:
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, list | tuple | frozenset):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, SCALARS):
        return value
    raise TypeError(f"{type(value).__name__} cannot be kept in a conversation")


@cache
def _names_of(kind: Any) -> tuple[str, ...] | None:
    """The fields of a dataclass; None of anything else."""
    return tuple(field.name for field in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else None


@cache
def hints_of(kind: Any) -> dict[str, Any]:
    """The annotations of a dataclass, worked out once."""
    return get_type_hints(kind)


def build(kind: Any, stored: Any) -> Any:
    """A dataclass from its JSON. Fields that are gone are dropped, new ones take their default."""
    if not isinstance(stored, dict):
        raise CannotLoad(f"{kind.__name__}: {stored!r}")
    readers = _readers_of(kind)
    try:
        return kind(**{name: readers[name](value) for name, value in stored.items() if name in readers})
    except CannotLoad:
        raise
    except Exception as problem:
        raise CannotLoad(f"{kind.__name__}: {problem}") from problem


@cache
def _readers_of(kind: Any) -> dict[str, Read]:
    hints = hints_of(kind)
    return {field.name: reader(hints[field.name]) for field in dataclasses.fields(kind)}


def read(hint: Any, stored: Any) -> Any:
    """A value of the annotated type from its JSON."""
    return reader(hint)(stored)


@cache
def reader(hint: Any) -> Read:
    """What makes such values of JSON: the annotation is taken apart once."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint is Any or hint is None or hint is types.NoneType:
        return partial(_same, hint)
    if origin is Literal:
        return partial(_one_of, inner)
    if origin in (Union, types.UnionType):
        return partial(_first_that_fits, inner)
    if origin in (tuple, list, frozenset):
        return partial(_several, origin, inner)
    if origin is dict:
        return partial(_mapping, inner[1])
    return _single(getattr(hint, "__supertype__", hint))


def _same(hint: Any, stored: Any) -> Any:
    if hint is not Any and stored is not None:
        raise CannotLoad(repr(stored))
    return stored


def _one_of(allowed: tuple[Any, ...], stored: Any) -> Any:
    if stored not in allowed:
        raise CannotLoad(repr(stored))
    return stored


def _first_that_fits(hints: tuple[Any, ...], stored: Any) -> Any:
    if stored is None and types.NoneType in hints:
        return None
    for hint in hints:
        try:
            return reader(hint)(stored)
        except CannotLoad:
            continue
    raise CannotLoad(repr(stored))


def _several(kind: Any, inner: tuple[Any, ...], stored: Any) -> Any:
    items = _a(list, stored)
    if kind is not tuple or inner[-1:] == (Ellipsis,):
        return kind(map(reader(inner[0]), items))
    if len(items) != len(inner):
        raise CannotLoad(repr(stored))
    return tuple(read(hint, item) for hint, item in zip(inner, items, strict=True))


def _mapping(hint: Any, stored: Any) -> dict[str, Any]:
    read_one = reader(hint)
    return {key: read_one(value) for key, value in _a(dict, stored).items()}


def _single(kind: Any) -> Read:
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return partial(build, kind)
    if kind in (date, datetime):
        return lambda stored: kind.fromisoformat(_a(str, stored))
    if kind is timedelta:
        return lambda stored: timedelta(seconds=_a((int, float), stored))
    if isinstance(kind, type) and issubclass(kind, Enum | Decimal):
        return kind
    if kind is float:
        return lambda stored: float(_a((int, float), stored))
    return partial(_a, kind)


def _a(kind: Any, stored: Any) -> Any:
    if type(stored) is kind:
        return stored
    if not isinstance(stored, kind) or (isinstance(stored, bool) and kind is not bool):
        raise CannotLoad(repr(stored))
    return stored
