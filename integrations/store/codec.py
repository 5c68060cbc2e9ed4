"""Plain dataclasses to JSON and back, by their type hints: what is stored is the hints, nothing else.

A union of dataclasses carries the class's name under `is`. Reading is strict about types and missing fields;
a field that this release does not know is passed over, since events only ever gain fields.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin

Thing = TypeVar("Thing")
Change = Callable[[Any], Any]

TAG = "is"
SEQUENCES: dict[Any, Callable[[Any], Any]] = {tuple: tuple, list: list, frozenset: frozenset, set: set}


class Unreadable(ValueError):
    """What is stored is not what the type says."""


def dump(value: Any, hint: Any = None) -> Any:
    """`value` as JSON data. `hint` where the value is one of a union."""
    return _writer(_plain(hint if hint is not None else type(value)))(value)


def load(hint: type[Thing], data: Any) -> Thing:
    """Raises Unreadable."""
    loaded: Thing = _reader(_plain(hint))(data)
    return loaded


@cache
def _writer(hint: Any) -> Change:
    hint = _plain(hint)
    if is_dataclass(hint):
        return _dataclass_writer(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in SEQUENCES:
        item = _writer(arguments[0])
        ordered = sorted if origin in {set, frozenset} else list
        return lambda value: ordered(item(each) for each in value)
    if _is_mapping(origin):
        key, item = _key_writer(arguments[0]), _writer(arguments[1])
        return lambda value: {key(name): item(each) for name, each in value.items()}
    if origin in {Union, types.UnionType}:
        return _union_writer(arguments)
    return _scalar(hint)[0]


@cache
def _reader(hint: Any) -> Change:
    hint = _plain(hint)
    if is_dataclass(hint):
        return _dataclass_reader(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in SEQUENCES:
        item, build = _reader(arguments[0]), SEQUENCES[origin]
        return lambda data: build(item(each) for each in _of(list, data))
    if _is_mapping(origin):
        key, item = _key_reader(arguments[0]), _reader(arguments[1])
        return lambda data: {key(name): item(each) for name, each in _of(dict, data).items()}
    if origin in {Union, types.UnionType}:
        return _union_reader(arguments)
    return _scalar(hint)[1]


# -- dataclasses --------------------------------------------------------------------------------------------------


def _dataclass_writer(kind: Any) -> Change:
    hints = typing.get_type_hints(kind)
    writers = [(each.name, _writer(hints[each.name])) for each in fields(kind)]
    return lambda value: {name: write(getattr(value, name)) for name, write in writers}


def _dataclass_reader(kind: Any) -> Change:
    hints = typing.get_type_hints(kind)
    readers = {each.name: _reader(hints[each.name]) for each in fields(kind)}
    needed = {each.name for each in fields(kind) if each.default is each.default_factory is MISSING}

    def read(data: Any) -> Any:
        given = _of(dict, data)
        missing = needed - given.keys()
        if missing:
            raise Unreadable(f"{kind.__name__} lacks {', '.join(sorted(missing))}")
        return kind(**{name: readers[name](item) for name, item in given.items() if name in readers})

    return read


# -- unions -------------------------------------------------------------------------------------------------------


def _union_writer(arguments: tuple[Any, ...]) -> Change:
    one = _the_one(arguments)
    if one is not None:
        write = _writer(one)
        return lambda value: None if value is None else write(value)
    kinds = {kind: _dataclass_writer(kind) for kind in arguments if kind is not types.NoneType}

    def write_tagged(value: Any) -> Any:
        return None if value is None else {TAG: type(value).__name__, **kinds[type(value)](value)}

    return write_tagged


def _union_reader(arguments: tuple[Any, ...]) -> Change:
    optional = types.NoneType in arguments
    one = _the_one(arguments)
    read = _reader(one) if one is not None else _tagged_reader(arguments)

    def read_union(data: Any) -> Any:
        return None if data is None and optional else read(data)

    return read_union


def _tagged_reader(arguments: tuple[Any, ...]) -> Change:
    kinds = {kind.__name__: _dataclass_reader(kind) for kind in arguments if kind is not types.NoneType}

    def read(data: Any) -> Any:
        name = _of(dict, data).get(TAG)
        if name not in kinds:
            raise Unreadable(f"{name!r} is none of {', '.join(kinds)}")
        return kinds[name](data)

    return read


def _the_one(arguments: tuple[Any, ...]) -> Any:
    kinds = [kind for kind in arguments if kind is not types.NoneType]
    return kinds[0] if len(kinds) == 1 else None


# -- single values ------------------------------------------------------------------------------------------------


def _scalar(hint: Any) -> tuple[Change, Change]:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return lambda value: value.value, lambda data: _converted(hint, data)
    if hint in SCALARS:
        return SCALARS[hint]
    raise TypeError(f"{hint!r} cannot be stored")


def _same(value: Any) -> Any:
    return value


def _exactly(kind: type) -> tuple[Change, Change]:
    return _same, lambda data: _of(kind, data)


def _of(kind: type, data: Any) -> Any:
    if type(data) is not kind:
        raise Unreadable(f"{data!r} is not {kind.__name__}")
    return data


def _converted(convert: Callable[[Any], Any], data: Any) -> Any:
    try:
        return convert(data)
    except (ValueError, TypeError, ArithmeticError) as error:
        raise Unreadable(str(error)) from error


SCALARS: dict[Any, tuple[Change, Change]] = {
    str: _exactly(str),
    int: _exactly(int),
    bool: _exactly(bool),
    float: (_same, lambda data: float(data) if type(data) is int else _of(float, data)),
    types.NoneType: _exactly(types.NoneType),
    datetime: (datetime.isoformat, lambda data: _converted(datetime.fromisoformat, data)),
    date: (date.isoformat, lambda data: _converted(date.fromisoformat, data)),
    timedelta: (timedelta.total_seconds, lambda data: timedelta(seconds=data)),
    Decimal: (str, lambda data: _converted(Decimal, _of(str, data))),
}


# -- keys of mappings and names of types --------------------------------------------------------------------------


def _key_writer(hint: Any) -> Change:
    kind = _plain(hint)
    if is_dataclass(kind):
        return str
    return _scalar(kind)[0]


def _key_reader(hint: Any) -> Change:
    kind = _plain(hint)
    if is_dataclass(kind):
        return typing.cast(Change, kind)
    return _scalar(kind)[1]


def _is_mapping(origin: Any) -> bool:
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _plain(hint: Any) -> Any:
    while hasattr(hint, "__supertype__"):  # a NewType
        hint = hint.__supertype__
    return hint
