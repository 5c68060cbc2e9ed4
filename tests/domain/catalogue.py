"""What every domain event looks like on paper: its name, its version, its fields and their types."""

from __future__ import annotations

import json
import pkgutil
import types
import typing
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Union, get_args, get_origin

import domain
from domain.shared.events import DomainEvent, event_types

SNAPSHOT = Path(__file__).with_name("events.json")
EVERY_EVENT_HAS = {field.name for field in fields(DomainEvent)}


def present() -> dict[str, Any]:
    """As the code has it."""
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        import_module(module.name)
    ours = {name: kind for name, kind in event_types().items() if kind.__module__.startswith("domain.")}
    return {name: described(kind) for name, kind in sorted(ours.items())}


def committed() -> dict[str, Any]:
    catalogue: dict[str, Any] = json.loads(SNAPSHOT.read_text())
    return catalogue


def write() -> None:
    SNAPSHOT.write_text(json.dumps(present(), indent=2, ensure_ascii=False) + "\n")


def described(kind: type[DomainEvent]) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    own = {field.name: type_name(hints[field.name]) for field in fields(kind) if field.name not in EVERY_EVENT_HAS}
    return {"context": kind.__module__.split(".")[1], "version": kind.schema_version, "fields": own}


def type_name(hint: Any) -> str:
    """By what is written, not by what it is called here: an OrderId is written as text."""
    while hasattr(hint, "__supertype__"):
        hint = hint.__supertype__
    if get_origin(hint) in (Union, types.UnionType):
        return " | ".join(type_name(argument) for argument in get_args(hint))
    if get_origin(hint) is not None:
        inside = ", ".join("..." if argument is ... else type_name(argument) for argument in get_args(hint))
        return f"{get_origin(hint).__name__}[{inside}]"
    if is_dataclass(hint):
        parts = ", ".join(f"{field.name}: {_plain(field.type)}" for field in fields(hint))
        return f"{hint.__name__}({parts})"
    return _plain(hint)


def _plain(hint: Any) -> str:
    return hint if isinstance(hint, str) else hint.__name__


def broken(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What an old reader, or an event that was kept long ago, could not bear. A new version may break."""
    found = []
    for name, old in before.items():
        new = now.get(name)
        if new is None:
            found.append(f"{name} is gone")
        elif new["version"] == old["version"]:
            changed = {field for field, kind in old["fields"].items() if new["fields"].get(field) != kind}
            found += [f"{name}.{field} is gone or has another type" for field in sorted(changed)]
        elif new["version"] < old["version"]:
            found.append(f"{name} went back to version {new['version']}")
    return found
